"""What the README claims about speed and accuracy, measured again by `python -m benchmarks`."""
