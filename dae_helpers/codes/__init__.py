"""What a code knows: four views of one loss, each with its number, and the code's cousins."""
