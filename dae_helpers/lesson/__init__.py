"""The lesson: its pictures with their sliders, its questions, and its exercises."""
