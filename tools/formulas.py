"""Formulas as MathML, which browsers draw by themselves: no page asks another host for anything."""

from math_core import LatexToMathML
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

WRITER = LatexToMathML(fancy_error=False)


def mathml(tex: str, block: bool = False) -> str:
    """The formula as an element of HTML; block: in lines of its own. Raises LatexError where it is none."""
    formula = WRITER.convert_with_local_state(tex, displaystyle=block)
    return f'<span class="math">{formula}</span>' if block else formula


def markdown(source: str) -> str:
    """A markdown cell as HTML."""
    return MarkdownWithMath(renderer=Renderer(escape=False)).render(source)


class Renderer(IPythonRenderer):
    """Markdown as nbconvert renders it, but for its formulas."""

    def inline_math(self, body: str) -> str:
        return mathml(body)

    def block_math(self, body: str) -> str:
        return mathml(body, block=True)

    def latex_environment(self, name: str, body: str) -> str:
        return mathml(rf"\begin{{{name}}}{body}\end{{{name}}}", block=True)
