"""The autoencoder family on handwritten digits: what the notebook of that name shows and asks."""
