"""The exercises: one file for each, with its solution, its hints and the mistakes known by name."""
