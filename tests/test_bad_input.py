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

from dae_helpers import corruption, fields, flow, manifolds, models, oracle, plots, sampling, training

NAN, INF = float("nan"), float("inf")
X, U = torch.zeros(4, 2), torch.rand(4)
IN_SPACE = torch.zeros(4, 3)
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
    "draws": (repeat((X, X, torch.ones(4, 1))), X),
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
    "t": (0.5, 1.0),
    "noise": (X, IN_SPACE),
    "times": ([0.5, 0.1], [0, 0.5]),
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
    (sampling.annealed, "at sigmas start steps seed"),
    (sampling.ddim, "at sigmas start"),
    (sampling.gibbs, "best start steps seed"),
    (sampling.nearest, "x curve"),
    (sampling.unevenness, "u bins"),
    (flow.velocity, "at x t"),
    (partial(flow.denoiser, lambda x, t: x), "sigma"),
    (flow.matching, "curve n seed"),
    (flow.coupled, "x noise n seed"),
    (flow.times, "n"),
    (partial(flow.euler, lambda x, t: x), "times start"),
    (partial(flow.heun, lambda x, t: x), "times start"),
    (partial(flow.log_density, lambda x, t: x, lambda x, t: x[:, 0], X), "sigma"),
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


# What is refused besides.
MORE = [
    ("hidden", lambda: models.DAE(64)),
    ("turns", lambda: manifolds.spiral(101)),
    ("points", lambda: manifolds.through("circle")),
    ("points", lambda: manifolds.through([[0, 0], [NAN, 1]])),
    ("points", lambda: manifolds.through([[0.5, 0.5]] * 4)),
    ("points", lambda: manifolds.through([[0, 0], [1, 0]], closed=True)),
    ("nodes", lambda: oracle.Posterior(X + NAN, torch.ones(4), 0.1)),
    ("weights", lambda: oracle.Posterior(X, torch.zeros(4), 0.1)),
    ("x_noisy", lambda: models.DAE(d=3)(X)),
    ("sigma", lambda: CONDITIONAL(X, torch.full((4,), 0.1))),
    ("sigma", lambda: fit(DAE, CURVE, (0.5, 0.1))),
    ("model", lambda: fit(nn.Identity(), CURVE)),
    ("model", lambda: fit(nn.Linear(2, 1), CURVE)),
    ("draws", lambda: list(training.descend(DAE, repeat((X[:1], X, torch.ones(4, 1)))))),
    ("start", lambda: sampling.gibbs(BEST, X + NAN)),
    ("sigmas", lambda: sampling.ddim(CONDITIONAL.at, [0.5, 0, 0.1], X)),
    ("run", lambda: plots.loss(training.Run(DAE, CURVE, 0.1, 0.01), AXES[0])),
    ("best.nodes", lambda: plots.hills(oracle.Posterior(IN_SPACE, torch.ones(4), 0.1), AXES[0])),
    ("field", lambda: plots.field(fields.Field(IN_SPACE, IN_SPACE), ax=AXES[0])),
]


@pytest.mark.parametrize(("name", "call"), MORE)
def test_what_else_cannot_work_is_refused_by_name(name, call):
    with pytest.raises((TypeError, ValueError), match=f"^{name} must"):
        call()


def test_the_least_noise_is_in_proportion_to_the_curve_and_takes_no_more_nodes_than_can_be_averaged_over():
    for curve in (CURVE, manifolds.line(0.01), manifolds.through([[0, 0], [400, 300]])):
        assert len(oracle.PosteriorMean(curve, curve.length / 9_999).nodes) < 60_000
        with pytest.raises(ValueError, match=r"^sigma must be at least"):
            oracle.PosteriorMean(curve, curve.length / 10_001)


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
