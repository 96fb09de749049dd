"""The noise levels for which all networks of a lesson were trained."""

from collections.abc import Mapping

from .. import arguments
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
        arguments.instance(f"runs[{name!r}]", run, Run, fit)
        if not isinstance(run.model, EveryLevel) or not isinstance(run.sigma, tuple):
            got = f"a {type(run.model).__name__} trained for sigma={run.sigma!r}"
            raise ValueError(
                f"runs[{name!r}] must be of one network for a range of σ, such as {fit}, got {got}"
            )
    lows, highs = zip(*(run.sigma for run in runs.values()))
    return max(lows), min(highs)
