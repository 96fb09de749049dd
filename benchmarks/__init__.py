"""What the README and the docs claim about speed and accuracy, measured again by `python -m benchmarks`."""
