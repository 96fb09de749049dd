"""Denoising score matching: show a corrupted point, ask for the clean one, correct the network; again."""

import copy
import math
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import NamedTuple

import torch
from torch import Tensor, nn
from tqdm import tqdm

from . import arguments
from .arguments import Map
from .corruption import Batches, pairs
from .curve import Curve
from .models import EveryLevel
from .optim import Adam, Muon
from .oracle import PosteriorMean
from .threads import one_thread


class State(NamedTuple):
    """Where a training stands: steps done, the last batch's loss, and the model itself."""

    step: int
    loss: float
    model: nn.Module


@dataclass
class Run:
    """What a training leaves behind.

    loss: (steps,), in the units of E‖r(x̃) − x‖², or of E‖r(x̃, σ) − x‖²/σ² for a range of σ;
    floor: the least loss that any map can have; snapshots: {step: a copy of the model at that step}.
    """

    not_a_map = "a Run's map is run.model"

    model: nn.Module = field(repr=False)
    curve: Curve
    sigma: float | tuple[float, float]
    floor: float
    loss: Tensor = field(default_factory=lambda: torch.empty(0), repr=False)
    snapshots: dict[int, nn.Module] = field(default_factory=dict, repr=False)


Runs = Mapping[str, Run]  # by the names of their curves
FAR = 1.03  # a loss so many times its floor; on curves of a size of about 1 it ends below 1.005 times that


