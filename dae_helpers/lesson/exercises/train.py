"""The training loop: guess, loss, gradient, step."""

from collections.abc import Callable
from functools import cache

import torch
from torch import Tensor

from ...corruption import gaussian
from ...manifolds import named
from ...models import DAE
from ...optim import Adam
from ...oracle import best
from ...stage.exercise import Exercise, Mistake
from ...stage.statistics import not_finite

SIGMA, STEPS = 0.1, 300


def train(model, draw, steps):
    """The gradient of the loss in all parameters, and a step against it. Without zero_grad each gradient
    would be added to all those before."""
    optimizer = Adam(model.parameters(), lr=0.003)
    losses = torch.zeros(steps)
    for k in range(steps):
        x_noisy, x = draw(k)
        loss = (model(x_noisy) - x).square().sum(dim=1).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses[k] = loss.detach()
    return losses


def draw(k: int) -> tuple[Tensor, Tensor]:
    """Corrupted points of the circle and the clean ones: (256, 2) each."""
    x = named("circle").sample(256, seed=k)
    return gaussian(x, SIGMA, seed=k), x


Error = Callable[[Tensor, Tensor, Tensor], Tensor]  # of r(x̃), x and x̃


def looped(error: Error, calls: tuple[str, ...] = ("zero_grad", "backward", "step")) -> Callable:
    """A loop with another error(r(x̃), x, x̃), or one that leaves out some of the calls, for the examples."""

    def answer(model, draw, steps):
        optimizer = Adam(model.parameters(), lr=0.003)
        losses = torch.zeros(steps)
        for k in range(steps):
            x_noisy, x = draw(k)
            loss = error(model(x_noisy), x, x_noisy)
            for call in calls:
                getattr(loss if call == "backward" else optimizer, call)()
            losses[k] = loss.detach()
        return losses

    return answer


def squared(r: Tensor, x: Tensor, x_noisy: Tensor) -> Tensor:
    return (r - x).square().sum(dim=1).mean()


def begins_as(error: Error) -> Callable[[list], bool]:
    """Whether the first loss, that of the untrained network, is this error."""

    def made(got: list) -> bool:
        x_noisy, x = draw(0)
        first = error(network()(x_noisy), x, x_noisy).item()
        return abs(got[0][0] - first) < 1e-4 * first

    return made


def network() -> DAE:
    return DAE(hidden=(32, 32), seed=0)


def end(got: list) -> float:
    """The mean loss of the last 50 steps."""
    return got[0][-50:].mean().item()


@cache
def floor() -> float:
    return best(named("circle"), SIGMA).mmse()


def slip(words: str, error: Error) -> Mistake:
    """Another loss than the one that is wanted."""
    return Mistake(words, begins_as(error), (looped(error),))


MISTAKES = [
    not_finite(looped(lambda r, x, y: (r - x).square().mean() / 0)),
    Mistake(
        "Every loss is 0: is the loop still empty, or is the loss not noted in losses[k]?",
        lambda got: bool((got[0] == 0).all()),
        (lambda model, draw, steps: torch.zeros(steps),),
    ),
    slip(
        "Your loss is a mean over the two coordinates, too: sum over them, .sum(dim=1).mean().",
        lambda r, x, x_noisy: (r - x).square().mean(),
    ),
    slip(
        "Your loss is a sum over the points: take their mean, so that it does not grow with their number.",
        lambda r, x, x_noisy: (r - x).square().sum(),
    ),
    slip(
        "You compare the guess with the noisy point it was made from: compare it with the clean one.",
        lambda r, x, x_noisy: (r - x_noisy).square().sum(dim=1).mean(),
    ),
    slip("The distance is not squared.", lambda r, x, x_noisy: (r - x).norm(dim=1).mean()),
    Mistake(
        "The loss falls, then grows again: the gradients of all steps add up. Call optimizer.zero_grad() "
        "before loss.backward().",
        lambda got: bool(got[0][100:].max() > 3 * got[0].min()),
        (looped(squared, calls=("backward", "step")),),
    ),
    Mistake(
        "The loss does not fall: loss.backward() makes the gradient, then optimizer.step() takes the step.",
        lambda got: end(got) > 0.8 * got[0][0],
        (looped(squared, calls=()), looped(squared, calls=("zero_grad", "backward")),
         looped(squared, calls=("backward", "zero_grad", "step"))),
    ),
]  # fmt: skip


EXERCISE = Exercise(
    worked=train,
    trials=lambda: [(network(), draw, STEPS)],
    right=lambda model, draw, steps: torch.zeros(steps),
    passes=lambda got: begins_as(squared)(got) and 0.9 < end(got) / floor() < 1.2,
    says=lambda got: (
        f"In {STEPS} steps the loss goes from {got[0][0]:.4f} to {end(got):.4f}; the floor is {floor():.4f}."
    ),
    mistakes=MISTAKES,
    hints=[
        "Four things, in this order: the guess model(x_noisy), the loss, its gradient, the step. Note the "
        "loss in losses[k], as a plain number: loss.item().",
        "(model(x_noisy) - x).square().sum(dim=1).mean() is the loss. .backward() belongs to the loss; "
        ".zero_grad() and .step() belong to the optimizer.",
    ],
)
