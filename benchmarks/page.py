"""The living page beside torch: the same trainings in a browser and here; and how quickly it answers."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import pairwise
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import torch
from torch import nn

from dae_helpers import manifolds, models, training
from dae_helpers.lesson import TRAINED_ON
from dae_helpers.oracle import excess_risk
from dae_helpers.page import engine, figure_html, html
from tools import notebook
from tools.front_ends import CHROMIUM, browser

from .report import spread, table
from .timing import timed

# The page's training, away from its worker: of the curve of that code, at σ = 0.1 or at every σ.
TRAIN = """([code, every, seed]) => {
    const box = document.getElementById("code");
    box.value = code;
    box.dispatchEvent(new Event("change"));
    const [nSteps, hidden] = every ? [600, [128, 64, 64, 64]] : [300, [64, 48, 48, 48]];
    const sigma = every ? [0.02 / 1.2, 0.5 * 1.2] : 0.1, start = performance.now();
    const training = new Training(lesson.state.curve, sigma, { nSteps, hidden, seed });
    while (training.done < nSteps) training.step();
    const seconds = (performance.now() - start) / 1000;
    return { seconds, sizes: training.sizes, weights: [...training.weights] };
}"""
SPIRAL = "#curve=spiral&sigma=0.100"  # a curve that is there at once
# Of each frame its time, and whether the mouse has moved since the one before.
WATCH = """() => {
    let moved = false;
    window.frames = [];
    addEventListener("pointermove", () => (moved = true), true);
    requestAnimationFrame(function watch(time) {
        window.frames.push([time, moved]);
        moved = false;
        requestAnimationFrame(watch);
    });
}"""
OPENED = "() => new Promise((done) => requestAnimationFrame(() => done(performance.now())))"


def run(quick: bool) -> str:
    """Both tables; a sentence where there is no browser."""
    if CHROMIUM is None:
        return "## The living page\n\nNot measured: no Chromium on this machine.\n"
    with browser() as chromium:
        return trainings(chromium, quick) + "\n" + answers(chromium)


@contextmanager
def opened(chromium, text: str, address: str = SPIRAL, slower: float = 1):
    """A page of HTML in a window, read from disk, on a processor so many times slower."""
    with TemporaryDirectory() as folder:
        file = Path(folder, "page.html")
        file.write_text(text, encoding="utf-8")
        page = chromium.new_page(viewport={"width": 1280, "height": 800})
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
        page.goto(f"{file.as_uri()}{address}")
        yield page
        page.close()


def loaded(model: nn.Module, sizes: list[int], weights: list[float]) -> nn.Module:
    """The model with the page's weights: of each layer the matrix, inputs × outputs, then the bias."""
    parts = torch.tensor(weights).split([n for a, b in pairwise(sizes) for n in (a * b, b)])
    with torch.no_grad():
        for layer, w, b in zip(model.arrow[::2], parts[::2], parts[1::2]):
            layer.weight.copy_(w.view(layer.in_features, layer.out_features).T)
            layer.bias.copy_(b)
    return model


def curves() -> dict[str, tuple[manifolds.Curve, str]]:
    """Curves, each with the code that makes it in the page."""
    found = {name: (manifolds.CURVES[name](), f"manifolds.{name}()") for name in TRAINED_ON}
    t = torch.linspace(0, 1, 60)
    scribble = torch.stack([1.3 * (2 * t - 1) + 0.1 * (40 * t).sin(), 0.9 * (17 * t).sin()], dim=1)
    for curve in (manifolds.named("heart"), manifolds.through(scribble.double(), name="scribble")):
        found[curve.name] = curve, f"through({curve.knots.tolist()}, closed={curve.closed})"
    return found


