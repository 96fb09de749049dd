"""The Jacobian of a denoiser: what becomes of a small step along the circle, and of one across it."""

import math
from collections.abc import Mapping

import torch

from .. import fields, plots
from ..arguments import Map
from ..manifolds import circle
from ..oracle import PosteriorMean, excess_risk
from ..palette import LEARNED, NOISY, TRUTH
from ..stage.pictures import Shown


@plots.style.settings()
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


@plots.style.settings()
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
        plots.graph(ax, "place on the circle, in degrees", "gain").set(title=title, ylim=(-0.5, 1.9))
        ax.set_xticks([0, 90, 180, 270, 360])
        skew = (slopes[:, 0, 1] - slopes[:, 1, 0]).abs().mean()
        told.append(f"{title} {excess_risk(learned, exact.curve, exact.sigma):.3%} and {skew:.3f}")
    axes[0].legend(frameon=False, fontsize=12, ncols=2, loc="upper center")
    return fig, (
        "The gains of a small step. The excess risk of each network, and the asymmetry of its Jacobian, "
        f"|J₁₂ − J₂₁| on average: {', '.join(told)}."
    )
