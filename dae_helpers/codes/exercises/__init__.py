"""The exercises: one file for each, named as the function that the student writes."""
