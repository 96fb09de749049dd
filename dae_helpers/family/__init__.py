"""The autoencoder family on handwritten digits: one network, one training loop, and what each member adds.

digits → networks → members → training → stacked → linear → measures → surfaces: its science.
"""

try:
    import sklearn  # noqa: F401  the digits, their splits and the plain classifiers
except ModuleNotFoundError:
    raise ModuleNotFoundError("The family needs scikit-learn: pip install scikit-learn") from None
