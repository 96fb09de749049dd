"""The exercises of the notebook on pictures, one file each."""
