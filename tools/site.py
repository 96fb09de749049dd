"""Write build/site/: the notebooks and the living page as a website that asks no other host for anything.

python -m tools.site   needs the packages of the extra "site"
"""

import re
import shutil
import subprocess
import sys
from base64 import b64decode
from hashlib import sha256
from pathlib import Path

import nbformat

from dae_helpers import page
from tools import command
from tools.living import for_a_page
from tools.notebook import NOTEBOOKS, figures, read
from tools.publish import MARKS

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build"
PAGES = ("docs/teaching.md", "docs/hubs.md", "docs/accuracy.md", "docs/references.md")
BADGE = re.compile(r"\[!\[(Open in \w+)\]\(.*?\)\]\((.*?)\)")
BETWEEN_MARKS = re.compile(f"{MARKS[0]}(.*?){MARKS[1]}", re.DOTALL)


def collect(sources: Path) -> None:
    """Lay out in the folder sources what Sphinx reads."""
    shutil.rmtree(sources, ignore_errors=True)
    shutil.copytree(ROOT / "docs" / "site", sources)
    for name in (*NOTEBOOKS, *PAGES):
        (sources / name).parent.mkdir(exist_ok=True)
    for name in PAGES:
        shutil.copy(ROOT / name, sources / name)
    for name in NOTEBOOKS:
        nbformat.write(to_read(ROOT / name), sources / name)
    (sources / "extra").mkdir()
    page.save(sources / "extra" / "page.html")
    (sources / "extra" / "figure.html").write_text(page.figure_html(), encoding="utf-8")
    (sources / "static" / "living.js").write_text(page.engine(), encoding="utf-8")


def to_read(path: Path):
    """The notebook at that path, living, and a line on top that says where it can be run."""
    notebook = for_a_page(read(path))
    notebook.cells[0].source = BETWEEN_MARKS.sub(lambda marked: run(marked[1]), notebook.cells[0].source)
    for cell in notebook.cells:
        figure = False  # what is printed below one is its caption
        for output in cell.get("outputs", []):
            if output.output_type == "stream" and figure:
                output.text = unfold(output.text)
            elif text := output.get("data", {}).get("text/plain"):
                output.data["text/plain"] = unfold(text)
            figure = "image/png" in output.get("data", {})
    return notebook


def unfold(text: str, columns: int = 100) -> str:
    """The text with its paragraphs in one line each, where they were broken for a terminal."""
    whole, last = [], ""
    for line in text.split("\n"):
        first, _, _ = line.strip().partition(" ")
        if last and first and len(f"{last} {first}") > columns:
            whole[-1] += f" {line.strip()}"
        else:
            whole.append(line)
        last = line
    return "\n".join(whole)


def run(badges: str) -> str:
    """A line in place of the badges, whose pictures would come from other hosts."""
    links = [f'<a href="{address}">{words}</a>' for words, address in BADGE.findall(badges)]
    words = "<span>On this page the figures move. The code runs in Jupyter or on Colab.</span>"
    return f'<p class="run">{" ".join([words, *links])}</p>'


def build(sources: Path, site: Path) -> None:
    """Make the site out of what was collected; a warning is an error, and so is a figure that is lost."""
    shutil.rmtree(site, ignore_errors=True)
    options = ["-q", "-W", "--keep-going", "-b", "html", "-d", f"{sources}/.doctrees"]
    subprocess.run([sys.executable, "-m", "sphinx", *options, str(sources), str(site)], check=True, cwd=ROOT)
    for name in NOTEBOOKS:
        made = (site / name).with_suffix(".html").read_text(encoding="utf-8")
        # MyST-NB names a picture by its content; those of living figures are in the page itself.
        pictures = figures(read(ROOT / name))
        if lost := sum(
            sha256(b64decode(each)).hexdigest() not in made and each not in made for each in pictures
        ):
            raise ValueError(f"{name}: the site has lost {lost} of its {len(pictures)} figures")


def main() -> None:
    collect(BUILD / "site-src")
    build(BUILD / "site-src", BUILD / "site")
    print("Wrote build/site/: open build/site/index.html in a browser, or put the folder on a web server.")


if __name__ == "__main__":
    command.run(__doc__, main)
