"""Write the repository's address wherever it belongs: README, pyproject.toml and the notebooks.

python -m tools.publish https://github.com/OWNER/NAME
"""

import re
import sys
from pathlib import Path

import nbformat

from tools import command
from tools.notebook import NOTEBOOKS, read

MARKS = "<!-- badges -->", "<!-- end of badges -->"
COLAB = "https://colab.research.google.com"
BINDER = "https://mybinder.org"


def badges(repository: str, name: str) -> str:
    """The lines that open a notebook on Colab and on Binder, in Markdown."""
    slug = repository.removeprefix("https://github.com/")
    return (
        f"[![Open in Colab]({COLAB}/assets/colab-badge.svg)]({COLAB}/github/{slug}/blob/main/{name})\n"
        f"[![Open in Binder]({BINDER}/badge_logo.svg)]({BINDER}/v2/gh/{slug}/main?labpath={name})"
    )


def between_marks(text: str, repository: str, name: str = NOTEBOOKS[0]) -> str:
    """The text with the badges between the two marks, whatever stood there before."""
    first, last = MARKS
    return re.sub(f"{first}.*?{last}", f"{first}\n{badges(repository, name)}\n{last}", text, flags=re.DOTALL)


def publish(root: Path, repository: str) -> None:
    """Write the address into the files below root. Raises ValueError if it isn't that of a repository."""
    repository = repository.rstrip("/").removesuffix(".git")
    if not re.fullmatch(r"https://github\.com/[\w-]+/(?!\.+$)[\w.-]+", repository, re.ASCII):
        raise ValueError(f"the address must be https://github.com/OWNER/NAME, got {repository!r}")
    readme, project = root / "README.md", root / "pyproject.toml"
    readme.write_text(between_marks(readme.read_text(encoding="utf-8"), repository), encoding="utf-8")

    without = re.sub(r"\[project\.urls\]\nRepository = .*\n\n", "", project.read_text(encoding="utf-8"))
    urls = f'[project.urls]\nRepository = "{repository}"\n\n[tool.setuptools'
    project.write_text(without.replace("[tool.setuptools", urls, 1), encoding="utf-8")

    for name in NOTEBOOKS:
        notebook = read(root / name)
        notebook.cells[0].source = between_marks(notebook.cells[0].source, repository, name)
        nbformat.write(notebook, root / name)


def main(repository: str) -> None:
    try:
        publish(Path(__file__).resolve().parent.parent, repository)
    except ValueError as error:
        sys.exit(f"make publish REPOSITORY=...: {error}")
    print("Wrote the address into README.md, pyproject.toml and the notebooks. Commit and push them.")


if __name__ == "__main__":
    command.run(__doc__, main, repository={})
