"""Mistakes: what cannot work is refused at once, by a message that names the argument.

What each check says is tested in test_arguments; here, that every public function makes it.
"""

import subprocess
import sys
from functools import partial
from itertools import repeat
from pathlib import Path

import pytest
import torch
from torch import nn

from dae_helpers import corruption, fields, manifolds, models, oracle, plots, sampling, training

NAN, INF = float("nan"), float("inf")
X, U = torch.zeros(4, 2), torch.rand(4)
IN_SPACE = torch.zeros(4, 3)
BATCH = X, X, torch.ones(4, 1)
CURVE = manifolds.circle()
BEST = oracle.PosteriorMean(CURVE, 0.1)
DAE, CONDITIONAL = models.DAE(hidden=(4,)), models.ConditionalDAE(hidden=(4,))
_, AXES = plots.figure(3)


def identity(x):
    return x


fit = partial(training.fit, progress=False)
RUN = fit(DAE, CURVE, n_steps=2)
FIELD = fields.on_grid(identity)
# What each argument may be, wherever it stands, and what it may not.
ARGUMENTS = {
    "length": (2.0, 0),
    "radius": (1.0, -1),
    "turns": (2.0, INF),
    "points": ([[0, 0], [1, 1]], [[0, 0]]),
    "n": (4, 0),
    "seed": (0, -1),
    "u": (U, 0.5),
    "x": (X, X[0]),
    "sigma": (0.1, -0.1),
    "p": (0.5, 1.1),
    "curve": (CURVE, "circle"),
    "hidden": ((4,), ()),
    "d": (2, 0),
    "x_noisy": (X, IN_SPACE),
    "r": (identity, RUN),
    "nodes": (X, X[0]),
    "weights": (torch.ones(4), torch.ones(3)),
    "model": (DAE, identity),
    "n_steps": (2, 0),
    "batch": (8, 0),
    "draws": (repeat(BATCH), BATCH),
    "extent": (1.6, 0),
    "start": (X, X[0]),
    "steps": (2, 0),
    "alpha": (0.2, 1.5),
    "high": (0.5, 0),
    "low": (0.1, 0.5),
    "at": (CONDITIONAL.at, CONDITIONAL),
    "sigmas": ([0.5, 0.1], []),
    "best": (BEST, identity),
    "bins": (20, 1),
    "field": (FIELD, BEST),
    "run": (RUN, None),
    "axes": (AXES, AXES[:2]),
}
FUNCTIONS = [
    (manifolds.line, "length"),
    (manifolds.circle, "radius"),
    (manifolds.spiral, "turns"),
    (manifolds.through, "points"),
    (CURVE.sample, "n seed"),
    (CURVE.points, "n"),
    (CURVE.tangent, "n"),
    (CURVE.at, "u"),
    (corruption.gaussian, "x sigma seed"),
    (corruption.masking, "x p seed"),
    (corruption.salt_and_pepper, "x p seed"),
    (corruption.pairs, "curve sigma n seed"),
    (models.DAE, "hidden seed d"),
    (models.ConditionalDAE, "hidden seed d"),
    (DAE, "x_noisy"),
    (CONDITIONAL, "x_noisy sigma"),
    (CONDITIONAL.at, "sigma"),
    (CONDITIONAL.at(0.1), "x_noisy"),
    (oracle.Posterior, "nodes weights sigma"),
    (oracle.PosteriorMean, "curve sigma"),
    *(
        (method, "x_noisy")
        for method in (BEST, BEST.score, BEST.covariance, BEST.posterior, BEST.log_density)
    ),
    (oracle.best, "curve sigma"),
    (oracle.excess_risk, "r curve sigma n seed"),
    (oracle.masking_mean, "curve"),
    (oracle.masking_mean(CURVE), "x_noisy"),
    (fit, "model curve sigma n_steps seed"),
    (training.steps, "model curve sigma n_steps batch seed"),
    (training.descend, "model draws n_steps"),
    (training.floor, "curve sigma"),
    (fields.on_grid, "r extent n"),
    (fields.path, "r start steps"),
    (fields.jacobian, "r x"),
    (sampling.levels, "high low n"),
    (sampling.langevin, "r sigma start steps alpha seed"),
    (sampling.annealed, "at sigmas start steps alpha seed"),
    (sampling.ddim, "at sigmas start"),
    (sampling.gibbs, "best start steps seed"),
    (sampling.nearest, "x curve"),
    (sampling.unevenness, "u bins"),
    (partial(plots.plane, AXES[0]), "extent"),
    (partial(plots.manifold, ax=AXES[0]), "curve"),
    (partial(plots.points, ax=AXES[0]), "x"),
    (partial(plots.hills, ax=AXES[0]), "best"),
    (partial(plots.field, ax=AXES[0]), "field curve best"),
    (partial(plots.loss, ax=AXES[0]), "run"),
    (plots.compare, "r best axes"),
]


