"""The lesson: its pictures with their sliders, its questions, and its exercises."""

TRAINED_ON = ("line", "circle", "spiral")  # the names of the curves for which the lesson trains networks
