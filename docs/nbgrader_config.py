"""For nbgrader: copy this file into the folder of your course. docs/teaching.md says how to go on."""

from nbgrader import preprocessors

c = get_config()  # noqa: F821  defined by nbgrader
c.ClearSolutions.enabled = False  # there are no solutions in the notebooks; it would clear the skeletons
c.OverwriteCells.add_missing_cells = True  # a check that was deleted comes back
c.Execute.timeout = 120  # seconds for a cell: in exercise 7 a network is trained


class DeduplicateIds(preprocessors.DeduplicateIds):
    """Of a cell and its copies the last counts. nbgrader would stumble over what it leaves of the others."""

    def preprocess_cell(self, cell, resources, cell_index):
        cell, resources = super().preprocess_cell(cell, resources, cell_index)
        if cell.metadata.get("nbgrader") == {}:
            del cell.metadata["nbgrader"]
        return cell, resources


c.Autograde.sanitize_preprocessors = [
    preprocessors.ClearOutput,
    DeduplicateIds,
    preprocessors.OverwriteKernelspec,
    preprocessors.OverwriteCells,
    preprocessors.CheckCellMetadata,
]
