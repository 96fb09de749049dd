"""The notebook on pictures as it is saved: its outputs are those of real MNIST."""

from pathlib import Path

import nbformat

NOTEBOOK = Path(__file__).parents[2] / "more" / "pictures.ipynb"


def test_the_outputs_of_the_notebook_on_pictures_were_made_with_real_mnist():
    cells = nbformat.read(NOTEBOOK, as_version=4).cells
    (cell,) = [cell for cell in cells if cell.id == "digits"]
    printed = "".join(output.get("text", "") for output in cell.outputs)
    wanted = "10000 digits for training, 10000 for testing, 28 × 28 pixels each\n"
    assert printed == wanted, "put MNIST into more/mnist, as CONTRIBUTING.md says, and run `make notebook`"