def trainings(chromium, quick: bool) -> str:
    """Seconds and excess risk of each training, in the page and here, in turn."""
    torch.set_num_threads(1)
    training.fit(models.DAE(), manifolds.line(), n_steps=20, progress=False)  # torch loads Adam only now
    rows, found = [], curves()
    settings = [(name, False) for name in found] + [("spiral", True)]
    with opened(chromium, html()) as page:
        page.evaluate(TRAIN, ["line()", False, 0])
        for name, every in settings:
            curve, code = found[name]
            seconds, excess = {"page": [], "torch": []}, {"page": [], "torch": []}
            for seed in range(1 if quick else 5):
                model = (models.ConditionalDAE if every else models.DAE)(seed=seed)
                fit = partial(training.fit, model, curve, (0.02, 0.5) if every else 0.1, None, seed, False)
                seconds["torch"].append(timed(fit)[0])
                excess["torch"].append(risk(model, curve, every))
                done = page.evaluate(TRAIN, [code, every, seed])
                seconds["page"].append(done.pop("seconds"))
                excess["page"].append(risk(loaded(model, **done), curve, every))
            ratio = median(seconds["page"]) / median(seconds["torch"])
            percent = [spread(100 * x for x in excess[where]) for where in ("page", "torch")]
            rows.append([f"{name}, every σ" if every else name, ratio, spread(seconds["page"]), *percent])
            print(f"page: {rows[-1][0]}: {ratio:.2f} of torch's time", flush=True)
    return table(
        "The living page: training",
        "A browser trains the same network in about torch's time, and as well: σ = 0.1, 300 steps, and for "
        "every σ from 0.02 to 0.5 (600 steps; the worst of σ = 0.02, 0.1, 0.5); one thread, median "
        "(min–max) over seeds.",
        ["curve", "time / torch's", "seconds", "excess risk, %", "torch's, %"],
        rows,
    )


def risk(model: nn.Module, curve: manifolds.Curve, every: bool) -> float:
    if every:
        return max(excess_risk(model.at(sigma), curve, sigma) for sigma in (0.02, 0.1, 0.5))
    return excess_risk(model, curve, 0.1)


def answers(chromium) -> str:
    """How soon it is there, and how smoothly it follows the hand."""
    rows = []
    with opened(chromium, html()) as page:
        rows.append(["from opening the page to its field", page.evaluate(OPENED), ""])
    lesson = notebook.html(notebook.read(notebook.ROOT / notebook.NOTEBOOKS[0]))
    with opened(chromium, lesson, "#scene=guess") as page:
        page.locator("figure.living .frame").first.wait_for()
        rows.append(["from opening the lesson to its first living figure", page.evaluate(OPENED), ""])
    for slower in (1, 4):
        rows += drags(chromium, slower)
    carried = " and ".join(f"{len(text.encode()) / 1000:.0f} kB" for text in (html(), engine()))
    return table(
        "The living page: answers",
        "What the hand does is seen in the next frame, in a headless browser that draws without a graphics "
        f"card. The page, and the script of all living figures, are {carried} long.",
        ["what", "median, ms", "worst frame, ms"],
        rows,
    )


# Ways of the mouse, in widths and heights of what it drags on.
TIMES = [k / 150 for k in range(140)]
ALONG = [(0.02 + 0.96 * t, 0.5) for t in TIMES]
AROUND = [(0.5 + 0.3 * math.cos(2 * math.pi * t), 0.5 + 0.35 * math.sin(4 * math.pi * t)) for t in TIMES]
DRAGGED = {  # what is dragged, where, and how
    "the page: dragging σ": (html, SPIRAL, "#sigma", ALONG),
    "the page: drawing": (html, SPIRAL, "#plane", AROUND),
    "field: dragging σ": (figure_html, "#scene=field", "input[type=range]", ALONG),
    "slopes: dragging σ": (figure_html, "#scene=slopes", "input[type=range]", ALONG),
    "guess: dragging the point": (figure_html, "#scene=guess", ".square", AROUND),
    "tweedie: dragging the point": (figure_html, "#scene=tweedie", ".square", AROUND),
    "walker: dragging its step": (figure_html, "#scene=walker", "input[type=range]", ALONG),
    "walker: dragging σ": (figure_html, "#scene=walker", "input[type=range] >> nth=1", ALONG),
}


def drags(chromium, slower: int) -> Iterator[list]:
    """Rows of what is dragged, on a processor so many times slower: the median and the worst frame, in ms."""
    for what, (made, address, element, way) in DRAGGED.items():
        with opened(chromium, made(), address, slower) as page:
            page.wait_for_timeout(6000)  # what trains has trained
            found = dragging(page, page.locator(element).first, way)
            yield [f"{what}, {slower} times slower" if slower > 1 else what, *found]


def dragging(page, element, way: list[tuple[float, float]]) -> tuple[float, float]:
    """The median and the worst time from frame to frame, in ms, while the mouse drags on an element."""
    box = element.bounding_box()
    path = [(box["x"] + box["width"] * x, box["y"] + box["height"] * y) for x, y in way]
    page.mouse.move(*path[0])
    page.mouse.down()
    page.evaluate(WATCH)
    for x, y in path:
        page.mouse.move(x, y)
    found = page.evaluate("() => window.frames")
    page.mouse.up()
    between = [b - a for (a, before), (b, now) in pairwise(found) if before or now]
    return median(between), max(between)
