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


def steps(
    model: nn.Module,
    loss: Callable[..., Tensor],
    *data: Tensor,
    n_steps: int = N_STEPS,
    batch: int = 256,
    rate: float = 0.015,
    seed: int = 0,
) -> Iterator[State]:
    """Train the model in place, yielding a State after each step.

    loss(model, x, generator) of a batch, where x are random rows of the data (n, …); given several data
    of equal length, such as images and their labels, loss(model, x, y, generator). Minimised by Adam; its
    rate rises in 100 steps, then falls to zero along a cosine. The generator is for the loss's own noise.
    Source: Kingma & Ba (2015); Loshchilov & Hutter (2017), eq. 5.
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
    """Train the model in place and return it; Ctrl-C, or Jupyter's stop, keeps what was learned.

    progress: what the bar is called; without a name there is none; options: those of steps. The same seed
    gives the same numbers on the same machine.
    """
    return fit_all({"": (model, loss)}, *data, progress=progress, **options)[""]


def fit_all(
    jobs: Mapping[Hashable, tuple[nn.Module, Callable[..., Tensor]]],
    *data: Tensor,
    progress: str = "",
    **options,
) -> dict[Hashable, nn.Module]:
    """fit, for several models one after the other on the same data, with one bar for all of them.

    jobs: by their names, pairs of a model and its loss. Returns the models by their names. An interrupt
    ends all of them.
    """
    n_steps = options.get("n_steps", N_STEPS)
    shown = "{desc:28}{percentage:3.0f}%|{bar:24}| {n_fmt}/{total_fmt} steps, {elapsed}{postfix}"
    total, models = n_steps * len(jobs), {name: model for name, (model, _) in jobs.items()}
    with tqdm(total=total, desc=progress, file=sys.stdout, disable=not progress, bar_format=shown) as bar:
        for name, job in jobs.items():
            losses = []
            try:
                for step, value, _ in steps(*job, *data, **options):
                    losses.append(value)
                    if step % 50 == 0 or step == n_steps:
                        mean = sum(losses[-50:]) / len(losses[-50:])
                        bar.set_postfix_str(f"{name} loss {mean:.4g}".lstrip(), refresh=False)
                        bar.update(step - bar.n % n_steps)
            except KeyboardInterrupt:
                print(f"Interrupted after {len(losses)} of {n_steps} steps: what was learned is kept.")
                break
    return models
