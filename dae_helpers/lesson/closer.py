"""Figures of a closer look at the best map: its error, its pull, its slopes, and another corruption."""

import math
from collections.abc import Mapping

import torch

from .. import fields, plots
from ..corruption import masking
from ..fields import Field
from ..manifolds import Curve, circle, spiral
from ..oracle import Posterior, PosteriorMean, excess_risk, masking_mean
from ..palette import LEARNED, NOISY, TRUTH
from .figures import Map, Shown
from .trends import curve_plot


def three(maps: Mapping[str, Map], best: Posterior, caption: str) -> Shown:
    """The fields of three maps side by side, on the hills of best; the last one is exact."""
    fig, axes = plots.figure(len(maps))
    for ax, (title, r), color in zip(axes, maps.items(), [*[LEARNED] * (len(maps) - 1), TRUTH]):
        plots.field(fields.on_grid(r, n=15), circle(), best, ax=plots.plane(ax, title=title), color=color)
        plots.key(ax, color)
    return fig, caption


def pull(sigmas: tuple[float, ...] = (0.02, 0.04, 0.1)) -> Shown:
    """How far the exact arrow goes across the spiral from a point on it, in σ², beside half the curvature."""
    t = torch.linspace(0, 1, 2001, dtype=torch.float64)
    radius, slope, angle = 0.25 + t, 1 / (4 * math.pi), 4 * math.pi * t  # radius = 0.25 + slope·angle
    x = radius.unsqueeze(1) * torch.stack([angle.cos(), angle.sin()], dim=1)
    speed = (radius**2 + slope**2).sqrt()
    curvature = (radius**2 + 2 * slope**2) / speed**3
    out = torch.stack([angle.cos(), angle.sin()], dim=1)
    normal = (slope * torch.stack([-out[:, 1], out[:, 0]], dim=1) - radius.unsqueeze(1) * out) / speed[
        :, None
    ]
    walked = torch.cat([t.new_zeros(1), torch.cumulative_trapezoid(speed, angle)])
    fig, (ax,) = plots.figure(1, width=7.5, height=4)
    ax.plot(walked, curvature / 2, color="0.6", lw=5, label="half the curvature, κ/2")
    inner = (walked > 1) & (walked < walked[-1] - 1)
    told = []
    for sigma, style in zip(sigmas, ["-", "--", ":"]):
        across = ((PosteriorMean(spiral(), sigma)(x) - x) * normal).sum(dim=1) / sigma**2
        ax.plot(walked, across, style, color=TRUTH, label=f"exact arrow / σ², σ = {sigma:g}")
        share = (across / (curvature / 2))[inner]
        told.append(f"{share.min():.4f} to {share.max():.4f} at σ = {sigma:g}")
    curve_plot(ax, "distance walked along the spiral", "pull across, in σ²").set_ylim(0, 2.2)
    ax.legend(frameon=False, fontsize=12)
    return fig, f"Pull divided by σ²κ/2, more than 1 away from the ends: {', '.join(told)}."


def leaning(even: Posterior, uneven: Posterior) -> Shown:
    """Exact arrows that start on the circle, for even and for uneven data, and their part along it.

    The nodes of both are evenly spaced around the circle.
    """
    fig, axes = plots.figure(3)
    x = circle().points(16)
    for ax, title, best in zip(axes, ["even data", "uneven data"], [even, uneven]):
        plots.hills(best, plots.plane(ax, 1.25, title))
        plots.field(Field(x, best(x) - x), circle(), ax=ax, color=TRUTH)
    angle = torch.linspace(0, 2 * math.pi, 73, dtype=torch.float64)
    x = torch.stack([angle.cos(), angle.sin()], dim=1)
    tangent = torch.stack([-x[:, 1], x[:, 0]], dim=1)
    ax, degrees = curve_plot(axes[2], "angle", ""), angle.rad2deg()
    # On even nodes weights are in proportion to q; the slope of log q, from node to node around the circle.
    log_q = uneven.weights.log()
    slopes = (log_q.roll(-1) - log_q.roll(1)) / (4 * math.pi / len(log_q))
    slope = slopes[(angle / (2 * math.pi) * len(log_q)).round().long() % len(log_q)]
    ax.plot(degrees, slope, color="0.6", lw=5, label="∂ log q / ∂s")
    near = Posterior(uneven.nodes, uneven.weights, 0.05)
    for best, style in [(uneven, ":"), (near, "--")]:
        along = ((best(x) - x) * tangent).sum(dim=1) / best.sigma**2
        ax.plot(degrees, along, style, color=TRUTH, label=f"exact, σ = {best.sigma:g}")
    ax.set(title="arrow along the circle, in σ²", ylim=(-2.4, 4.6), xticks=[0, 90, 180, 270, 360])
    ax.legend(frameon=False, fontsize=12, loc="upper left")
    gap = (along / slope)[slope.abs() > slope.abs().max() / 2]
    return fig, (
        f"Arrows that start on the circle, at σ = {uneven.sigma:g}, and their part along it. At σ = "
        f"{near.sigma:g} it is {gap.min():.3f} to {gap.max():.3f} of what the formula says."
    )


