"""Langevin dynamics, one point at a time: a part of the arrow, and fresh noise."""

import math
from functools import cache, lru_cache

import ipywidgets as widgets
import torch
from torch import Tensor

from .. import oracle, plots, seeds
from ..density import landscape
from ..fields import Field
from ..manifolds import circle
from ..palette import NOISY, TRUTH
from ..stage.controls import Explorer, add_player, control, log_slider, sigma_slider
from ..stage.pictures import Scene

STEPS, FIRST = 400, 8  # how far the point can walk; how many of its steps are seen in full
START = (1.4, 1.4)
CIRCLE = circle()


@lru_cache(maxsize=8)
def walk(sigma: float, alpha: float) -> tuple[Tensor, Tensor, Tensor]:
    """The places visited, (STEPS + 1, 2); where the arrow's part of each step ends, (STEPS, 2); and which of
    the places, (STEPS + 1,), lie on the hills that hold 90% of all noisy points.

    The same walk as sampling.langevin takes, but quick: r*(x) = I₁(β)/I₀(β)·x/‖x‖ with β = ‖x‖/σ².
    """
    visited, turns = [START], []
    for kick in noise():
        x, y = visited[-1]
        radius = math.hypot(x, y)
        beta = torch.tensor(radius / sigma**2, dtype=torch.float64)
        home = (torch.special.i1e(beta) / torch.special.i0e(beta)).item() / radius
        turn = [t + alpha * (home * t - t) for t in (x, y)]
        turns.append(turn)
        visited.append([t + math.sqrt(2 * alpha) * sigma * z for t, z in zip(turn, kick)])
    places, hills = torch.tensor(visited), landscape(oracle.best(CIRCLE, sigma), ((-1.6, 1.6),) * 2)
    return places, torch.tensor(turns), hills.at(places) > hills.levels[1]


@cache
def noise() -> list[list[float]]:
    """The standard normal numbers of all walks, (STEPS, 2), as sampling.langevin draws them."""
    g = seeds.generator(3, stream=2)
    return torch.cat([torch.randn(1, 2, generator=g) for _ in range(STEPS)]).tolist()


@plots.style.settings()
def explorer() -> Explorer:
    """A point walks over the hills of p_σ: play, or drag the slider; σ and α can be changed."""
    fig, axes = plots.figure(2)
    titles = [f"its first {FIRST} steps, close up", "all the places it has visited"]
    for ax, title in zip(axes, titles):
        plots.manifold(CIRCLE, plots.plane(ax, title=title), lw=0.8, zorder=2.1, animated=True)
    axes[0].set(xlim=(0, 1.6), ylim=(0, 1.6))
    hills = [plots.hills(oracle.best(CIRCLE, 0.3), ax, animated=True) for ax in axes]
    style = {"animated": True, "zorder": 2.2}
    (kicks,) = axes[0].plot([], [], color=NOISY, lw=1.8, **style)
    still = Field(torch.zeros(FIRST, 2), torch.zeros(FIRST, 2))
    pulls = plots.field(still, ax=axes[0], color=TRUTH, animated=True)
    (places,) = axes[1].plot([], [], "o", ms=3.5, color=NOISY, mew=0, **style)
    axes[0].text(1.42, 1.44, "start", fontsize=12, ha="center", animated=True)
    for x, word, color in [(0.3, "→ part α of the arrow", TRUTH), (0.78, "— noise", NOISY)]:
        axes[0].text(
            x, -0.085, word, transform=axes[0].transAxes, color=color, fontsize=12, ha="center", va="top"
        )
    heads = [ax.plot([], [], "o", ms=10, color=NOISY, mec="white", animated=True, zorder=5)[0] for ax in axes]
    drawn_at = 0.3

    def draw(sigma: float, alpha: float, step: int) -> str:
        nonlocal drawn_at
        if sigma != drawn_at:
            best = oracle.best(CIRCLE, sigma)
            hills[:] = [plots.hills(best, ax, old, animated=True) for ax, old in zip(axes, hills)]
            drawn_at = sigma
        visited, turns, within = walk(sigma, alpha)
        seen = slice(0, min(step, FIRST))
        kicks.set_data(*broken(turns[seen], visited[1 : seen.stop + 1]))
        shown = torch.zeros(2, FIRST, 2)
        shown[:, seen] = torch.stack([visited[seen], turns[seen] - visited[seen]])
        pulls.set_offsets(shown[0].numpy())
        plots.turn(pulls, Field(*shown), color=TRUTH)
        places.set_data(*visited[: step + 1].T.numpy())
        for head, at in zip(heads, [seen.stop, step]):
            head.set_data(*visited[at : at + 1].T.numpy())
        share = within[: step + 1].float().mean()
        return (
            f"After {step} steps at σ = {sigma:.3g}, α = {alpha:.2g}: {share:.0%} of the places visited lie "
            "on the hills that hold 90% of all noisy points."
        )

    view = Explorer(
        "walker",
        Scene(fig, draw),
        twin={},
        step=control(widgets.IntSlider, "step", "Steps walked so far", min=0, max=STEPS, value=STEPS),
        sigma=sigma_slider(0.05, 0.5, 0.3),
        alpha=log_slider("part α", "The part of the arrow that a step goes", 0.05, 1, 0.3),
    )
    add_player(view, "step", interval=150)
    return view


def broken(a: Tensor, b: Tensor) -> Tensor:
    """Lines from each of the points a (k, 2) to its partner in b, as one line with gaps, (2, 3k)."""
    return torch.stack([a, b, torch.full_like(a, math.nan)], dim=1).reshape(-1, 2).T
