"""For `jupyter nbconvert --to webpdf`, run in this folder: on paper nobody can open what is folded."""


def opened(notebook, resources):
    for cell in notebook.cells:
        cell.source = cell.source.replace("<details>", "<details open>")
    return notebook, resources


c = get_config()  # noqa: F821  nbconvert hands it in
c.WebPDFExporter.preprocessors = [opened]