def steps(maps: Mapping[str, Map], size: float = 0.13) -> Shown:
    """What becomes of small discs around points of the circle under the derivative of each map."""
    fig, axes = plots.figure(len(maps))
    x = circle().points(16)
    angle = torch.linspace(0, 2 * math.pi, 49)
    disc = size * torch.stack([angle.cos(), angle.sin()])
    for ax, (title, r), color in zip(axes, maps.items(), [LEARNED, TRUTH]):
        plots.manifold(circle(), plots.plane(ax, 1.25, title), lw=0.6)
        ends, slopes = r(x).detach(), fields.jacobian(r, x).detach()
        for start, end, J in zip(x, ends, slopes):
            ax.fill(*(start[:, None] + disc).numpy(), color=NOISY, alpha=0.25, lw=0)
            ax.plot(*(end[:, None] + J @ disc).numpy(), color=color, lw=2.5)
    return fig, (
        f"Small steps in all directions from 16 points of the circle, discs of radius {size:g} (orange), and "
        "what the map's derivative makes of them."
    )


def gains(maps: Mapping[str, Map], exact: PosteriorMean) -> Shown:
    """By how much each map, and the exact one, stretches a small step along the circle and one across it."""
    x, angle = circle().points(180), torch.arange(180) * 2
    tangent = torch.stack([-x[:, 1], x[:, 0]], dim=1)
    fig, axes = plots.figure(len(maps), height=3.6)
    told = []
    true_slopes = fields.jacobian(exact, x).detach()
    for ax, (title, learned) in zip(axes, maps.items()):
        slopes = fields.jacobian(learned, x).detach()
        for who, J, color in [("learned", slopes, LEARNED), ("exact", true_slopes, TRUTH)]:
            for name, way, style in [("along", tangent, "-"), ("across", x, "--")]:
                gain = torch.einsum("ni,nij,nj->n", way, J, way)
                ax.plot(angle, gain, style, color=color, lw=1.8, label=f"{who}, {name}")
        curve_plot(ax, "place on the circle, in degrees", "gain").set(title=title, ylim=(-0.5, 1.9))
        ax.set_xticks([0, 90, 180, 270, 360])
        skew = (slopes[:, 0, 1] - slopes[:, 1, 0]).abs().mean()
        told.append(f"{title} {excess_risk(learned, exact.curve, exact.sigma):.3%} and {skew:.3f}")
    axes[0].legend(frameon=False, fontsize=12, ncols=2, loc="upper center")
    return fig, (
        "The gains of a small step. The excess risk of each network, and the asymmetry of its Jacobian, "
        f"|J₁₂ − J₂₁| on average: {', '.join(told)}."
    )


def masked(gauss: Map, filler: Map, curve: Curve, p: float, sigma: float) -> Shown:
    """One curve, two corruptions: the field learned from noise, the one from masking, and the exact one."""
    x = curve.sample(400, seed=8)
    x_noisy = masking(x, p, seed=9)
    shown, filled = x_noisy[:70], masking_mean(curve)
    fig, axes = plots.figure(3)
    titles = ["noise, learned", "masking, learned", "masking, exact"]
    for ax, title in zip(axes, titles):
        plots.plane(ax, title=title)
    plots.field(fields.on_grid(gauss, n=15), curve, PosteriorMean(curve, sigma), ax=axes[0])
    plots.field(fields.on_grid(filler, n=15), curve, ax=axes[1], alpha=plots.FAINT[0])
    for ax, r, color in [(axes[1], filler, LEARNED), (axes[2], filled, TRUTH)]:
        plots.points(x_noisy, ax, NOISY, size=8)
        plots.field(Field(shown, (r(shown) - shown).detach()), curve, ax=ax, color=color)
    return fig, (
        "One curve, two corruptions, two fields. Orange: points after masking. The strong arrows of the "
        "second and third picture start there."
    )
