"""Helpers of the lesson on denoising autoencoders.

The science, one module for each step, in the lesson's order: manifolds → corruption → models → oracle
→ training → fields → sampling → plots. `stage` shows a lesson, whichever it is; `lesson` and `family` are
the lessons; `web` is the page that needs no kernel.
"""
