"""The living page beside torch: the same trainings in a browser and here; and how quickly it answers."""

import math
from contextlib import contextmanager
from functools import partial
from itertools import pairwise
from statistics import median
from tempfile import TemporaryDirectory

import torch
from torch import Tensor, nn

from dae_helpers import manifolds, models, training
from dae_helpers.lesson import TRAINED_ON
from dae_helpers.oracle import excess_risk
from dae_helpers.page import html, save

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
WATCH = """() => {
    window.frames = [];
    const watch = (time) => { window.frames.push(time); window.watched = requestAnimationFrame(watch); };
    requestAnimationFrame(watch);
}"""
GAPS = "() => { cancelAnimationFrame(window.watched); return window.frames; }"
OPENED = "() => new Promise((done) => requestAnimationFrame(() => done(performance.now())))"


def run(quick: bool) -> str:
    """Both tables; a sentence where there is no browser."""
    try:
        with browser() as chromium:
            return trainings(chromium, quick) + "\n" + answers(chromium)
    except ImportError as error:
        return f"## The living page\n\nNot measured: {error}.\n"


@contextmanager
def browser():
    """Headless Chromium. Raises ImportError where it is not to be had."""
    from playwright.sync_api import sync_playwright

    from tools.front_ends import CHROMIUM

    if CHROMIUM is None:
        raise ImportError("no Chromium on this machine")
    with sync_playwright() as launcher:
        yield launcher.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])


@contextmanager
def opened(chromium):
    """The page in a window, opened from disk at a curve that is there at once."""
    with TemporaryDirectory() as folder:
        address = save(f"{folder}/page.html").absolute().as_uri()
        page = chromium.new_page(viewport={"width": 1280, "height": 800})
        page.goto(f"{address}#curve=spiral&sigma=0.100")
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
    found["heart"] = drawn(manifolds.named("heart").knots, closed=True)
    found["scribble"] = drawn(scribble.double(), closed=False)
    return found


def drawn(points: Tensor, closed: bool) -> tuple[manifolds.Curve, str]:
    return manifolds.through(points, closed), f"through({points.tolist()}, closed={closed})"


def trainings(chromium, quick: bool) -> str:
    """Seconds and excess risk of each training, in the page and here, in turn."""
    torch.set_num_threads(1)
    training.fit(models.DAE(), manifolds.line(), n_steps=20, progress=False)  # torch loads Adam only now
    rows, found = [], curves()
    settings = [(name, False) for name in found] + [("spiral", True)]
    with opened(chromium) as page:
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
    """How large the page is, how soon it is there, and how smoothly it follows the hand."""
    rows = [["size, kB", len(html().encode()) / 1000, ""]]
    with opened(chromium) as page:
        rows.append(["from opening the file to the field, ms", page.evaluate(OPENED), ""])
        box = page.locator("#sigma").bounding_box()
        along = [
            (box["x"] + 4 + (box["width"] - 8) * k / 150, box["y"] + box["height"] / 2) for k in range(151)
        ]
        rows.append(["dragging σ", *smoothness(page, along)])
        box = page.locator("#plane").bounding_box()
        angles = [2 * math.pi * k / 150 for k in range(140)]
        around = [(0.5 + 0.3 * math.cos(t), 0.5 + 0.35 * math.sin(2 * t)) for t in angles]
        stroke = [(box["x"] + box["width"] * x, box["y"] + box["height"] * y) for x, y in around]
        rows.append(["drawing", *smoothness(page, stroke)])
        for what in ("exact", "learned"):
            if what == "learned":
                page.locator("#train").click()
                page.wait_for_function("() => lesson.state.training?.running === false", timeout=0)
            page.locator("[value=noise]").check()
            page.locator("#drop").click()
            page.evaluate(WATCH)
            page.wait_for_timeout(2000)
            rows.append([f"1000 points walk, {what}", *gaps(page)])
            page.locator("#clear").click()
    return table(
        "The living page: answers",
        "What the hand does is seen in the next frame: frames a second, and the longest gap between two, in "
        "a headless browser that draws without a graphics card.",
        ["what", "measured", "longest gap, ms"],
        rows,
    )


def smoothness(page, path: list[tuple[float, float]]) -> tuple[float, float]:
    """Frames a second, and the longest gap in ms, while the mouse is dragged along a path."""
    page.mouse.move(*path[0])
    page.mouse.down()
    page.evaluate(WATCH)
    for x, y in path:
        page.mouse.move(x, y)
    found = gaps(page)
    page.mouse.up()
    return found


def gaps(page) -> tuple[float, float]:
    between = [b - a for a, b in pairwise(page.evaluate(GAPS))]
    return 1000 * len(between) / sum(between), max(between)
