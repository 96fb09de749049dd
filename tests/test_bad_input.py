"""Mistakes: what cannot work is refused at once, by a message that names the argument.

What each check says is tested in test_arguments; here, that every public function makes it.
"""

import subprocess
import sys
from itertools import repeat
from pathlib import Path

import pytest
import torch
from torch import nn

from dae_helpers import corruption, fields, manifolds, models, oracle, plots, sampling, training

NAN, INF = float("nan"), float("inf")
X = torch.zeros(4, 2)
IN_SPACE = torch.zeros(4, 3)
BATCH = X, X, torch.ones(4, 1)
CURVE = manifolds.circle()
BEST = oracle.PosteriorMean(CURVE, 0.1)
CONDITIONAL = models.ConditionalDAE(hidden=(4,))
_, AXES = plots.figure(3)


def fit(model=None, curve=CURVE, sigma=0.1, n_steps=2, **others):
    model = models.DAE(hidden=(4,)) if model is None else model
    return training.fit(model, curve, sigma, n_steps, progress=False, **others)


def steps(curve=CURVE, sigma=0.1, **others):
    return training.steps(models.DAE(), curve, sigma, **others)


def descend(draws, n_steps=600, model=None):
    return next(training.descend(models.DAE() if model is None else model, draws, n_steps))


def identity(x):
    return x


RUN = fit()

