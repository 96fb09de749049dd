"""One point that walks by Langevin's steps: a part of the arrow, and fresh noise."""

import math
from functools import lru_cache

import ipywidgets as widgets
import torch
from torch import Tensor

from .. import arguments, fields, oracle, plots, sampling
from ..fields import Field
from ..manifolds import circle
from ..stage.controls import Explorer, add_player, control, log_slider, sigma_slider
from ..stage.pictures import Scene

STEPS, FIRST = 400, 8  # how far the point can walk; how many of its steps are seen in full
START = torch.tensor([[1.4, 1.4]])
CIRCLE = circle()


@lru_cache(maxsize=8)
def walk(sigma: float, alpha: float) -> tuple[Tensor, Tensor]:
    """The places visited, (STEPS + 1, 2), and where the arrow's part of each step ends, (STEPS, 2)."""
    best = oracle.best(CIRCLE, sigma)
    visited = sampling.langevin(best, sigma, START, STEPS, alpha, seed=3)[:, 0]
    return visited, visited[:-1] + alpha * (best(visited[:-1]) - visited[:-1])


def scene() -> Scene:
    """Settings: sigma; alpha, the part of the arrow that is gone; step, up to STEPS."""
    fig, axes = plots.figure(2)
    titles = [f"its first {FIRST} steps, from close by", "all the places it has visited"]
    best = oracle.best(CIRCLE, 0.3)
    hills = [
        plots.hills(best, plots.plane(ax, title=title), animated=True) for ax, title in zip(axes, titles)
    ]
    axes[0].set(xlim=(0, 1.6), ylim=(0, 1.6))
    style = {"animated": True, "zorder": 2.2}
    (kicks,) = axes[0].plot([], [], color=plots.NOISY, lw=1.8, **style)
    still = Field(torch.zeros(FIRST, 2), torch.zeros(FIRST, 2))
    pulls = plots.field(still, ax=axes[0], color=plots.TRUTH, animated=True)
    (places,) = axes[1].plot([], [], "o", ms=3.5, color=plots.NOISY, mew=0, **style)
    axes[0].text(1.42, 1.44, "start", fontsize=12, ha="center", animated=True)
    for ax in axes:
        plots.manifold(CIRCLE, ax, lw=0.8, zorder=2.1, animated=True)
    for x, word, color in [(0.3, "→ part α of the arrow", plots.TRUTH), (0.78, "— noise", plots.NOISY)]:
        axes[0].text(
            x, -0.085, word, transform=axes[0].transAxes, color=color, fontsize=12, ha="center", va="top"
        )
    heads = [
        ax.plot([], [], "o", ms=10, color=plots.NOISY, mec="white", animated=True, zorder=5)[0] for ax in axes
    ]

    def draw(sigma: float, alpha: float, step: int) -> str:
        alpha = arguments.number("alpha", alpha, 0.01, 1)
        best = oracle.best(CIRCLE, arguments.positive("sigma", sigma))
        step = round(arguments.number("step", arguments.count("step", step, least=0), least=0, most=STEPS))
        visited, turns = walk(sigma, alpha)
        hills[:] = [plots.hills(best, ax, old, animated=True) for ax, old in zip(axes, hills)]
        seen = slice(0, min(step, FIRST))
        kicks.set_data(*broken(turns[seen], visited[1 : seen.stop + 1]))
        shown = torch.zeros(2, FIRST, 2)
        shown[:, seen] = torch.stack([visited[seen], turns[seen] - visited[seen]])
        pulls.set_offsets(shown[0].numpy())
        plots.turn(pulls, Field(*shown), color=plots.TRUTH)
        places.set_data(*visited[: step + 1].T.numpy())
        for head, at in zip(heads, [seen.stop, step]):
            head.set_data(*visited[at : at + 1].T.numpy())
        levels = fields.landscape(best, plots.limits(axes[0])).levels
        within = (best.log_density(visited[: step + 1]).exp() > levels[1]).float().mean()
        return (
            f"After {step} steps at σ = {sigma:.3g}, α = {alpha:.2g}: {within:.0%} of the places visited lie "
            "on the hills that hold 90% of all noisy points."
        )

    return Scene(fig, draw)


def broken(a: Tensor, b: Tensor) -> Tensor:
    """Lines from each of the points a (k, 2) to its partner in b, as one line with gaps, (2, 3k)."""
    return torch.stack([a, b, torch.full_like(a, math.nan)], dim=1).reshape(-1, 2).T


def explorer(sigma: float = 0.3) -> Explorer:
    """A point walks over the hills of p_σ: play, or drag the slider; σ and α can be changed."""
    view = Explorer(
        "walker",
        scene(),
        step=control(widgets.IntSlider, "step", "Steps walked so far", min=0, max=STEPS, value=STEPS),
        sigma=sigma_slider(0.05, 0.5, sigma),
        alpha=log_slider("part α", "The part of the arrow that a step goes", 0.05, 1, 0.3),
    )
    add_player(view, "step", interval=150)
    return view
