"""How Sphinx makes the site out of what tools/site.py has collected beside this file."""

import re
from base64 import b64decode
from hashlib import sha256
from pathlib import Path

import nbformat
from docutils import nodes

from tools.formulas import mathml
from tools.living import LIVING

project = "What a denoising autoencoder learns"
html_title = "Denoising autoencoders"
extensions = ["myst_nb", "sphinx.ext.autodoc"]

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
add_module_names = False  # each stands below the name of its module

html_math_renderer = "mathml"

html_theme = "furo"
templates_path = ["templates"]
html_static_path = ["static"]
html_extra_path = ["extra"]
html_css_files = ["site.css"]
html_js_files = ["site.js"]
html_logo = html_favicon = "static/logo.svg"
html_use_index = html_domain_indices = False
html_copy_source = False  # the notebooks would come a second time
html_show_sphinx = False
html_show_copyright = False
BRAND = ("color-brand-primary", "color-brand-content", "color-api-name", "color-api-pre-name")
html_theme_options = {
    "light_css_variables": dict.fromkeys(BRAND, "#087068"),
    "dark_css_variables": dict.fromkeys(BRAND, "#2bb3a9"),
    "navigation_with_keys": True,
}


def write_formula(writer, node) -> None:
    """Write a formula of the text, or one in lines of its own, as MathML."""
    block = isinstance(node, nodes.math_block)
    writer.body.append(mathml(node.astext(), block))
    raise nodes.SkipNode


def bring_to_life(app, name, template, context, doctree) -> None:
    """Give each page that has living figures the one script that moves them."""
    if LIVING in context.get("body", ""):
        embedded = {"data-figure": context["pathto"]("figure.html", 1)}
        app.add_js_file("living.js", loading_method="defer", **embedded)


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


def without_factories(app, what, name, thing, options, signature, returned) -> tuple:
    """Write the defaults that a dataclass makes anew as "...", which Sphinx can read."""
    return signature and signature.replace("<factory>", "..."), returned


def fields_of_tuples(app, what, name, thing, skip, options) -> bool | None:
    """Leave out the fields of named tuples: the tuple's own docstring says what they hold."""
    return True if (getattr(thing, "__doc__", "") or "").startswith("Alias for field") else None


def mend(app, name, template, context, doctree) -> None:
    """Say what screen readers miss: the level of the sidebar's headings, and the words on what folds away."""
    for part, wrong, right in (
        ("furo_navigation_tree", 'role="heading"', 'role="heading" aria-level="2"'),
        ("body", ' aria-label="Toggle hidden content"', ""),
    ):
        context[part] = context.get(part, "").replace(wrong, right)


def setup(app) -> None:
    app.add_html_math_renderer("mathml", (write_formula, None), (write_formula, None))
    app.connect("html-page-context", bring_to_life)
    app.connect("doctree-read", describe)
    app.connect("autodoc-process-docstring", as_text)
    app.connect("autodoc-process-signature", without_factories)
    app.connect("autodoc-skip-member", fields_of_tuples)
    app.connect("html-page-context", mend, priority=900)  # after furo has written its tree
