"""The shared training loop: any member of the family, by its loss."""

import math
import sys
import time
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn
from tqdm import tqdm

from .. import arguments, seeds
from ..optim import Adam
from ..threads import one_thread
from ..training import State

N_STEPS = 1500  # unless the caller says otherwise


@dataclass
class Run:
    """What a training leaves behind. loss: (steps,), the loss of each batch."""

    not_a_map = "a Run's map is run.model"

    model: nn.Module = field(repr=False)
    loss: Tensor = field(default_factory=lambda: torch.empty(0), repr=False)
    seconds: float = 0.0


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
    n_steps, batch = arguments.count("n_steps", n_steps), arguments.count("batch", batch)
    arguments.positive("rate", rate)
    weights = [p for p in arguments.instance("model", model, nn.Module).parameters() if p.requires_grad]
    if not weights:
        raise ValueError(f"model must have weights to train, got {model!r}")
    sizes = {len(arguments.instance("data", each, Tensor)) for each in data}
    if len(sizes) != 1 or 0 in sizes:
        raise ValueError(f"data must be tensors of one length, at least 1, got the lengths {sorted(sizes)}")
    generator = seeds.generator(seed, stream=1)  # not that of data drawn from the same seed
    adam = Adam(weights, betas=(0.9, 0.99), fused=True)

    def loop() -> Iterator[State]:  # apart, so that the checks above run at the call
        for step in range(1, n_steps + 1):
            for group in adam.param_groups:
                group["lr"] = rate * min(1, step / 100) * (1 + math.cos(math.pi * step / n_steps)) / 2
            rows = torch.randint(len(data[0]), (batch,), generator=generator)
            with one_thread(), torch.enable_grad():
                value = loss(model, *(each[rows] for each in data), generator)
                adam.zero_grad()
                value.backward()
                adam.step()
            yield State(step, value.item(), model)

    return loop()


def fit(
    model: nn.Module,
    loss: Callable[..., Tensor],
    *data: Tensor,
    progress: str = "",
    **options,
) -> Run:
    """Train the model in place and return the Run; Ctrl-C, or Jupyter's stop, keeps what was learned.

    progress: what the bar is called; without a name there is none; options: those of steps. The same seed
    gives the same numbers on the same machine.
    """
    return fit_all({"": (model, loss)}, *data, progress=progress, **options)[""]


def fit_all(
    jobs: Mapping[Hashable, tuple[nn.Module, Callable[..., Tensor]]],
    *data: Tensor,
    progress: str = "",
    **options,
) -> dict[Hashable, Run]:
    """fit, for several models one after the other on the same data, with one bar for all of them.

    jobs: by their names, pairs of a model and its loss. An interrupt ends all of them.
    """
    streams = {name: steps(*job, *data, **options) for name, job in jobs.items()}  # refused here, if at all
    n_steps = options.get("n_steps", N_STEPS)
    runs = {name: Run(model) for name, (model, _) in jobs.items()}
    shown = "{desc:28}{percentage:3.0f}%|{bar:24}| {n_fmt}/{total_fmt} steps, {elapsed}{postfix}"
    total = n_steps * len(jobs)
    with tqdm(total=total, desc=progress, file=sys.stdout, disable=not progress, bar_format=shown) as bar:
        for name, stream in streams.items():
            losses, start = [], time.perf_counter()
            try:
                for step, value, _ in stream:
                    losses.append(value)
                    if step % 50 == 0 or step == n_steps:
                        mean = sum(losses[-50:]) / len(losses[-50:])
                        bar.set_postfix_str(f"{name} loss {mean:.4g}".lstrip(), refresh=False)
                        bar.update(step - bar.n % n_steps)
            except KeyboardInterrupt:
                print(f"Interrupted after {len(losses)} of {n_steps} steps: what was learned is kept.")
                return runs
            finally:
                runs[name].loss = torch.tensor(losses)
                runs[name].seconds = time.perf_counter() - start
    return runs
