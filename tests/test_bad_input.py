"""Mistakes: what cannot work is refused at once, by a message that names the argument."""

import re
import subprocess
import sys
from itertools import repeat
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from dae_helpers import corruption, fields, manifolds, models, oracle, plots, sampling, training

NAN, INF = float("nan"), float("inf")
X = torch.zeros(4, 2)
BATCH = X, X, torch.ones(4, 1)
CURVE = manifolds.circle()
BEST = oracle.PosteriorMean(CURVE, 0.1)
CONDITIONAL = models.ConditionalDAE(hidden=(4,))
_, AXES = plots.figure(3)


def fit(model=None, curve=CURVE, sigma=0.1, n_steps=2, **others):
    model = models.DAE(hidden=(4,)) if model is None else model
    return training.fit(model, curve, sigma, n_steps, progress=False, **others)


def identity(x):
    return x


RUN = fit()


# Every function that takes a noise level refuses the same things; so for the other arguments.
TAKES_SIGMA = {
    "gaussian": lambda sigma: corruption.gaussian(X, sigma),
    "pairs": lambda sigma: next(corruption.pairs(CURVE, sigma, 4)),
    "PosteriorMean": lambda sigma: oracle.PosteriorMean(CURVE, sigma),
    "excess_risk": lambda sigma: oracle.excess_risk(identity, CURVE, sigma),
    "fit": lambda sigma: fit(sigma=sigma),
    "steps": lambda sigma: next(training.steps(models.DAE(), CURVE, sigma)),
    "floor": lambda sigma: training.floor(CURVE, sigma),
    "at": lambda sigma: CONDITIONAL.at(sigma),
    "ConditionalDAE": lambda sigma: CONDITIONAL(X, sigma),
}
TAKES_COUNT = {
    "sample": ("n", lambda n: CURVE.sample(n)),
    "points": ("n", lambda n: CURVE.points(n)),
    "tangent": ("n", lambda n: CURVE.tangent(n)),
    "pairs": ("n", lambda n: next(corruption.pairs(CURVE, 0.1, n))),
    "excess_risk": ("n", lambda n: oracle.excess_risk(identity, CURVE, 0.1, n)),
    "mmse": ("n", lambda n: BEST.mmse(n)),
    "fit": ("n_steps", lambda n: fit(n_steps=n)),
    "steps": ("n_steps", lambda n: next(training.steps(models.DAE(), CURVE, 0.1, n_steps=n))),
    "batch": ("batch", lambda n: next(training.steps(models.DAE(), CURVE, 0.1, batch=n))),
    "on_grid": ("n", lambda n: fields.on_grid(identity, n=n)),
    "path": ("steps", lambda n: fields.path(identity, X, steps=n)),
    "hidden": ("hidden", lambda n: models.DAE(hidden=(8, n))),
}
TAKES_POINTS = {
    "gaussian": ("x", lambda x: corruption.gaussian(x, 0.1)),
    "masking": ("x", lambda x: corruption.masking(x, 0.1)),
    "salt_and_pepper": ("x", lambda x: corruption.salt_and_pepper(x, 0.1)),
    "DAE": ("x_noisy", lambda x: models.DAE()(x)),
    "ConditionalDAE": ("x_noisy", lambda x: CONDITIONAL(x, 0.1)),
    "at": ("x_noisy", lambda x: CONDITIONAL.at(0.1)(x)),
    "PosteriorMean": ("x_noisy", lambda x: BEST(x)),
    "score": ("x_noisy", lambda x: BEST.score(x)),
    "posterior": ("x_noisy", lambda x: BEST.posterior(x)),
    "log_density": ("x_noisy", lambda x: BEST.log_density(x)),
    "path": ("start", lambda x: fields.path(identity, x)),
    "jacobian": ("x", lambda x: fields.jacobian(identity, x)),
    "plots.points": ("x", lambda x: plots.points(x, ax=None)),
}
TAKES_CURVE = {
    "pairs": lambda curve: next(corruption.pairs(curve, 0.1, 4)),
    "PosteriorMean": lambda curve: oracle.PosteriorMean(curve, 0.1),
    "excess_risk": lambda curve: oracle.excess_risk(identity, curve, 0.1),
    "fit": lambda curve: fit(curve=curve),
    "steps": lambda curve: next(training.steps(models.DAE(), curve, 0.1)),
    "floor": lambda curve: training.floor(curve, 0.1),
}
TAKES_MAP = {
    "excess_risk": lambda r: oracle.excess_risk(r, CURVE, 0.1, n=4),
    "on_grid": lambda r: fields.on_grid(r),
    "path": lambda r: fields.path(r, X),
    "jacobian": lambda r: fields.jacobian(r, X),
}
TAKES_SEED = {
    "sample": lambda seed: CURVE.sample(4, seed),
    "gaussian": lambda seed: corruption.gaussian(X, 0.1, seed),
    "masking": lambda seed: corruption.masking(X, 0.1, seed),
    "pairs": lambda seed: next(corruption.pairs(CURVE, 0.1, 4, seed)),
    "DAE": lambda seed: models.DAE(seed=seed),
    "ConditionalDAE": lambda seed: models.ConditionalDAE(seed=seed),
    "fit": lambda seed: fit(seed=seed),
    "excess_risk": lambda seed: oracle.excess_risk(identity, CURVE, 0.1, seed=seed),
}


