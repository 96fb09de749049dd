"""A trained map, judged by its excess risk here and elsewhere."""

from collections.abc import Callable
from functools import cache, partial

import torch
from torch import Tensor
from torch.nn.modules.module import register_module_forward_pre_hook

from ... import manifolds, models, oracle, training
from ...stage.exercise import Exercise, Mistake
from ...stage.statistics import finite


def train(curve):
    """8114 weights. Fresh points and fresh noise at each of the 300 steps; the rest is in training.steps."""
    model = models.DAE(hidden=(64, 48, 48, 48))
    training.fit(model, curve, sigma=0.1)
    return model


def my_map(x_noisy):
    return x_noisy


def figure_eight() -> manifolds.Curve:
    """A closed curve that crosses itself at the origin."""
    right = [[0, 0], [0.6, 0.5], [1.2, 0], [0.6, -0.5]]
    return manifolds.through(right + [[-x, y] for x, y in right], closed=True, name="figure-eight")


WANTED, MOST_NUMBERS = 0.01, 10_000
EXACT = 1e-6  # no training comes so near

eight = cache(figure_eight)
# The first trial is the one that counts; the others tell for what else the map was trained.
TRIALS = [(eight, 0.1, 20_000, "")]
for level in (0.01, 0.02, 0.03, 0.05, 0.14, 0.2, 0.32, 0.5, 1.0):
    words = f"It is trained for another noise level: it does best at σ = {level:g}."
    TRIALS.append((eight, level, 2000, words))
for name in ("line", "circle", "spiral"):
    TRIALS.append((partial(manifolds.named, name), 0.1, 2000, f"It is trained on another curve, the {name}."))


def exact(k: int) -> oracle.PosteriorMean:
    """The best map of trial k."""
    curve, sigma, *_ = TRIALS[k]
    return oracle.best(curve(), sigma)


def noisy(k: int) -> Tensor:
    """The corrupted points of trial k; the first are those of oracle.excess_risk."""
    return oracle.reference(exact(k), TRIALS[k][2], seed=0)[0]


def excess(r: Tensor, k: int = 0) -> float:
    """The excess risk of the answers r to the points of trial k, as oracle.excess_risk counts it."""
    _, weights, guesses, least = oracle.reference(exact(k), TRIALS[k][2], seed=0)
    return (weights @ (r - guesses).square().sum(dim=1).double()).item() / least


class Judged:
    """What is measured of a map: its answers to the first trial, and its excess risk in each."""

    def __init__(self, got: list[Tensor]):
        self.r, self.risks = finite(got)[0], [excess(r, k) for k, r in enumerate(got)]
        self.risk = self.risks[0]

    def better(self, risk: float) -> bool:
        """Whether this risk is far below its own in the first trial."""
        return risk < min(0.3, self.risk / 2)

    def trained_for(self, k: int) -> bool:
        """Whether the map is at its best in trial k, and far better there than in the first."""
        return self.risks[k] == min(self.risks) and self.better(self.risks[k])


def refuses(answer: Callable) -> str:
    """Counts the numbers in the networks that the map runs on a few points: their weights and buffers."""
    held = set()
    hook = register_module_forward_pre_hook(lambda net, _: held.update(net.parameters(), net.buffers()))
    with hook:
        answer(noisy(0)[:7].clone())
    n = sum(each.numel() for each in held)
    words = f"Your map brings {n} numbers along (weights, buffers); at most {MOST_NUMBERS} are allowed."
    return words * (n > MOST_NUMBERS)


def trained(x: Tensor) -> Tensor:
    """As near to the best map as a trained one may be, for the examples."""
    return exact(0)(x) + 0.005 * (4 * x).sin()


MISTAKES = [
    Mistake(
        "That is the exact map, or as good as it: no training comes so near. Here a network is to be "
        "trained; hold it against the exact map then.",
        lambda m: m.risk < EXACT,
        lambda x: exact(0)(x),
    ),
    Mistake(
        "Your map returns the arrow; wanted is the point to which it leads, x̃ plus the arrow.",
        lambda m: m.better(excess(noisy(0) + m.r)),
        lambda x: trained(x) - x,
    ),
    Mistake(
        "The arrows are flipped: they lead away from the curve.",
        lambda m: m.better(excess(2 * noisy(0) - m.r)) or m.better(excess(noisy(0) - m.r)),
        lambda x: 2 * x - trained(x),
        lambda x: x - trained(x),
    ),
    *(
        Mistake(words, lambda m, k=k: m.trained_for(k), lambda x, k=k: exact(k)(x))
        for k, (*_, words) in enumerate(TRIALS)
        if words
    ),
    Mistake(
        "That is no better than doing nothing, r(x̃) = x̃: is the map trained, and is it this one?",
        lambda m: m.risk > 0.9 * excess(noisy(0)),
        my_map,
        torch.zeros_like,
        models.DAE(),
    ),
]


def says(m: Judged) -> str:
    told = f"Its excess risk is {m.risk:.2%}, wanted below {WANTED:.0%}."
    return told + " How it was trained can't be seen from here." * (EXACT < m.risk < WANTED)


EXERCISE = Exercise(
    train,
    points=10,
    like=my_map,
    trials=lambda: [(noisy(k).clone(),) for k in range(len(TRIALS))],
    measure=Judged,
    passes=lambda m: EXACT < m.risk < WANTED,
    says=says,
    mistakes=MISTAKES,
    refuses=refuses,
    imports="from dae_helpers import models, training\nfrom dae_helpers.closer_look import checks",
    after="my_map = train(checks.figure_eight())",
    ours=lambda: train(figure_eight()),
    hints=[
        "models.DAE is one choice of network; section 4 of the lesson shows how it is trained.",
        "checks.figure_eight() is a curve like the others: training.fit takes it, and "
        "oracle.excess_risk(my_map, curve, 0.1) says how far you are.",
        "If it stays above 1%: draw fresh noise at each step, let the step size fall to zero at the end, and "
        "give the network waves for its first layer, as models.DAE does.",
    ],
)