def steps(
    model: nn.Module,
    curve: Curve,
    sigma: float | tuple[float, float],
    n_steps: int = 300,
    batch: int = 2048,
    seed: int = 0,
) -> Iterator[State]:
    """Train the model in place, yielding a State after each step.

    model: any module that is a map or a denoiser of every level, see models; sigma: one noise level, or a
    range (low, high). Each of the n_steps sees fresh points with fresh noise: `batch` of them, rounded up to
    a multiple of 4, and in the first half of the steps, where a rough gradient will do, a quarter as many.
    See descend. Source: Vincent (2011); Smith et al. (2018).
    """
    low, high = widened(sigma)
    quarter = -(-arguments.count("batch", batch) // 4)
    draws = pairs(curve, (low, high), 4 * quarter, seed)
    quarters = (part for whole in draws for part in zip(*(t.split(quarter) for t in whole)))
    half = arguments.count("n_steps", n_steps) // 8 * 4  # as many as whole batches hold: those lie evenly
    draws = chain(islice(quarters, half), draws)
    unit = 1 if low < high else low**2
    return (state._replace(loss=state.loss * unit) for state in descend(model, draws, n_steps))


def descend(model: nn.Module, draws: Batches, n_steps: int = 300) -> Iterator[State]:
    """The training loop: train the model in place on any corruption, yielding a State after each step.

    draws: yields a batch x (n, d), x̃ (n, d), σ (n, 1) for each step, with σ = 1 where there is no noise
    level; itertools.repeat(batch) is noise that is drawn once; where the draws end, the training does. The
    loss is E‖r(x̃) − x‖²/σ². The matrices between hidden layers are trained by Muon, all else by Adam; the
    rates rise in 10 steps, then fall to zero along a cosine. Source: Jordan et al. (2024); Kingma & Ba
    (2015); Loshchilov & Hutter (2017), eq. 5.
    """
    n_steps = arguments.count("n_steps", n_steps)
    arguments.instance("model", model, nn.Module, "models.DAE()")
    if not any(p.requires_grad for p in model.parameters()):
        raise ValueError(f"model must have weights to train, got {model!r}")
    arguments.instance("draws", draws, Iterator, "itertools.repeat(batch)")
    matrices = [p for p in model.parameters() if p.ndim == 2][1:-1]
    others = [p for p in model.parameters() if all(p is not w for w in matrices)]
    muon, adam = Muon(matrices), Adam(others, betas=(0.9, 0.99), fused=True)
    longest = min(0.12, 2 / math.sqrt(n_steps))  # a long training can take its time, and scatters less

    def loop() -> Iterator[State]:  # apart, so that the checks above run at the call
        for step, (x, x_noisy, level) in zip(range(1, n_steps + 1), draws):
            if x.shape != x_noisy.shape or level.shape != (len(x), 1):
                shapes = [tuple(each.shape) for each in (x, x_noisy, level)]
                raise ValueError(f"draws must yield x (n, d), x̃ (n, d) and σ (n, 1), got the shapes {shapes}")
            height = min(1, step / 10) * (1 + math.cos(math.pi * step / n_steps)) / 2
            adam.param_groups[0]["lr"] = 0.015 * height
            with one_thread(), torch.enable_grad():
                guess = arguments.apply(at_each(model, level), x_noisy, "model")
                loss = ((guess - x) / level).square().sum(dim=1).mean()
                model.zero_grad()
                loss.backward()
                adam.step()
                muon.step(longest * height)
            yield State(step, loss.item(), model)

    return loop()


def at_each(model: nn.Module, level: Tensor) -> Map:
    """The model as a map: a denoiser of every level is told each point's own, (n, 1)."""
    return (lambda x_noisy: model(x_noisy, level)) if isinstance(model, EveryLevel) else model


def fit(
    model: nn.Module,
    curve: Curve,
    sigma: float | tuple[float, float] = 0.1,
    n_steps: int | None = None,
    seed: int = 0,
    progress: bool = True,
) -> Run:
    """Train the model in place and return the Run; Ctrl-C, or Jupyter's stop, keeps what was learned.

    n_steps: 300 for one noise level and 600 for a range, unless given; progress: print a bar with the
    loss and its floor, and advice if the loss ends far from it. The same seed gives the same numbers on the
    same machine.
    """
    if n_steps is None:
        n_steps = 600 if isinstance(sigma, tuple) else 300
    stream = steps(model, curve, sigma, n_steps, seed=seed)  # what can't be trained is refused here
    run = Run(model, curve, sigma, floor(curve, sigma))
    film = {round(n_steps ** (k / 23)) for k in range(24)}
    run.snapshots[0] = copy.deepcopy(model)
    losses = []
    shown = "{l_bar}{bar:24}| {n_fmt}/{total_fmt} steps, {elapsed}{postfix}"
    try:
        with tqdm(total=n_steps, file=sys.stdout, disable=not progress, bar_format=shown) as bar:
            for step, loss, _ in stream:
                losses.append(loss)
                if step in film:
                    run.snapshots[step] = copy.deepcopy(model)
                if step % 50 == 0 or step == n_steps:
                    recent = sum(losses[-50:]) / len(losses[-50:])
                    bar.set_postfix_str(f"loss {recent:.4g} (floor {run.floor:.4g})", refresh=False)
                    bar.update(step - bar.n)
    except KeyboardInterrupt:
        print(f"Interrupted after {len(losses)} of {n_steps} steps: the model keeps what it has learned.")
    run.snapshots[len(losses)] = copy.deepcopy(model)
    run.loss = torch.tensor(losses)
    if progress and (ratio := run.loss[-50:].mean().item() / run.floor) > FAR:
        remedy = "train longer" if 0.3 < curve.extent < 4 else "bring the curve, and σ, to a size of about 1"
        print(f"The loss is {ratio - 1:.0%} above its floor: {remedy}.")
    return run


def floor(curve: Curve, sigma: float | tuple[float, float]) -> float:
    """The least loss that any map can have: the MMSE, or the mean of MMSE/σ² over a range of σ."""
    low, high = widened(sigma)
    if low == high:
        return PosteriorMean(curve, low).mmse()
    levels = [low * (high / low) ** ((k + 0.5) / 12) for k in range(12)]
    return sum(PosteriorMean(curve, s).mmse() / s**2 for s in levels) / len(levels)


def widened(sigma: float | tuple[float, float]) -> tuple[float, float]:
    """A range of σ is trained a fifth beyond its ends, where a network is at its worst."""
    low, high = arguments.noise_range("sigma", sigma)
    return (low, high) if low == high else (low / 1.2, high * 1.2)
