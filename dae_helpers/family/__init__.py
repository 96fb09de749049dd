"""The autoencoder family on handwritten digits: one network, one training loop, and what each member adds.

digits → networks → members → training → stacked → linear → measures → surfaces: its science.
"""
