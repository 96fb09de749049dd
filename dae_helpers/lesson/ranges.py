"""What explorers of trained networks share: a menu of curves, and a slider over the noise levels."""

from collections.abc import Mapping

import ipywidgets as widgets

from .. import arguments
from ..models import EveryLevel
from ..stage.controls import choice, log_slider
from ..training import Run, Runs


def curve_menu(runs: Runs, tooltip: str, value: str) -> widgets.Dropdown:
    """A choice among the curves on which networks were trained."""
    return choice("curve", tooltip, runs, arguments.one_of("curve", value, runs))


def sigma_slider(runs: Runs, value: float) -> widgets.FloatLogSlider:
    """A slider over the noise levels for which all the networks were trained."""
    lows, highs = zip(*(run.sigma for run in runs.values()))
    low, high = max(lows), min(highs)
    value = arguments.number("sigma", value, low, high)
    return log_slider("noise σ", "The noise's standard deviation", low, high, value)


def over_ranges(runs: Runs) -> Runs:
    """The runs, if each trained one network for a range of σ. Raises TypeError or ValueError."""
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
    return runs
