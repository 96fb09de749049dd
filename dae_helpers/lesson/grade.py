"""Marks for a folder of the lesson's notebooks: python -m dae_helpers.lesson.grade FOLDER"""

from ..stage import grading

if __name__ == "__main__":
    grading.main(f"{__package__}.checks")