def table(functions):
    return pytest.mark.parametrize("call", functions.values(), ids=functions.keys())


@table(TAKES_SIGMA)
@pytest.mark.parametrize(
    ("sigma", "error"),
    [
        (-0.1, ValueError),
        (NAN, ValueError),
        (INF, ValueError),
        ("0.1", TypeError),
        (None, TypeError),
        (True, TypeError),
        ([0.1, 0.2], TypeError),
    ],
    ids=str,
)
def test_a_noise_level_must_be_a_finite_number_that_is_not_negative(call, sigma, error):
    with pytest.raises(error, match=r"^sigma must"):
        call(sigma)


@pytest.mark.parametrize("sigma", [CURVE.length / 10_001, 1e-12])
@pytest.mark.parametrize("name", ["PosteriorMean", "excess_risk", "fit", "floor"])
def test_noise_too_small_to_average_over_is_refused_before_any_work(name, sigma, capsys):
    with pytest.raises(
        ValueError, match=r"^sigma must be at least the curve's length / 10000 = 0\.000628319, got"
    ):
        TAKES_SIGMA[name](sigma)
    assert capsys.readouterr().out == ""


def test_the_least_noise_is_in_proportion_to_the_curve_and_takes_no_more_nodes_than_can_be_averaged_over():
    for curve in (CURVE, manifolds.line(0.01), manifolds.through([[0, 0], [400, 300]])):
        assert len(oracle.PosteriorMean(curve, curve.length / 9_999).nodes) < 30_000
        with pytest.raises(ValueError, match=r"^sigma must be at least"):
            oracle.PosteriorMean(curve, curve.length / 10_001)


@pytest.mark.parametrize("name", sorted(TAKES_SIGMA.keys() - {"gaussian"}))
def test_only_corruption_itself_works_without_noise(name):
    with pytest.raises(ValueError, match=r"^sigma must be greater than 0, got 0"):
        TAKES_SIGMA[name](0)


@table(TAKES_COUNT)
@pytest.mark.parametrize(
    ("n", "error"),
    [(0, ValueError), (-3, ValueError), (2.0, TypeError), (True, TypeError), ("8", TypeError)],
    ids=str,
)
def test_a_count_must_be_a_whole_number_of_at_least_one(call, n, error):
    name, function = call
    with pytest.raises(error, match=f"^{name} must"):
        function(n)


@table(TAKES_POINTS)
@pytest.mark.parametrize(
    ("x", "error"),
    [
        (torch.zeros(2), ValueError),
        (torch.zeros(4, 3), ValueError),
        (torch.zeros(2, 4, 2), ValueError),
        (torch.zeros(4, 2, dtype=torch.long), TypeError),
        ([[0.0, 1.0]], TypeError),
        (X.numpy(), TypeError),
    ],
    ids=["one point", "3-D", "batches", "whole numbers", "list", "numpy"],
)
def test_points_must_be_a_float_tensor_of_pairs(call, x, error):
    name, function = call
    with pytest.raises(error, match=f"^{name} must"):
        function(x)


@table(TAKES_CURVE)
@pytest.mark.parametrize("curve", ["circle", manifolds.circle, X], ids=["name", "function", "points"])
def test_a_curve_is_neither_its_name_nor_its_maker_nor_its_points(call, curve):
    with pytest.raises(TypeError, match=r"^curve must be a Curve"):
        call(curve)


