"""Marks for a folder of the family's notebooks: python -m dae_helpers.family.grade FOLDER"""

from ..stage import grading

if __name__ == "__main__":
    grading.main(f"{__package__}.checks")
