"""Helpers of the lesson on denoising autoencoders.

The science, one module for each step, in the lesson's order: manifolds → corruption → models → oracle
→ training → fields → sampling → flow → plots. `stage` shows and checks any lesson; `lesson`, `new_points`,
`closer_look`, `codes` and `family` are the rooms of the notebooks; `page` needs no kernel.
"""

__version__ = "1.0.0"


def goes_with(version: str) -> None:
    """Say so if a notebook is of another version than the package, as an old one on a hub's new image is."""
    if version != __version__:
        print(
            f"This notebook is of version {version}, the package dae_helpers of version {__version__}. "
            "If a cell fails, fetch the notebook anew."
        )