@pytest.mark.parametrize(
    ("function", "names", "bad"), [(f, names.split(), bad) for f, names in FUNCTIONS for bad in names.split()]
)
def test_every_public_function_names_the_argument_that_cannot_work(function, names, bad, capsys):
    good = {name: ARGUMENTS[name][0] for name in names}
    with pytest.raises((TypeError, ValueError), match=f"^{bad} must"):
        function(**good | {bad: ARGUMENTS[bad][1]})
    assert capsys.readouterr() == ("", "")  # before a bar opens


def descend(draws):
    return list(training.descend(DAE, draws, n_steps=2))


# What is refused besides: calls, each with the values that it doesn't take.
MORE = {
    "sigma": [
        (lambda s: fit(DAE, CURVE, s), [CURVE.length / 10_001, (0.5, 0.1), (0, 0.5)]),
        (lambda s: CONDITIONAL(X, s), [torch.zeros(4, 1), torch.full((3, 1), 0.1), torch.full((4,), 0.1)]),
    ],
    "hidden": [(models.DAE, [64, "32", (8, 0)])],
    "turns": [(manifolds.spiral, [101])],
    "points": [
        (
            manifolds.through,
            [[[0.5, 0.5]] * 4, [[0, 0], [NAN, 1]], [0, 1, 2], IN_SPACE, "circle", [[0, 0], [1]]],
        ),
        (lambda points: manifolds.through(points, closed=True), [[[0, 0], [1, 0]]]),
    ],
    "nodes": [(lambda x: oracle.Posterior(x, torch.ones(len(x)), 0.1), [[[0, 0]], X + NAN, X.long()])],
    "weights": [
        (lambda w: oracle.Posterior(X[:3], w, 0.1), [[1, 1, 1], torch.zeros(3), torch.tensor([1.0, NAN, 1])])
    ],
    "x_noisy": [(models.DAE(d=3), [X])],
    "start": [(lambda x: sampling.gibbs(BEST, x), [X + NAN])],
    "sigmas": [(lambda s: sampling.ddim(CONDITIONAL.at, s, X), [[0.5, 0, 0.1], ["a"]])],
    "run": [(partial(plots.loss, ax=AXES[0]), [training.Run(DAE, CURVE, 0.1, 0.01)])],
    "best.nodes": [(partial(plots.hills, ax=AXES[0]), [oracle.Posterior(IN_SPACE, torch.ones(4), 0.1)])],
    "r": [(fields.on_grid, [CONDITIONAL, models.DAE])],
    "model": [
        (
            lambda model: fit(model, CURVE),
            [nn.Identity(), models.DAE().requires_grad_(False), nn.Linear(2, 1)],
        )
    ],
    "draws": [(descend, [repeat((X[:1], X, BATCH[2])), repeat((X, X, torch.ones(4)))])],
    "field": [(lambda field: plots.field(field, ax=AXES[0]), [DAE, fields.Field(IN_SPACE, IN_SPACE)])],
}


@pytest.mark.parametrize(
    ("name", "call", "value"),
    [(name, call, bad) for name in MORE for call, bads in MORE[name] for bad in bads],
)
def test_what_else_cannot_work_is_refused_by_name(name, call, value):
    with pytest.raises((TypeError, ValueError), match=f"^{name} must"):
        call(value)


def test_the_least_noise_is_in_proportion_to_the_curve_and_takes_no_more_nodes_than_can_be_averaged_over():
    for curve in (CURVE, manifolds.line(0.01), manifolds.through([[0, 0], [400, 300]])):
        assert len(oracle.PosteriorMean(curve, curve.length / 9_999).nodes) < 60_000
        with pytest.raises(ValueError, match=r"^sigma must be at least"):
            oracle.PosteriorMean(curve, curve.length / 10_001)


def test_training_that_is_refused_leaves_the_model_as_it_was():
    before = DAE(X)
    with pytest.raises(ValueError, match="n_steps"):
        fit(DAE, CURVE, n_steps=0)
    assert DAE(X).equal(before)


@pytest.mark.parametrize("call", [manifolds.circle, models.DAE, lambda: BEST(X), lambda: CURVE.sample(4)])
def test_a_default_device_that_is_not_the_cpu_is_told(call):
    torch.set_default_device("meta")
    try:
        with pytest.raises(RuntimeError, match="default device must be the CPU, got meta"):
            call()
    finally:
        torch.set_default_device(None)


def test_to_train_needs_neither_a_figure_nor_a_widget():
    code = """
import sys
from dae_helpers import fields, sampling, training
print({"matplotlib", "ipywidgets", "IPython"} & set(sys.modules))
"""
    root = Path(__file__).parents[1]
    ran = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "set()"
