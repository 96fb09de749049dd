"""Networks trained for a range of noise levels: where in it all can be asked, and their excess risk there."""

import math
from collections.abc import Callable, Mapping

import torch

from .. import arguments, oracle, sampling
from ..models import EveryLevel
from ..training import Run, Runs


def common(runs: Runs) -> tuple[float, float]:
    """(low, high): the noise levels for which each run trained its network.

    runs: by their curves' names, each of one network for a range of σ. Raises TypeError or ValueError.
    """
    if not arguments.instance("runs", runs, Mapping, "{'circle': run}"):
        raise ValueError("runs must hold at least one Run, got none")
    for name, run in runs.items():
        fit = "training.fit(models.ConditionalDAE(), curve, sigma=(0.02, 0.5))"
        model, sigma = arguments.instance(f"runs[{name!r}]", run, Run, fit).model, run.sigma
        if not isinstance(model, EveryLevel) or not isinstance(sigma, tuple):
            got = f"a {type(model).__name__} for sigma={sigma!r}"
            raise ValueError(f"runs[{name!r}] must be for a range of σ, such as {fit}, got {got}")
    lows, highs = zip(*(run.sigma for run in runs.values()))
    return max(lows), min(highs)


def excess_risk(run: Run, levels: int = 19) -> Callable[[float], float]:
    """The run's excess risk over σ, quick enough for a slider: tabulated once, then interpolated."""
    low, high = run.sigma
    sigmas = sampling.levels(high, low, levels)[::-1]
    risks = [oracle.excess_risk(run.model.at(sigma), run.curve, sigma, n=1024) for sigma in sigmas]
    logs = torch.tensor(risks).clamp(min=1e-12).log()

    def at(sigma: float) -> float:
        place = (levels - 1) * math.log(sigma / low) / math.log(high / low)
        k = min(max(int(place), 0), levels - 2)
        return torch.lerp(logs[k], logs[k + 1], place - k).exp().item()

    return at
