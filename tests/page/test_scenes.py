"""Living figures: the mathematics and words of Python's explorers, in one script that any page can hold."""

import json
import os
import re
import shutil
import subprocess

import numpy as np
import pytest
import torch
from matplotlib.quiver import Quiver

from dae_helpers import manifolds, models, oracle, sampling
from dae_helpers.closer_look import explorers as closer_look
from dae_helpers.lesson import explorers
from dae_helpers.new_points import explorers as walks
from dae_helpers.page import FOLDER, LIVES, SCENES, engine, figure_html
from dae_helpers.training import Run
from tests.page.test_page import weights

NODE = shutil.which("node")


def drawn(figure) -> list[list[float]]:
    """The arrows of a figure, each from its tail to its tip: [x0, y0, x1, y1]."""
    found = []
    for quiver in (each for ax in figure.axes for each in ax.collections if isinstance(each, Quiver)):
        tails = np.asarray(quiver.get_offsets())
        hidden = np.broadcast_to(quiver.Umask, len(tails))
        found += np.concatenate([tails, tails + np.stack([quiver.U, quiver.V], axis=1)], axis=1)[
            ~hidden
        ].tolist()
    return found


def seen(name: str, view, **settings) -> dict:
    """What the explorer of that name says and draws; the page has a point as two numbers."""
    scene = view.scene
    caption = scene.draw(**settings)
    told = settings | (
        {"point": [float(t) for t in settings["point"].split()]} if "point" in settings else {}
    )
    return {"name": name, "settings": told, "caption": caption, "arrows": drawn(scene.figure)}


def visible(arrows: torch.Tensor, low: float, high: float) -> list[list[float]]:
    """Those that the page draws: within its window, and no specks there."""
    tips, lengths = arrows[:, 2:], (arrows[:, 2:] - arrows[:, :2]).norm(dim=1)
    inside = ((tips > low) & (tips < high)).all(dim=1)
    return arrows[inside & (lengths > 1.5 * (high - low) / 640)].tolist()


def field(shown: str) -> dict:
    """The field at the page's own grid, of a network that knows nothing."""
    curve, model = manifolds.spiral(), models.ConditionalDAE(seed=0)
    torch.nn.init.normal_(model.arrow[-1].weight, std=2, generator=torch.Generator().manual_seed(0))
    view = explorers.field({"spiral": Run(model, curve, (0.02, 0.5), 1.0)}, "spiral")
    said = seen("field", view, curve="spiral", sigma=0.2, shown=shown)
    ticks = 1.6 * ((2 * torch.arange(17) + 1) / 17 - 1)
    x = torch.cartesian_prod(ticks, ticks)
    maps = [oracle.best(curve, 0.2), *([model.at(0.2)] if shown == "learned" else [])]
    arrows = torch.cat([torch.cat([x, r(x).detach()], dim=1) for r in maps])
    return said | {"arrows": visible(arrows, -1.6, 1.6), "net": weights(model)}


def few_points(n: int) -> dict:
    """The arrows of n points; of a network that knows little."""
    truth, model = oracle.best(manifolds.circle(), 0.02), models.DAE(seed=0)
    torch.nn.init.normal_(model.arrow[-1].weight, std=0.02, generator=torch.Generator().manual_seed(0))
    view = closer_look.few_points({n: model}, truth.curve.sample(n, seed=4), truth, n=n)
    said = seen("few_points", view, n=n)
    arrows = visible(torch.tensor(said["arrows"]), 0.4, 1)
    return said | {"settings": view.twin | {"n": n}, "arrows": arrows, "net": weights(model)}


def told() -> dict:
    """What Python says and draws, for the page's scenes."""
    start = torch.randn(100, 2, generator=torch.Generator().manual_seed(0))
    levels = sampling.levels(0.5, 0.02, 12)
    curve, at = manifolds.spiral(), lambda sigma: lambda x: x
    walk = sampling.annealed(at, levels, start, steps=20)
    own = {"learned": walk, "exact": walk}
    distances, fractions = sampling.nearest(start, curve)
    pad = closer_look.pad()
    scenes = [
        *(
            seen("guess", explorers.guess(), curve=c, sigma=s, point=x)
            for c, s, x in [("circle", 0.3, "0.95 0.85"), ("star", 0.05, "0.1 -0.4")]
        ),
        *(
            seen("slopes", explorers.slopes(), curve=c, sigma=s)
            for c, s in [("spiral", 0.12), ("heart", 0.3)]
        ),
        *(
            seen("tweedie", explorers.tweedie(), sigma=s, point=x)
            for s, x in [(0.4, "0.1 0.2"), (0.15, "-1 0.8")]
        ),
        *(field(shown) for shown in ("exact", "learned")),
        few_points(20),
        few_points(500),
        *(
            seen("pad", pad, **each)
            for each in ({"points": "0 0\n1 0.5\n1 1", "closed": False}, pad.settings)
        ),
    ]
    fallen = {"step": 200, "curve": "spiral", "points": 100}
    return {
        "scenes": scenes,
        "walks": [
            seen("generate", explorers.generate(walk[::2], curve, levels), step=100)
            | {"settings": fallen | {"step": 100}},
            seen("falling", walks.falling(curve, levels, own), step=200) | {"settings": fallen},
            seen("walker", walks.walker(), step=30, sigma=0.2, alpha=0.3),
        ],
        "nearest": {
            "curve": "spiral",
            "points": start.flatten().tolist(),
            "distances": distances.tolist(),
            "fractions": fractions.tolist(),
        },
    }


@pytest.mark.slow
@pytest.mark.skipif(NODE is None, reason="no Node.js on this machine")
def test_a_scene_says_and_draws_what_its_explorer_does(tmp_path):
    path = tmp_path / "told.json"
    path.write_text(json.dumps(told()))
    ran = subprocess.run(
        [NODE, "--test", FOLDER.parents[1] / "tests/page/scenes.mjs"],
        env=os.environ | {"TOLD": str(path)},
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_the_engine_is_one_small_script_that_asks_for_nothing():
    for text, most in [(engine(), 110_000), (figure_html(), 100_000)]:
        assert len(text.encode()) < most
        assert not re.search(r"https?:|//[\w.]+\.\w+/|@import|\bfetch\(|XMLHttpRequest|WebSocket", text)
        assert not re.findall(r"@[A-Z]+@|^(?:import|export)\b", text, re.MULTILINE)
    assert "</script" not in engine()


def test_every_module_of_a_figure_is_in_the_engine():
    modules = {path.relative_to(FOLDER.parent).as_posix() for path in FOLDER.glob("living/*.js")}
    assert modules < set(LIVES)
    assert {f'define("{name}"' in engine() for name in SCENES} == {True}


@pytest.mark.skipif(NODE is None, reason="no Node.js on this machine")
def test_no_name_is_given_twice_in_the_engine(tmp_path):
    (tmp_path / "engine.js").write_text(engine())
    subprocess.run([NODE, "--check", tmp_path / "engine.js"], check=True)
