"""How Sphinx makes the site out of what tools/site.py has collected beside this file."""

import re
from base64 import b64decode
from hashlib import sha256
from pathlib import Path

import nbformat
from docutils import nodes

project = "What a denoising autoencoder learns"
html_title = "Denoising autoencoders"
extensions = ["myst_nb", "sphinxcontrib.katex", "sphinx.ext.autodoc"]

# The outputs are shown as they were saved.
nb_execution_mode = "off"
nb_merge_streams = True
nb_code_prompt_show = "Show the code"
nb_code_prompt_hide = "Hide the code"
myst_enable_extensions = ["amsmath", "colon_fence", "dollarmath"]
myst_heading_anchors = 3

autodoc_default_options = {"members": True, "special-members": "__call__"}
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
python_maximum_signature_line_length = 90

html_theme = "furo"
html_static_path = ["static"]
html_extra_path = ["extra"]
html_css_files = ["site.css"]
html_js_files = ["site.js"]
html_logo = html_favicon = "static/logo.svg"
html_use_index = False
html_copy_source = False  # the notebooks would come a second time
html_show_sphinx = False
html_show_copyright = False
pygments_style, pygments_dark_style = "friendly", "material"
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#087068", "color-brand-content": "#087068"},
    "dark_css_variables": {"color-brand-primary": "#2bb3a9", "color-brand-content": "#2bb3a9"},
    "navigation_with_keys": True,
}

# KaTeX comes with its extension and writes MathML, which browsers draw with letters of their own:
# no page asks another host for anything.
katex_options = 'output: "mathml"'
katex_css_path = "site.css"


def describe(app, doctree) -> None:
    """Give every figure of a notebook the words that were saved with it: MyST-NB leaves them out."""
    path = Path(app.env.doc2path(app.env.docname))
    if path.suffix != ".ipynb":
        return
    words = {}
    for cell in nbformat.read(path, as_version=4).cells:
        for output in cell.get("outputs", []):
            if png := output.get("data", {}).get("image/png"):
                # MyST-NB names the file by its content.
                words[sha256(b64decode(png)).hexdigest()] = output.metadata.get("image/png", {}).get("alt")
    for image in doctree.findall(nodes.image):
        if alt := words.get(Path(image["uri"]).stem):
            image["alt"] = alt


def as_text(app, what, name, thing, options, lines) -> None:
    """Take a docstring as the plain text that it is: only its `code` is marked."""
    lines[:] = [re.sub(r"`([^`]+)`", r"``\1``", re.sub(r"([*|\\]|_\b)", r"\\\1", line)) for line in lines]


def fields_of_tuples(app, what, name, thing, skip, options) -> bool | None:
    """Leave out the fields of named tuples: the tuple's own docstring says what they hold."""
    return True if (getattr(thing, "__doc__", "") or "").startswith("Alias for field") else None


def setup(app) -> None:
    app.connect("doctree-read", describe)
    app.connect("autodoc-process-docstring", as_text)
    app.connect("autodoc-skip-member", fields_of_tuples)