@table(TAKES_MAP)
@pytest.mark.parametrize(
    ("r", "error"),
    [
        (3, TypeError),
        (X, TypeError),
        (lambda x: x[:, :1], ValueError),
        (lambda x: x[:2], ValueError),
        (lambda x: x.tolist(), ValueError),
    ],
    ids=["number", "tensor", "one coordinate", "two points", "list"],
)
def test_a_map_must_be_callable_and_return_as_many_points_as_it_gets(call, r, error):
    with pytest.raises(error, match=r"^r must"):
        call(r)


@table(TAKES_MAP)
@pytest.mark.parametrize(
    ("r", "got"),
    [
        (RUN, r"got Run; a Run's map is run\.model$"),
        (CONDITIONAL, r"got ConditionalDAE; a ConditionalDAE becomes a map by model\.at\(sigma\)$"),
        (models.DAE, r"got the class DAE; are its parentheses missing\?$"),
    ],
    ids=["run", "conditional", "class"],
)
def test_what_is_not_yet_a_map_tells_how_to_get_one(call, r, got):
    with pytest.raises(TypeError, match=rf"^r must be a map: a callable from \(n, 2\) to \(n, 2\), {got}"):
        call(r)


@table(TAKES_SEED)
@pytest.mark.parametrize(
    ("seed", "error"), [(-1, ValueError), (2**32, ValueError), (1.5, TypeError), ("0", TypeError)], ids=str
)
def test_a_seed_must_be_a_whole_number(call, seed, error):
    with pytest.raises(error, match=r"^seed must"):
        call(seed)


@pytest.mark.parametrize("corrupt", [corruption.masking, corruption.salt_and_pepper])
@pytest.mark.parametrize(
    ("p", "error"), [(-0.1, ValueError), (1.1, ValueError), (NAN, ValueError), ("half", TypeError)], ids=str
)
def test_a_probability_lies_between_zero_and_one(corrupt, p, error):
    with pytest.raises(error, match=r"^p must"):
        corrupt(X, p)


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("length", manifolds.line),
        ("radius", manifolds.circle),
        ("turns", manifolds.spiral),
        ("extent", lambda extent: fields.on_grid(identity, extent)),
    ],
)
@pytest.mark.parametrize(
    ("size", "error"), [(0, ValueError), (-1, ValueError), (INF, ValueError), ("1", TypeError)], ids=str
)
def test_a_size_must_be_a_finite_number_above_zero(name, make, size, error):
    with pytest.raises(error, match=f"^{name} must"):
        make(size)


