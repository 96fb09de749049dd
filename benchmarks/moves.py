"""How long a slider's move takes in a real browser, from key press to new pixels."""

from functools import partial
from pathlib import Path
from statistics import median, quantiles

import nbformat

from tools import front_ends

from .report import BUILD, table

CELLS = """\
from dae_helpers import manifolds, models, training
from dae_helpers.lesson import explorers
train = lambda curve: training.fit(models.ConditionalDAE(), curve, (0.02, 0.5), n_steps=100, progress=False)
runs = {"spiral": train(manifolds.spiral())}

explorers.field(runs, "spiral", sigma=0.2)"""
# For each key press, the milliseconds until the frame after the picture at the slider's σ has come.
STOPWATCH = r"""() => {
    const widget = document.querySelector(".dae-field");
    const image = () => widget.querySelector(".widget-html img");
    const drawn = () => Number(image().alt.match(/σ = ([\d.]+)/)[1]);
    const chosen = () => Number(widget.querySelector(".widget-readout").textContent);
    let pressed = null;
    document.addEventListener("keydown", () => { pressed = performance.now() }, true);
    window.moves = [];
    new MutationObserver(async () => {
        if (pressed === null || drawn() !== chosen()) return;
        const start = pressed;
        pressed = null;
        await image().decode().catch(() => {});  // a newer picture may have come
        requestAnimationFrame(() => window.moves.push(performance.now() - start));
    }).observe(widget, {subtree: true, childList: true});
}"""


def run(quick: bool) -> str:
    if front_ends.CHROMIUM is None:
        return "## A slider's move in a browser\n\nNot measured: no Chromium on this machine.\n"
    BUILD.mkdir(exist_ok=True)
    path = notebook(BUILD / "moves.ipynb")
    with front_ends.server() as server, front_ends.browser() as browser:
        open_ = partial(front_ends.run_all, path, server=server, browser=browser)
        times = {name: moves(open_(name), 10 if quick else 50) for name in front_ends.FRONT_ENDS}
    return table(
        "A slider's move in a browser",
        "From key press to new pixels in the field explorer, headless Chromium: milliseconds.",
        ["front end", "median", "90th percentile"],
        [[name, median(times[name]), quantiles(times[name], n=10)[-1]] for name in times],
    )


def notebook(path: Path) -> Path:
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    cells = [nbformat.v4.new_code_cell(source) for source in CELLS.split("\n\n")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), path)
    return path


def moves(page, n: int) -> list[float]:
    """The milliseconds of n moves, up and down the slider."""
    handle = page.locator(".dae-field .noUi-handle").first
    handle.focus()
    handle.press("Home")
    page.locator('.dae-field img[alt*="σ = 0.02,"]').wait_for(timeout=30_000)
    page.evaluate(STOPWATCH)
    for move in range(n):
        handle.press("PageUp" if move % 16 < 8 else "PageDown")
        page.wait_for_function("move => window.moves.length > move", arg=move, timeout=30_000)
    return page.evaluate("() => window.moves")
