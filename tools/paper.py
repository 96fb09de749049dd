"""A PDF with nothing folded: jupyter nbconvert --config tools/paper.py --to webpdf demo.ipynb."""


def opened(notebook, resources):
    for cell in notebook.cells:
        cell.source = cell.source.replace("<details>", "<details open>")
    return notebook, resources


c = get_config()  # noqa: F821  nbconvert hands it in
c.WebPDFExporter.preprocessors = [opened]
