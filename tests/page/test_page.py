"""The living page's mathematics: the same as the package's; and how it is written, shown and installed."""

import base64
import json
import os
import re
import shutil
import subprocess
import tomllib
from itertools import islice
from pathlib import Path

import pytest
import torch

from dae_helpers import corruption, fields, manifolds, models, oracle, training
from dae_helpers.page import ALT, APP, CORE, FOLDER, html, save, show
from tools import kernels
from tools.page import PICTURE, picture

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "dae_helpers"
NODE = shutil.which("node")


def flat(model) -> torch.Tensor:
    """A network's weights in the page's order: of each layer the matrix, inputs × outputs, then the bias."""
    layers = model.arrow[::2]
    return torch.cat([part.detach().flatten() for each in layers for part in (each.weight.T, each.bias)])


def sizes(model) -> list[int]:
    return [model.arrow[0].in_features, *(layer.out_features for layer in model.arrow[::2])]


def network(model, sigma: float) -> dict:
    at = model.at(sigma) if isinstance(model, models.ConditionalDAE) else model
    points = 3 * torch.rand(700, 2, generator=torch.Generator().manual_seed(0)) - 1.5
    with torch.no_grad():
        answer = at(points)
    return {
        "sizes": sizes(model),
        "weights": flat(model).tolist(),
        "sigma": sigma,
        "points": points.flatten().tolist(),
        "map": answer.flatten().tolist(),
    }


def steps(model, sigma, n: int = 3) -> dict:
    """n steps of a training on batches that are written down."""
    before = flat(model).tolist()
    batches = list(islice(corruption.pairs(manifolds.circle(), sigma, 32), n))
    losses = [state.loss for state in training.descend(model, iter(batches), n)]
    names = ("x", "xNoisy", "level")
    return {
        "sizes": sizes(model),
        "before": before,
        "batches": [
            dict(zip(names, (part.flatten().tolist() for part in batch), strict=True)) for batch in batches
        ],
        "losses": losses,
        "after": flat(model).tolist(),
    }


def reference() -> dict:
    """What the package says, for the page's tests."""
    presets = [
        {"name": name, "points": curve.knots.tolist(), "closed": curve.closed}
        for name, curve in ((name, make()) for name, make in manifolds.CURVES.items())
        if curve.knots is not None
    ]
    t = torch.linspace(0, 1, 40)
    scribble = torch.stack([1.3 * (2 * t - 1) + 0.1 * (40 * t).sin(), 0.9 * (17 * t).sin()], dim=1)
    drawn = [*presets, {"name": "scribble", "points": scribble.tolist(), "closed": False}]
    curves = [(make(), {"name": name}) for name, make in manifolds.CURVES.items() if make().knots is None]
    curves += [(manifolds.through(each["points"], each["closed"]), each) for each in drawn]
    points = fields.on_grid(lambda x: x, n=21).points.double()
    exact = []
    for curve, each in curves:
        for sigma in (0.02, 0.1, 0.5):
            best = oracle.PosteriorMean(curve, sigma)
            answers = {"points": points.flatten().tolist(), "mean": best(points).flatten().tolist()}
            exact.append({"curve": each, "sigma": sigma, "mmse": best.mmse()} | answers)
    u = torch.linspace(0, 1, 65, dtype=torch.float64)
    return {
        "presets": presets,
        "curves": [
            {**each, "length": curve.length, "at": curve.at(u, torch.float64).flatten().tolist()}
            for curve, each in curves
        ],
        "oracle": exact,
        "networks": [network(models.DAE(), 0.1), network(models.ConditionalDAE(), 0.3)],
        "trainings": [
            steps(models.DAE(hidden=(16, 16)), 0.1),
            steps(models.ConditionalDAE(hidden=(16, 8)), (0.02, 0.5)),
        ],
    }


@pytest.mark.skipif(NODE is None, reason="no Node.js on this machine")
@pytest.mark.parametrize("name", sorted(path.name for path in (ROOT / "tests" / "page").glob("*.test.mjs")))
def test_the_page_computes_what_the_package_computes(name, tmp_path_factory):
    path = tmp_path_factory.getbasetemp() / "reference.json"
    if not path.exists():
        path.write_text(json.dumps(reference()))
    ran = subprocess.run(
        [NODE, "--test", str(ROOT / "tests" / "page" / name)],
        env=os.environ | {"REFERENCE": str(path)},
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_the_kernels_are_what_their_source_compiles_to():
    pytest.importorskip(
        "ziglang", reason="the kernels' compiler is not installed: pip install ziglang==0.17.1"
    )
    assert (FOLDER / "binary.js").read_text() == kernels.module(kernels.compiled())


def test_the_still_picture_is_what_its_tool_draws():
    assert PICTURE.read_text(encoding="utf-8") == picture()


def test_the_page_is_one_small_file_that_asks_for_nothing():
    page = html()
    assert len(page.encode()) < 80_000
    assert not re.search(r"https?:|//[\w.]+\.\w+/|@import|\bfetch\(|XMLHttpRequest|WebSocket", page)
    assert not re.findall(r"@[A-Z]+@|^(?:import|export)\b", page, re.MULTILINE)


@pytest.mark.skipif(NODE is None, reason="no Node.js on this machine")
def test_each_script_can_be_read_and_in_the_page_no_name_is_given_twice(tmp_path):
    (tmp_path / "page.js").write_text("".join(re.findall(r"<script.*?>(.*?)</script>", html(), re.DOTALL)))
    for path in (tmp_path / "page.js", *PACKAGE.glob("stage/*.js")):
        subprocess.run([NODE, "--check", path], check=True)


def test_every_module_is_in_the_page():
    modules = {path.relative_to(PACKAGE).as_posix() for path in FOLDER.glob("*.js")}
    assert modules < {*CORE, *APP}


def test_a_page_is_saved_once_and_again_only_if_asked(tmp_path):
    path = save(tmp_path / "page.html")
    assert path.read_text(encoding="utf-8") == html()
    path.write_text("mine")
    with pytest.raises(FileExistsError, match="overwrite=True"):
        save(str(path))
    assert path.read_text() == "mine"
    save(str(path), overwrite=True)
    assert path.read_text(encoding="utf-8") == html()


def test_a_notebook_gets_the_page_with_a_picture_under_it():
    data, metadata = show()._repr_mimebundle_()
    assert base64.b64decode(data["image/png"]).startswith(b"\x89PNG")
    assert metadata["image/png"]["alt"] == ALT
    assert data["text/html"].index("<img") < data["text/html"].index("<iframe")
    assert len(json.dumps(data)) < 250_000
    assert "page.save" in data["text/plain"] == repr(show())


def test_what_is_no_python_is_installed_as_well():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = project["tool"]["setuptools"]["package-data"]["dae_helpers"]
    installed = {path for pattern in patterns for path in PACKAGE.glob(pattern)}
    assert {path for path in PACKAGE.rglob("*.*") if path.suffix not in (".py", ".pyc")} <= installed