@pytest.mark.parametrize(
    ("call", "error", "name"),
    [
        (lambda: manifolds.through([[0.0, 0.0]]), ValueError, "points"),
        (lambda: manifolds.through([[0.5, 0.5]] * 4), ValueError, "points"),
        (lambda: manifolds.through([[0.0, 0.0], [1.0, 0.0]], closed=True), ValueError, "points"),
        (lambda: manifolds.through([[0.0, 0.0], [NAN, 1.0]]), ValueError, "points"),
        (lambda: manifolds.through([[0.0, 0.0], [INF, 1.0]]), ValueError, "points"),
        (lambda: manifolds.through([0.0, 1.0, 2.0]), ValueError, "points"),
        (lambda: manifolds.through(torch.zeros(5, 3)), ValueError, "points"),
        (lambda: manifolds.through("circle"), TypeError, "points"),
        (lambda: manifolds.through([[0.0, 0.0], [1.0]]), ValueError, "points"),
        (lambda: models.DAE(hidden=()), ValueError, "hidden"),
        (lambda: models.DAE(hidden=64), TypeError, "hidden"),
        (lambda: models.DAE(hidden="32"), TypeError, "hidden"),
        (lambda: models.DAE()(X.double()), TypeError, "x_noisy"),
        (lambda: CONDITIONAL(X.double(), 0.1), TypeError, "x_noisy"),
        (lambda: CONDITIONAL(X, torch.full((3, 1), 0.1)), ValueError, "sigma"),
        (lambda: CONDITIONAL(X, torch.full((4,), 0.1)), ValueError, "sigma"),
        (lambda: corruption.gaussian(X, torch.tensor([0.1, 0.2])), TypeError, "sigma"),
        (lambda: fit(sigma=(0.5, 0.02)), ValueError, "sigma"),
        (lambda: fit(sigma=(0.0, 0.5)), ValueError, "sigma"),
        (lambda: fit(sigma=(0.1, 0.2, 0.3)), TypeError, "sigma"),
        (lambda: fit(model=identity), TypeError, "model"),
        (lambda: fit(model=nn.Identity()), ValueError, "model"),
        (lambda: fit(model=nn.Linear(2, 1)), ValueError, "model"),
        (lambda: fit(model=nn.Linear(2, 3)), ValueError, "model"),
        (lambda: training.descend(identity, repeat(BATCH)), TypeError, "model"),
        (lambda: training.descend(nn.Identity(), repeat(BATCH)), ValueError, "model"),
        (lambda: training.descend(models.DAE(), repeat(BATCH), n_steps=0), ValueError, "n_steps"),
        (lambda: training.descend(models.DAE(), repeat(BATCH), n_steps=1.5), TypeError, "n_steps"),
        (lambda: training.descend(models.DAE(), BATCH), TypeError, "draws"),
        (lambda: list(training.descend(models.DAE(), iter([BATCH] * 2), 3)), ValueError, "draws"),
        (lambda: next(training.descend(models.DAE(), repeat(BATCH[:2]))), ValueError, "draws"),
        (lambda: next(training.descend(models.DAE(), repeat((X, X, 1.0)))), ValueError, "draws"),
        (lambda: next(training.descend(models.DAE(), repeat((X[:1], X, BATCH[2])))), ValueError, "draws"),
        (lambda: next(training.descend(models.DAE(), repeat((X, X, BATCH[2] * 0)))), ValueError, "draws"),
        (lambda: fit(model=models.DAE().requires_grad_(False)), ValueError, "model"),
        (lambda: fields.on_grid(identity, n=1), ValueError, "n"),
        (lambda: CURVE.sample(torch.tensor(2.7)), TypeError, "n"),
        (lambda: CURVE.sample(np.array(3.5)), TypeError, "n"),
        (lambda: CURVE.sample(np.array([1, 2])), TypeError, "n"),
        (lambda: corruption.gaussian(X, np.True_), TypeError, "sigma"),
        (lambda: corruption.gaussian(X, torch.tensor(True)), TypeError, "sigma"),
        (lambda: corruption.gaussian(X, 10**400), ValueError, "sigma"),
        (lambda: CONDITIONAL(X, torch.zeros(4, 1)), ValueError, "sigma"),
        (lambda: CONDITIONAL(X, torch.tensor(-0.1)), ValueError, "sigma"),
        (lambda: CURVE.at(0.5), TypeError, "u"),
        (lambda: CURVE.at(torch.tensor([NAN])), ValueError, "u"),
        (lambda: CURVE.at(torch.tensor([1.5])), ValueError, "u"),
        (lambda: sampling.unevenness(torch.tensor([2.0, 3.0])), ValueError, "u"),
        (lambda: sampling.unevenness(torch.tensor([0, 1])), TypeError, "u"),
        (lambda: sampling.annealed(CONDITIONAL, [0.5, 0.1], X), TypeError, "at"),
        (lambda: sampling.annealed(None, [0.5, 0.1], X), TypeError, "at"),
        (lambda: manifolds.spiral(101), ValueError, "turns"),
        (lambda: manifolds.circle(1e200), ValueError, "the circle's size"),
        (lambda: manifolds.circle(1e-200), ValueError, "the circle's size"),
        (lambda: manifolds.through([[0, 0], [1e200, 0]], name="arc"), ValueError, "the arc's size"),
        (lambda: plots.compare(identity, CURVE, AXES), TypeError, "best"),
        (lambda: plots.compare(identity, oracle.PosteriorMean(CURVE, 0.1), AXES[:2]), ValueError, "axes"),
        (lambda: plots.support(CURVE, AXES[0]), TypeError, "best"),
        (lambda: plots.loss(None, AXES[0]), TypeError, "run"),
        (lambda: plots.paths(X, AXES[0]), ValueError, "visited"),
    ],
    ids=[
        "one point", "one place", "a closed pair", "a NaN", "an infinity", "no pairs", "3-D", "a name",
        "ragged", "no layer", "not a list of sizes", "text", "float64", "conditional float64",
        "too few levels", "flat levels", "two levels", "a range upside down", "a range from 0",
        "three levels", "a function to train", "nothing to train", "one output", "three outputs",
        "descend: a function", "descend: no weights", "descend: no step", "descend: half a step",
        "descend: one batch", "descend: too few batches", "descend: no levels", "descend: one level",
        "descend: one clean point", "descend: levels of 0", "a frozen model", "a grid of one",
        "a tensor as count", "an array as count", "two counts", "NumPy's bool", "torch's bool",
        "a huge number", "levels of 0", "a level below 0", "at a number", "at NaN", "beyond the end",
        "lengths for fractions", "whole numbers for fractions", "annealed: no map yet", "annealed: nothing",
        "too many turns", "too large", "too small", "too long", "compare: a curve", "compare: two axes",
        "support: a curve", "loss of nothing", "paths of points",
    ],
)  # fmt: skip
def test_what_cannot_work_is_refused_by_name(call, error, name):
    with pytest.raises(error, match=f"^{name} must"):
        call()


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: corruption.masking(torch.zeros(4, 3), 0.5), ValueError,
         "x must have the shape (n, 2), got (4, 3)"),
        (lambda: corruption.masking(X, 1.5), ValueError, "p must lie in [0, 1], got 1.5"),
        (lambda: corruption.gaussian(X, "0.1"), TypeError, "sigma must be a number, got '0.1'"),
        (lambda: corruption.gaussian(X, -1), ValueError, "sigma must be at least 0, got -1"),
        (lambda: corruption.gaussian(X, NAN), ValueError, "sigma must be a finite number, got nan"),
        (lambda: fit(sigma=[0.1, 0.5]), TypeError,
         "sigma must be a number or a pair (low, high), got [0.1, 0.5]"),
        (lambda: fit(curve="circle"), TypeError,
         "curve must be a Curve, such as manifolds.circle(), got 'circle'"),
        (lambda: models.DAE(hidden="32"), TypeError,
         "hidden must be a sequence of sizes, such as (64, 64), got '32'"),
        (lambda: list(training.descend(models.DAE(), iter([BATCH]), 2)), ValueError,
         "draws must yield x (n, 2), x̃ (n, 2) and σ (n, 1) at each step, got no more"),
    ],
    ids=["shape", "interval", "text", "negative", "NaN", "list", "name", "sizes", "end"],
)  # fmt: skip
def test_an_error_says_what_it_got_and_what_it_wants(call, error, message):
    with pytest.raises(error) as raised:
        call()
    assert str(raised.value) == message


