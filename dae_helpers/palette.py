"""The colours, which mean the same in every figure, every widget and every notebook."""

CLEAN, NOISY, TRUTH, LEARNED = "#0b8a83", "#e5532d", "black", "#5b3fa8"
