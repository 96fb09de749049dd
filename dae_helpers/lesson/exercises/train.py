"""The training loop: guess, loss, gradient, step."""

from collections.abc import Callable
from functools import partial, wraps

import torch
from torch import Tensor

from ...corruption import gaussian
from ...manifolds import named
from ...models import DAE
from ...optim import Adam
from ...oracle import best
from ...stage.exercise import Exercise, Mistake
from ...stage.statistics import finite

SIGMA = 0.2


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
        losses[k] = loss.item()
    return losses


@wraps(train)
def unmoved(model, draw, steps):
    """A loop of no steps, for the shape of an answer."""
    return torch.zeros(steps)


def network(seed: int = 0) -> DAE:
    return DAE(hidden=(32, 32), seed=seed)


def draw(k: int, curve: str = "spiral") -> tuple[Tensor, Tensor]:
    """Corrupted points of the curve and the clean ones: (256, 2) each."""
    x = named(curve).sample(256, seed=k)
    return gaussian(x, SIGMA, seed=k), x


def trials() -> list[tuple]:
    """The first is measured; in the second, all is otherwise."""
    return [(network(), draw, 300), (network(seed=1), partial(draw, curve="circle"), 50)]


def end(losses: Tensor) -> float:
    """The mean of the last 50 losses, in units of the least possible one."""
    return losses[-50:].mean().item() / best(named("spiral"), SIGMA).mmse()


Error = Callable[[Tensor, Tensor, Tensor], Tensor]  # of r(x̃), x and x̃


def squared(r: Tensor, x: Tensor, x_noisy: Tensor) -> Tensor:
    return (r - x).square().sum(dim=1).mean()


def begins_as(error: Error) -> Callable[[Tensor], bool]:
    """Whether the first loss, that of the untrained network, is this error."""

    def made(losses: Tensor) -> bool:
        x_noisy, x = draw(0)
        first = error(network()(x_noisy), x, x_noisy).item()
        return abs(losses[0].item() - first) < 1e-4 * first

    return made


def looped(error: Error, *calls: str) -> Callable:
    """The loop with another error, or with other calls than these, for the examples."""

    def answer(model, draw, steps):
        optimizer = Adam(model.parameters(), lr=0.003)
        losses = torch.zeros(steps)
        for k in range(steps):
            x_noisy, x = draw(k)
            loss = error(model(x_noisy), x, x_noisy)
            for call in calls or ("zero_grad", "backward", "step"):
                getattr(loss if call == "backward" else optimizer, call)()
            losses[k] = loss.item()
        return losses

    return answer


def slip(words: str, error: Error) -> Mistake:
    """Another loss than the wanted one."""
    return Mistake(words, begins_as(error), looped(error))


EXERCISE = Exercise(
    train,
    points=4,
    trials=trials,
    like=unmoved,
    measure=lambda got: finite(got)[0],
    passes=lambda losses: begins_as(squared)(losses) and 0.9 < end(losses) < 1.1,
    says=lambda losses: (
        f"On other data, your losses end at {end(losses):.2f} times the least possible one."
        * bool(losses.any())
    ),
    mistakes=[
        Mistake(
            "Every loss is 0: is the loop still empty, or is the loss not noted in losses[k]?",
            lambda losses: not losses.any(),
            unmoved,
        ),
        slip(
            "Your loss is a mean over the two coordinates, too: sum over them, .sum(dim=1).mean().",
            lambda r, x, x_noisy: (r - x).square().mean(),
        ),
        slip(
            "Your loss is a sum over the points: take the mean, which does not grow with their number.",
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
            lambda losses: losses[100:].max() > 2 * losses.min(),
            looped(squared, "backward", "step"),
        ),
        Mistake(
            "The loss does not fall: loss.backward() makes the gradient, optimizer.step() goes the step.",
            lambda losses: losses[-50:].mean() > 0.8 * losses[0],
            looped(squared, "zero_grad"),
            looped(squared, "zero_grad", "backward"),
            looped(squared, "backward", "zero_grad", "step"),
        ),
    ],
    hints=[
        "Four things, in this order: the guess model(x_noisy), the loss, its gradient, the step. Note the "
        "loss in losses[k], as a plain number: loss.item().",
        "(model(x_noisy) - x).square().sum(dim=1).mean() is the loss. .backward() belongs to the loss; "
        ".zero_grad() and .step() belong to the optimizer.",
    ],
    imports="import torch\n\nfrom dae_helpers.optim import Adam",
)