def test_a_field_is_drawn_of_arrows_and_not_of_a_network():
    wanted = r"^field must be a Field, such as fields.on_grid\(model\), got"
    for model in (models.DAE(), BEST, RUN):
        with pytest.raises(TypeError, match=rf"{wanted} {type(model).__name__}$"):
            plots.field(model, CURVE, ax=None)
    with pytest.raises(TypeError, match=r"^curve must be a Curve"):
        plots.field(fields.on_grid(identity), "circle", ax=None)


@pytest.mark.parametrize(
    ("model", "error", "got"),
    [
        (models.DAE, TypeError, "the class DAE; are its parentheses missing?"),
        (identity, TypeError, "<function identity"),
        (nn.Identity(), ValueError, "Identity()"),
    ],
    ids=["class", "function", "no weights"],
)
def test_what_cannot_be_trained_is_refused_before_the_bar_opens(model, error, got, capsys):
    with pytest.raises(error, match=rf"^model must .*, got {re.escape(got)}"):
        training.fit(model, CURVE)
    assert capsys.readouterr() == ("", "")


def test_training_that_is_refused_leaves_the_model_as_it_was():
    model = models.DAE()
    before = model(X)
    with pytest.raises(ValueError, match="n_steps"):
        fit(model, n_steps=0)
    assert model(X).equal(before)


@pytest.mark.parametrize("module", ["dae_helpers", "dae_helpers.training", "dae_helpers.fields"])
def test_to_train_needs_neither_a_figure_nor_a_widget(module):
    code = f"import sys, {module}; print({{'matplotlib', 'ipywidgets', 'IPython'}} & set(sys.modules))"
    root = Path(__file__).parents[1]
    ran = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "set()"
