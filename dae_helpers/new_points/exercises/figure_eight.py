"""A trained map, judged by its excess risk here and elsewhere."""

from collections.abc import Callable
from copy import deepcopy
from functools import cache, partial

import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode
from torch.utils._pytree import tree_leaves

from ... import manifolds, models, oracle, training
from ...manifolds import Curve
from ...posterior import Posterior
from ...stage.exercise import Exercise, Mistake
from ...stage.statistics import not_finite


def train(curve):
    """8114 weights. Fresh points and fresh noise at each of the 300 steps; the rest is in training.steps."""
    model = models.DAE(hidden=(64, 48, 48, 48))
    training.fit(model, curve, sigma=0.1)
    return model


WANTED, MOST_NUMBERS = 0.01, 10_000
EXACT = 1e-6  # no training comes so near
LEVELS = (0.01, 0.02, 0.03, 0.05, 0.14, 0.2, 0.32, 0.5, 1.0)
CURVES = ("line", "circle", "spiral")


@cache
def eight() -> Curve:
    right = [[0, 0], [0.6, 0.5], [1.2, 0], [0.6, -0.5]]
    return manifolds.through(right + [[-x, y] for x, y in right], closed=True, name="figure-eight")


def figure_eight() -> Curve:
    """A closed curve that crosses itself at the origin."""
    return deepcopy(eight())


# The first trial is the one that counts; the others tell for what else the map was trained.
TRIALS = [
    (eight, 0.1, 20_000),
    *((eight, level, 2000) for level in LEVELS),
    *((partial(manifolds.named, name), 0.1, 2000) for name in CURVES),
]


def noisy(k: int) -> Tensor:
    """The corrupted points of a trial; the first are those of oracle.excess_risk."""
    return reference(k)[0]


@cache
def reference(k: int) -> tuple[Tensor, Tensor, Tensor, float]:
    """Corrupted points for a trial, how much each counts, the best guesses, and the least error."""
    make, sigma, n = TRIALS[k]
    return oracle.reference(oracle.best(make(), sigma), n, seed=0)


def excess(got: list, k: int = 0) -> float:
    _, weights, guesses, least = reference(k)
    return (weights @ (got[k] - guesses).square().sum(dim=1).double()).item() / least


def repaired(r: Tensor, got: list) -> bool:
    """Whether r is a far better answer to the first trial."""
    return excess([r]) < min(0.3, excess(got) / 2)


def trained_for(k: int, got: list) -> bool:
    """Whether the map is at its best in trial k, and far better there than in the first."""
    risks = [excess(got, j) for j in range(len(TRIALS))]
    return risks[k] == min(risks) < min(0.3, risks[0] / 2)


class Brought(TorchFunctionMode):
    """Collects the tensors that a map brings along: those that its operations take and did not make."""

    def __init__(self, x: Tensor):
        super().__init__()
        self.made, self.brought = {id(x): x}, {}

    def __torch_function__(self, function, types, args=(), kwargs=None):
        for each in tree_leaves((args, kwargs)):
            if isinstance(each, Tensor) and id(each) not in self.made:
                self.brought[id(each)] = each
        result = function(*args, **(kwargs or {}))
        self.made |= {id(each): each for each in tree_leaves(result) if isinstance(each, Tensor)}
        return result


def refuses(answer) -> str:
    """Counts what the map brings along on a few points, whether as weights, as buffers or as a table."""
    x = noisy(0)[:7].clone()
    answer(x)  # what is made once, and then kept, is made here
    with Brought(x) as seen:
        answer(x)
    n = sum(each.numel() for each in seen.brought.values())
    words = (
        f"Your map brings {n} numbers along (weights, buffers, tables); at most {MOST_NUMBERS} are allowed."
    )
    return words * (n > MOST_NUMBERS)


def elsewhere() -> list[Mistake]:
    """What else a map may have been trained for; the exact map for it is the example."""
    words = [
        *(f"It is trained for another noise level: it does best at σ = {level:g}." for level in LEVELS),
        *(f"It is trained on another curve, the {name}." for name in CURVES),
    ]
    return [Mistake(each, partial(trained_for, k), (exact_map(k),)) for k, each in enumerate(words, start=1)]


@cache
def exact_map(k: int) -> Callable[[Tensor], Tensor]:
    """The exact map of trial k, from as few points of its curve as do."""
    make, sigma, _ = TRIALS[k]
    nodes = make().points(2000)
    return Posterior(nodes, torch.ones(len(nodes)), sigma)


def trained() -> Callable[[Tensor], Tensor]:
    """As near to the best map as a trained one may be, for the examples."""
    return lambda x: exact_map(0)(x) + 0.005 * (4 * x).sin()


MISTAKES = [
    not_finite(lambda x: x / 0),
    Mistake(
        "That is the exact map, or as good as it: no training comes so near. Here a network is to be "
        "trained; hold it against the exact map then.",
        lambda got: excess(got) < EXACT,
        (exact_map(0),),
    ),
    Mistake(
        "Your map returns the arrow; wanted is the point to which it leads, x̃ plus the arrow.",
        lambda got: repaired(noisy(0) + got[0], got),
        (lambda x: trained()(x) - x,),
    ),
    Mistake(
        "The arrows are flipped: they lead away from the curve.",
        lambda got: repaired(2 * noisy(0) - got[0], got) or repaired(noisy(0) - got[0], got),
        (lambda x: 2 * x - trained()(x), lambda x: x - trained()(x)),
    ),
    *elsewhere(),
    Mistake(
        "That is no better than doing nothing, r(x̃) = x̃: is the map trained, and is it this one?",
        lambda got: excess(got) > 0.9 * excess([noisy(0)]),
        (lambda x: x, torch.zeros_like, models.DAE()),
    ),
]


def says(got: list) -> str:
    risk = excess(got)
    told = f"Its excess risk is {risk:.2%}, wanted below {WANTED:.0%}." * (risk == risk)
    return told + " How it was trained can't be seen from here." * (EXACT < risk < WANTED)


EXERCISE = Exercise(
    worked=train,
    call="my_map(x_noisy)",
    trials=lambda: [(noisy(k).clone(),) for k in range(len(TRIALS))],
    right=lambda x: x,
    passes=lambda got: EXACT < excess(got) < WANTED,
    says=says,
    mistakes=MISTAKES,
    refuses=refuses,
    imports=("from dae_helpers.new_points import checks",),
    after="my_map = train(checks.figure_eight())",
    hints=[
        "models.DAE is one choice of network; section 4 shows how it is trained, and on which pairs.",
        "checks.figure_eight() is a curve like the others: training.fit takes it, and "
        "oracle.excess_risk(my_map, curve, 0.1) says how far you are.",
        "If it stays above 1%: draw fresh noise at each step, let the step size fall to zero at the end, and "
        "give the network waves for its first layer, as models.DAE does.",
    ],
)
