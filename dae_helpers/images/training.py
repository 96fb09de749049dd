"""The training loop that all members share, each with its own loss."""

import math
import sys
from collections.abc import Callable, Hashable, Iterator, Mapping

import torch
from torch import Tensor, nn
from tqdm import tqdm

from .. import arguments, seeds
from ..optim import Adam
from ..threads import one_thread
from ..training import State

N_STEPS = 1500  # unless the caller says otherwise
SHOWN = "{desc:28}{percentage:3.0f}%|{bar:24}| {n_fmt}/{total_fmt} steps, {elapsed}{postfix}"


def steps(
    model: nn.Module,
    loss: Callable[..., Tensor],
    *data: Tensor,
    n_steps: int = N_STEPS,
    batch: int = 128,
    rate: float = 0.015,
    seed: int = 0,
) -> Iterator[State]:
    """Train the model in place, yielding a State after each step.

    loss(model, x, generator), or loss(model, x, y, generator) with labels: of random rows of the data, each
    (n, …). Adam, whose rate rises in 100 steps, then falls to zero along a cosine. Source: Kingma & Ba
    (2015); Loshchilov & Hutter (2017), eq. 5.
    """
    generator = seeds.generator(seed, stream=1)  # not that of data drawn from the same seed
    adam = Adam(model.parameters(), betas=(0.9, 0.99), fused=True)
    for step in range(1, arguments.count("n_steps", n_steps) + 1):
        for group in adam.param_groups:
            group["lr"] = rate * min(1, step / 100) * (1 + math.cos(math.pi * step / n_steps)) / 2
        rows = torch.randint(len(data[0]), (batch,), generator=generator)
        with one_thread(), torch.enable_grad():
            value = loss(model, *(each[rows] for each in data), generator)
            adam.zero_grad()
            value.backward()
            adam.step()
        yield State(step, value.item(), model)


def fit(
    model: nn.Module, loss: Callable[..., Tensor], *data: Tensor, progress: str = "", **options
) -> nn.Module:
    """Train the model in place and return it; see fit_all."""
    return fit_all({"": (model, loss)}, *data, progress=progress, **options)[""]


def fit_all(
    jobs: Mapping[Hashable, tuple[nn.Module, Callable[..., Tensor]]],
    *data: Tensor,
    progress: str = "",
    **options,
) -> dict[Hashable, nn.Module]:
    """Train models on the same data, one after the other, and return them by their names.

    jobs: pairs of a model and its loss; progress: a name for the bar, without which there is none; options:
    those of steps. Ctrl-C, or Jupyter's stop, ends it and keeps what was learned.
    """
    n_steps = options.get("n_steps", N_STEPS)
    total, done = n_steps * len(jobs), 0
    try:
        with tqdm(total=total, desc=progress, file=sys.stdout, disable=not progress, bar_format=SHOWN) as bar:
            for name, (model, loss) in jobs.items():
                for _, value, _ in steps(model, loss, *data, **options):
                    done += 1
                    if done % 50 == 0 or done == total:
                        bar.set_postfix_str(f"{name} loss {value:.4g}".lstrip(), refresh=False)
                        bar.update(done - bar.n)
    except KeyboardInterrupt:
        print(f"Interrupted after {done} of {total} steps: what was learned is kept.")
    return {name: model for name, (model, _) in jobs.items()}
