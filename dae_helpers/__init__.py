"""Helpers of the lesson on denoising autoencoders.

The science, one module for each step, in the lesson's order: manifolds → corruption → models → oracle
→ training → fields → sampling → plots. `stage` shows and checks any lesson; `lesson`, `new_points`,
`closer_look` and `family` are the rooms of the notebooks; `page` needs no kernel.
"""
