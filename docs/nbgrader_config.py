"""For nbgrader: add these lines to the nbgrader_config.py of your course. docs/teaching.md says how."""

from nbformat.v4 import new_code_cell
from nbgrader import preprocessors
from nbgrader.api import Gradebook

c = get_config()  # noqa: F821  defined by nbgrader
c.ClearSolutions.enabled = False  # there are no solutions in the notebooks; it would clear the skeletons
c.Execute.timeout = 120  # seconds for a cell: in the exercise figure_eight a network is trained
c.Execute.store_widget_state = False  # with it the feedback's pages would lose their figures
c.Execute.extra_arguments = ["--IPKernelApp.exec_lines=get_ipython().ask_exit = list"]  # exit() ends nothing


class HandedOut(preprocessors.NbGraderPreprocessor):
    """The checks as they were handed out, each below its answer, or at the end if that is gone.

    So what a student or a tool did to a check, to points or to nbgrader's metadata counts for nothing; by
    itself nbgrader would stumble over it. Of an answer and its copies the last counts.
    """

    def preprocess(self, nb, resources):
        place = resources["nbgrader"]
        with Gradebook(place["db_url"]) as gradebook:
            book = gradebook.find_notebook(place["notebook"], place["assignment"])
            sources = {cell.name: cell.source for cell in book.source_cells}
            points = {cell.name: cell.max_score for cell in book.grade_cells}
        left = [name for name in sources if f"{name}-check" in points]
        ours = {*left, *(f"{name}-check" for name in left)}

        def check(name):
            name = f"{name}-check"
            return marked(name, sources[name], grade=True, locked=True, points=points[name])

        cells = []  # from the last to the first
        for cell in reversed(nb.cells):
            name = cell.metadata.get("nbgrader", {}).get("grade_id")
            if name in sources and name not in ours:  # of the course's own
                cells.append(cell)
            elif name in left:
                left.remove(name)
                cells += [check(name), marked(name, cell.source, solution=True)]
            elif cell.source != sources.get(name):
                cell.metadata.pop("nbgrader", None)
                cells.append(cell)
        nb.cells = cells[::-1] + [check(name) for name in left]
        return nb, resources


def marked(name, source, **more):
    """A cell that nbgrader knows."""
    kind = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3}
    return new_code_cell(source, metadata={"nbgrader": {"grade_id": name} | kind | more})


c.Autograde.sanitize_preprocessors = [
    preprocessors.ClearOutput,
    HandedOut,
    preprocessors.OverwriteKernelspec,
    preprocessors.OverwriteCells,
    preprocessors.CheckCellMetadata,
]
