"""The exact arrow on the curve: across it the curvature counts, along it the slope of the density."""

import math
from collections.abc import Callable

import torch
from torch import Tensor

from .. import plots
from ..fields import Field
from ..manifolds import circle, spiral
from ..oracle import PosteriorMean
from ..palette import TRUTH
from ..posterior import Posterior
from ..stage.pictures import Shown


@plots.style.settings()
def pull(sigmas: tuple[float, ...] = (0.02, 0.04, 0.1)) -> Shown:
    """How far the exact arrow goes across the spiral from a point on it, in σ², beside half the curvature."""
    n, curve = 800, spiral()
    x, h = curve.at(torch.linspace(0, 1, n + 1), torch.float64), curve.length / n
    # The second derivative by arc length: the curvature, times the normal towards the inside of the bend.
    bend = (x[2:] - 2 * x[1:-1] + x[:-2]) / h**2
    x, walked, curvature = x[1:-1], h * torch.arange(1, n), bend.norm(dim=1)
    fig, (ax,) = plots.figure(1, width=7.5, height=4)
    ax.plot(walked, curvature / 2, color="0.6", lw=5, label="half the curvature, κ/2")
    inner = (walked > 1) & (walked < walked[-1] - 1)
    told = []
    for sigma, style in zip(sigmas, ["-", "--", ":"]):
        across = ((PosteriorMean(curve, sigma)(x) - x) * bend).sum(dim=1) / curvature / sigma**2
        ax.plot(walked, across, style, color=TRUTH, label=f"exact arrow / σ², σ = {sigma:g}")
        share = (across / (curvature / 2))[inner]
        told.append(f"{share.min():.4f} to {share.max():.4f} at σ = {sigma:g}")
    plots.graph(ax, "distance walked along the spiral", "pull across, in σ²").set_ylim(0, 2.2)
    ax.legend(frameon=False, fontsize=12)
    return fig, f"Pull divided by σ²κ/2, more than 1 away from the ends: {', '.join(told)}."


@plots.style.settings()
def leaning(mean: Callable, nodes: Tensor, q: Tensor, sigma: float) -> Shown:
    """Exact arrows that start on the circle, for even and for uneven data, and their part along it.

    mean(x̃, nodes, q, σ): the exact denoiser, E[x | x̃]; nodes (m, 2): evenly spaced around the circle, with
    the probabilities q (m,).
    """
    fig, axes = plots.figure(3)
    x = nodes[:: len(nodes) // 16]
    for ax, title, p in zip(axes, ["even data", "uneven data"], [torch.ones_like(q) / len(q), q]):
        plots.hills(Posterior(nodes, p, sigma), plots.plane(ax, 1.25, title))
        plots.field(Field(x, mean(x, nodes, p, sigma) - x), circle(), ax=ax, color=TRUTH)
    every, log_q = slice(None, None, len(nodes) // 80), q.log()
    slope = (log_q.roll(-1) - log_q.roll(1))[every] / (4 * math.pi / len(q))  # from neighbour to neighbour
    x = nodes[every]
    degrees, tangent = torch.atan2(x[:, 1], x[:, 0]).rad2deg() % 360, torch.stack([-x[:, 1], x[:, 0]], dim=1)
    ax = plots.graph(axes[2], "angle", "")
    ax.plot(degrees, slope, color="0.6", lw=5, label="∂ log q / ∂s")
    for level, style in [(sigma, ":"), (0.05, "--")]:
        along = ((mean(x, nodes, q, level) - x) * tangent).sum(dim=1) / level**2
        ax.plot(degrees, along, style, color=TRUTH, label=f"exact, σ = {level:g}")
    ax.set(title="arrow along the circle, in σ²", ylim=(-2.4, 4.6), xticks=[0, 90, 180, 270, 360])
    ax.legend(frameon=False, fontsize=12, loc="upper left")
    gap = (along / slope)[slope.abs() > slope.abs().max() / 2]
    return fig, (
        f"Arrows that start on the circle, at σ = {sigma:g}, and their part along it. At σ = {level:g} it is "
        f"{gap.min():.3f} to {gap.max():.3f} of what the formula says."
    )
