"""Real pictures, damaged and repaired: what the notebook of that name shows and asks."""