# Each public function with each of its arguments: a call, and one value that its check refuses.
WIRED = {
    "sigma": [
        (lambda sigma: corruption.gaussian(X, sigma), -0.1),
        (lambda sigma: next(corruption.pairs(CURVE, sigma, 4)), 0),
        (lambda sigma: corruption.CORRUPTIONS["gaussian"].likelihood(X, X, X + 1, sigma), 0),
        (lambda sigma: oracle.PosteriorMean(CURVE, sigma), 0),
        (lambda sigma: oracle.excess_risk(identity, CURVE, sigma), 0),
        (lambda sigma: oracle.excess_risk(identity, CURVE, sigma), 1e-12),
        (lambda sigma: training.fit(models.DAE(), CURVE, sigma), CURVE.length / 10_001),
        (lambda sigma: training.floor(CURVE, sigma), 1e-12),
        (lambda sigma: fit(sigma=sigma), 0),
        (lambda sigma: steps(sigma=sigma), (0.5, 0.1)),
        (lambda sigma: training.floor(CURVE, sigma), 0),
        (lambda sigma: CONDITIONAL.at(sigma), 0),
        (lambda sigma: CONDITIONAL(X, sigma), 0),
        (lambda sigma: CONDITIONAL(X, sigma), torch.zeros(4, 1)),
        (lambda sigma: CONDITIONAL(X, sigma), torch.full((3, 1), 0.1)),
        (lambda sigma: CONDITIONAL(X, sigma), torch.full((4,), 0.1)),
        (lambda sigma: sampling.langevin(identity, sigma, X), 0),
    ],
    "p": [
        (lambda p: corruption.masking(X, p), 1.1),
        (lambda p: corruption.salt_and_pepper(X, p), -0.1),
        (lambda p: corruption.CORRUPTIONS["masking"].likelihood(X, X, X + 1, p), 1.1),
    ],
    "n": [
        (lambda n: CURVE.sample(n), 0),
        (lambda n: CURVE.points(n), 0),
        (lambda n: CURVE.tangent(n), 0),
        (lambda n: next(corruption.pairs(CURVE, 0.1, n)), 0),
        (lambda n: oracle.excess_risk(identity, CURVE, 0.1, n), 0),
        (lambda n: fields.on_grid(identity, n=n), 1),
        (lambda n: sampling.levels(0.5, 0.1, n), 1),
    ],
    "n_steps": [
        (lambda n: fit(n_steps=n), 0),
        (lambda n: steps(n_steps=n), 0),
        (lambda n: descend(repeat(BATCH), n), 0),
    ],
    "batch": [(lambda n: steps(batch=n), 0)],
    "steps": [
        (lambda n: fields.path(identity, X, steps=n), 0),
        (lambda n: sampling.langevin(identity, 0.1, X, steps=n), 0),
        (lambda n: sampling.gibbs(BEST, X, steps=n), 0),
    ],
    "d": [(lambda d: models.DAE(d=d), 0), (lambda d: models.ConditionalDAE(d=d), 1.5)],
    "hidden": [
        *((lambda hidden: models.DAE(hidden), hidden) for hidden in ((), 64, "32", (8, 0))),
        (lambda hidden: models.ConditionalDAE(hidden), ()),
    ],
    "seed": [
        (lambda seed: CURVE.sample(4, seed), -1),
        (lambda seed: corruption.gaussian(X, 0.1, seed), -1),
        (lambda seed: corruption.masking(X, 0.1, seed), -1),
        (lambda seed: next(corruption.pairs(CURVE, 0.1, 4, seed)), 2**32),
        (lambda seed: models.DAE(seed=seed), 2**32),
        (lambda seed: models.ConditionalDAE(seed=seed), -1),
        (lambda seed: fit(seed=seed), -1),
        (lambda seed: oracle.excess_risk(identity, CURVE, 0.1, seed=seed), -1),
        (lambda seed: sampling.langevin(identity, 0.1, X, seed=seed), -1),
        (lambda seed: sampling.gibbs(BEST, X, seed=seed), -1),
    ],
    "x": [
        (lambda x: corruption.gaussian(x, 0.1), X[0]),
        (lambda x: corruption.masking(x, 0.1), X[0]),
        (lambda x: corruption.salt_and_pepper(x, 0.1), X[0]),
        (lambda x: fields.jacobian(identity, x), X[0]),
        (lambda x: plots.points(x, ax=None), IN_SPACE),
        (lambda x: sampling.nearest(x, CURVE), IN_SPACE),
    ],
    "x_noisy": [
        (models.DAE(), IN_SPACE),
        (models.DAE(d=3), X),
        (models.DAE(), X.double()),
        (lambda x: CONDITIONAL(x, 0.1), IN_SPACE),
        (lambda x: CONDITIONAL(x, 0.1), X.double()),
        (CONDITIONAL.at(0.1), IN_SPACE),
        (BEST, IN_SPACE),
        (BEST.score, IN_SPACE),
        (BEST.posterior, IN_SPACE),
        (BEST.log_density, IN_SPACE),
        (oracle.masking_mean(CURVE), IN_SPACE),
        (lambda x: oracle.origins(corruption.CORRUPTIONS["masking"], x, 0.5, X, X), X[:1] + 1),
    ],
    "start": [
        (lambda x: fields.path(identity, x), X[0]),
        (lambda x: sampling.langevin(identity, 0.1, x), X[0]),
        (lambda x: sampling.annealed(CONDITIONAL.at, [0.5, 0.1], x), X.tolist()),
        (lambda x: sampling.gibbs(BEST, x), X[0]),
    ],
    "curve": [
        (lambda curve: next(corruption.pairs(curve, 0.1, 4)), "circle"),
        (lambda curve: oracle.PosteriorMean(curve, 0.1), "circle"),
        (lambda curve: oracle.excess_risk(identity, curve, 0.1), "circle"),
        (oracle.masking_mean, "circle"),
        (lambda curve: fit(curve=curve), manifolds.circle),
        (lambda curve: steps(curve), X),
        (lambda curve: training.floor(curve, 0.1), "circle"),
        (lambda curve: sampling.nearest(X, curve), "circle"),
        (lambda curve: plots.field(fields.on_grid(identity), curve, ax=None), "circle"),
    ],
    "r": [
        (lambda r: oracle.excess_risk(r, CURVE, 0.1, n=4), RUN),
        (lambda r: fields.on_grid(r), CONDITIONAL),
        (lambda r: fields.path(r, X), RUN),
        (lambda r: fields.jacobian(r, X), models.DAE),
        (lambda r: sampling.langevin(r, 0.1, X), "r"),
        (lambda r: sampling.annealed(lambda sigma: r, [0.5, 0.1], X), None),
    ],
    "at": [(lambda at: sampling.annealed(at, [0.5, 0.1], X), at) for at in (CONDITIONAL, None)],
    "sigmas": [(lambda sigmas: sampling.annealed(CONDITIONAL.at, sigmas, X), sigmas) for sigmas in ([], 0.5)],
    "alpha": [(lambda alpha: sampling.langevin(identity, 0.1, X, alpha=alpha), 1.5)],
    "low": [(lambda low: sampling.levels(0.1, low), 0.5)],
    "high": [(lambda high: sampling.levels(high, 0.1), 0)],
    "length": [(manifolds.line, 0)],
    "radius": [(manifolds.circle, -1)],
    "turns": [(manifolds.spiral, INF), (manifolds.spiral, 101)],
    "the circle's size": [(manifolds.circle, 1e200), (manifolds.circle, 1e-200)],
    "the arc's size": [(lambda points: manifolds.through(points, name="arc"), [[0, 0], [1e200, 0]])],
    "points": [
        *((manifolds.through, points) for points in ([[0, 0]], [[0.5, 0.5]] * 4, [[0, 0], [NAN, 1]])),
        *((manifolds.through, points) for points in ([[0, 0], [INF, 1]], [0, 1, 2], IN_SPACE, "circle")),
        (manifolds.through, [[0, 0], [1]]),
        (lambda points: manifolds.through(points, closed=True), [[0, 0], [1, 0]]),
    ],
    "u": [(CURVE.at, 0.5), (sampling.unevenness, torch.tensor([2.0, 3.0]))],
    "bins": [(lambda bins: sampling.unevenness(torch.rand(9), bins), 1)],
    "extent": [(lambda extent: fields.on_grid(identity, extent), 0)],
    "model": [
        *((lambda model: training.fit(model, CURVE), bad) for bad in (models.DAE, identity, nn.Identity())),
        (fit, nn.Linear(2, 1)),
        (fit, nn.Linear(2, 3)),
        (fit, models.DAE().requires_grad_(False)),
        (lambda model: descend(repeat(BATCH), model=model), identity),
    ],
    "draws": [
        (descend, BATCH),
        (lambda draws: list(training.descend(models.DAE(), draws, 3)), iter([BATCH] * 2)),
        (descend, repeat(BATCH[:2])),
        (descend, repeat((X, X, 1.0))),
        (descend, repeat((1.0, 1.0, 1.0))),
        (descend, repeat((X[:1], X, BATCH[2]))),
        (descend, repeat((IN_SPACE, X, BATCH[2]))),
        (descend, repeat((X, X, BATCH[2] * 0))),
    ],
    "best": [
        (lambda best: sampling.gibbs(best, X), identity),
        (lambda best: plots.compare(identity, best, AXES), CURVE),
        (lambda best: plots.hills(best, AXES[0]), CURVE),
    ],
    "axes": [(lambda axes: plots.compare(identity, BEST, axes), AXES[:2])],
    "run": [(lambda run: plots.loss(run, AXES[0]), None)],
    "field": [
        *((lambda field: plots.field(field, ax=None), field) for field in (models.DAE(), BEST, RUN)),
        (lambda field: plots.field(field, ax=None), fields.Field(IN_SPACE, IN_SPACE)),
    ],
}


@pytest.mark.parametrize(("name", "call", "value"), [(name, *case) for name in WIRED for case in WIRED[name]])
def test_what_cannot_work_is_refused_by_name_before_a_bar_opens(name, call, value, capsys):
    with pytest.raises((TypeError, ValueError), match=f"^{name} must"):
        call(value)
    assert capsys.readouterr() == ("", "")


def test_the_least_noise_is_in_proportion_to_the_curve_and_takes_no_more_nodes_than_can_be_averaged_over():
    for curve in (CURVE, manifolds.line(0.01), manifolds.through([[0, 0], [400, 300]])):
        assert len(oracle.PosteriorMean(curve, curve.length / 9_999).nodes) < 60_000
        with pytest.raises(ValueError, match=r"^sigma must be at least"):
            oracle.PosteriorMean(curve, curve.length / 10_001)


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
