"""What the notebooks on images share: the digits, networks, losses, training, measures and drawing.

digits → networks → members → training → linear → measures → image_plots, in this order.
"""

try:
    import sklearn  # noqa: F401  the digits, their splits and the plain classifiers
except ModuleNotFoundError:
    raise ModuleNotFoundError("Images need scikit-learn: pip install scikit-learn") from None
