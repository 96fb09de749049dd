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


def flat(values: torch.Tensor) -> list[float]:
    return values.detach().flatten().tolist()


def weights(model) -> dict:
    """A network's weights in the page's order: of each layer the matrix, inputs × outputs, then the bias."""
    layers = model.arrow[::2]
    sizes = [layers[0].in_features, *(layer.out_features for layer in layers)]
    parts = [part for each in layers for part in (each.weight.T, each.bias)]
    return {"sizes": sizes, "weights": [weight for part in parts for weight in flat(part)]}


def network(model, sigma: float) -> dict:
    at = model.at(sigma) if isinstance(model, models.ConditionalDAE) else model
    points = 3 * torch.rand(700, 2, generator=torch.Generator().manual_seed(0)) - 1.5
    return weights(model) | {"sigma": sigma, "points": flat(points), "map": flat(at(points))}


def steps(model, sigma, n: int = 3) -> dict:
    """n steps of a training on batches that are written down."""
    before = weights(model)
    batches = list(islice(corruption.pairs(manifolds.circle(), sigma, 32), n))
    losses = [state.loss for state in training.descend(model, iter(batches), n)]
    told = [dict(zip(("x", "xNoisy", "level"), map(flat, batch), strict=True)) for batch in batches]
    return before | {"batches": told, "losses": losses, "after": weights(model)["weights"]}


def reference() -> dict:
    """What the package says, for the page's tests."""
    t = torch.linspace(0, 1, 40)
    scribble = torch.stack([1.3 * (2 * t - 1) + 0.1 * (40 * t).sin(), 0.9 * (17 * t).sin()], dim=1)
    curves = [({"name": name}, make()) for name, make in manifolds.CURVES.items()]
    curves.append(({"name": "scribble", "points": scribble.tolist()}, manifolds.through(scribble)))
    u = torch.linspace(0, 1, 65, dtype=torch.float64)
    points = fields.on_grid(lambda x: x, n=21).points.double()
    answers = []
    for each, curve in curves:
        for sigma in (0.02, 0.1, 0.5):
            best = oracle.PosteriorMean(curve, sigma)
            told = {"points": flat(points), "mean": flat(best(points)), "mmse": best.mmse()}
            answers.append({"curve": each, "sigma": sigma} | told)
    return {
        "curves": [
            each | {"length": curve.length, "at": flat(curve.at(u, torch.float64))} for each, curve in curves
        ],
        "oracle": answers,
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
    pytest.importorskip("ziglang", reason="no compiler of the kernels: pip install ziglang==0.17.1")
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
