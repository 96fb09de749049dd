"""For nbgrader: add these lines to the nbgrader_config.py of your course. docs/teaching.md says how."""

from nbgrader import preprocessors

c = get_config()  # noqa: F821  defined by nbgrader
c.ClearSolutions.enabled = False  # there are no solutions in the notebooks; it would clear the skeletons
c.Execute.timeout = 120  # seconds for a cell: in the exercise figure_eight a network is trained
c.Execute.store_widget_state = False  # with it the feedback's pages would lose their figures
c.Execute.extra_arguments = ["--IPKernelApp.exec_lines=get_ipython().ask_exit = list"]  # exit() ends nothing


class DeduplicateIds(preprocessors.DeduplicateIds):
    """Of a cell and its copies the last counts. nbgrader would stumble over what it leaves of the others."""

    def preprocess_cell(self, cell, resources, cell_index):
        cell, resources = super().preprocess_cell(cell, resources, cell_index)
        if cell.metadata.get("nbgrader") == {}:
            del cell.metadata["nbgrader"]
        return cell, resources


class OverwriteCells(preprocessors.OverwriteCells):
    """A check that was deleted comes back below its answer, or at the end if that is gone, too.

    nbgrader's own add_missing_cells would stumble over an answer that is gone.
    """

    def preprocess(self, nb, resources):
        nb, resources = super().preprocess(nb, resources)
        with self.gradebook:
            handed_out = self.gradebook.find_notebook(self.notebook_id, self.assignment_id)
            sources = {cell.name: cell for cell in handed_out.source_cells}
            for check in handed_out.grade_cells:
                names = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in nb.cells]
                answer = check.name.removesuffix("-check")
                at = names.index(answer) + 1 if answer in names else len(names)
                if check.name not in names:
                    cell = self.missing_cell_transform(sources[check.name], check.max_score)
                    nb.cells.insert(at, cell)
        return nb, resources


c.Autograde.sanitize_preprocessors = [
    preprocessors.ClearOutput,
    DeduplicateIds,
    preprocessors.OverwriteKernelspec,
    OverwriteCells,
    preprocessors.CheckCellMetadata,
]
