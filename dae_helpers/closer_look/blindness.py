"""What a denoiser loses that isn't told σ, in the plane and in R^d, and what x-, ε- and v-prediction lose."""

from collections.abc import Mapping, Sequence

import ipywidgets as widgets
import torch

from .. import plots
from ..arguments import Map
from ..palette import ERROR, LEARNED, NOISY, TRUTH
from ..stage.controls import Explorer, control
from ..stage.pictures import Scene, Shown
from .noise_blind import RANGE, excess, noise_levels, posterior, radius, untold

DIMENSIONS = 2, 3, 4, 8, 16, 32, 64, 128, 256, 512


@plots.style.settings()
def in_the_plane(network: Map) -> Shown:
    """How far from the middle the denoisers put a point, told σ or blind."""
    fig, (ax,) = plots.figure(1, width=7, height=4.2)
    far = torch.linspace(0.02, 2, 100).view(-1, 1)
    for sigma, style in [(0.05, ":"), (0.2, "-."), (0.5, "--")]:
        ax.plot(far, radius(far.double(), sigma), style, color="0.45", label=f"told σ = {sigma}")
    along = far * torch.tensor([[1.0, 0.0]])
    ax.plot(far, untold(along).norm(dim=1), color=TRUTH, lw=2, label="blind, exact")
    with torch.no_grad():
        ax.plot(far, network(along).norm(dim=1), "o", ms=4, color=LEARNED, label="blind network")
    plots.graph(ax, "‖x̃‖", "‖r(x̃)‖").legend(frameon=False, fontsize=12)
    return fig, (
        f"How far from the middle each denoiser puts a point. Over all σ the exact blind denoiser "
        f"loses {excess(untold, 2):.2%}, the network {excess(network, 2):.2%}."
    )


@plots.style.settings()
def explorer(sigma: float = 0.1) -> Explorer:
    """Move the dimension: what five noisy points tell about their σ, and the price of not being told."""
    fig, (left, right) = plots.figure(2, height=4.2)
    nodes, g = noise_levels(400), torch.Generator().manual_seed(3)
    noise = sigma * torch.randn(5, max(DIMENSIONS), generator=g, dtype=torch.float64)
    prices = {d: excess(untold, d) for d in DIMENSIONS}
    curves = [left.plot(nodes, 0 * nodes, color=NOISY, lw=1.5, zorder=4, animated=True)[0] for _ in noise]
    left.axvline(sigma, color=TRUTH, ls="--", lw=1)
    plots.graph(left, "σ", "p(σ | x̃), peak at 1", log=True).set(xlim=RANGE, ylim=(0, 1.05))
    plots.graph(right, "dimension d", "price of blindness").plot(*zip(*prices.items()), "o-", color=ERROR)
    right.plot(DIMENSIONS, [prices[512] * 512 / d for d in DIMENSIONS], "--", color="0.5", label="slope −1")
    right.set(xscale="log", yscale="log")
    right.set_xticks([2, 8, 32, 128, 512], labels=["2", "8", "32", "128", "512"])
    right.set_yticks([0.0001, 0.001, 0.01], labels=["0.01%", "0.1%", "1%"])
    right.minorticks_off()
    right.legend(frameon=False, fontsize=12)
    (mark,) = right.plot([], [], "o", ms=11, color=NOISY, mec="white", zorder=5, animated=True)

    def draw(d: int) -> str:
        far = (torch.tensor([1.0, 0.0]) + noise[:, :2]).norm(dim=1, keepdim=True)
        p = posterior(far, noise[:, 2:d].square().sum(dim=1, keepdim=True), d, nodes)
        for curve, each in zip(curves, p):
            curve.set_data(nodes.numpy(), (each / each.max()).numpy())
        mark.set_data([d], [prices[d]])
        spread = ((p @ nodes.log().square()) - (p @ nodes.log()).square()).sqrt().mean()
        return (
            f"d = {d}: what each of five noisy points, whose true σ is {sigma:g}, tells about σ. A curve is "
            f"about {spread:.0%} wide. Blindness costs {prices[d]:.3%} over all σ."
        )

    tooltip = "The dimension of the space into which the circle is turned"
    slider = control(widgets.SelectionSlider, "dimension d", tooltip, options=DIMENSIONS, value=2)
    return Explorer("blind", Scene(fig, draw), d=slider)


@plots.style.settings()
def targets(losses: Mapping[str, Sequence[float]], dimensions: Sequence[int], width: int) -> Shown:
    """The excess of networks that predict x, ε or v over the dimension, and what so few units must lose."""
    fig, (ax,) = plots.figure(1, width=6.6, height=4.2)
    for (target, row), color, style in zip(losses.items(), ("black", "0.35", "0.6"), plots.STYLES[1:]):
        ax.plot(dimensions, row, style, color=color, label=f"predicts {target}")
    wide = torch.linspace(width + 2, max(dimensions), 100)
    ax.plot(wide, wide - width, color="0.5", ls=":", label=f"d − {width}")
    plots.graph(ax, "dimension d", "excess risk, in floors").set(xscale="log", yscale="log")
    ax.set_xticks(dimensions, labels=[str(d) for d in dimensions])
    ax.set_yticks([0.01, 1, 100], labels=["0.01", "1", "100"])
    ax.minorticks_off()
    ax.legend(frameon=False, fontsize=12)
    told = "; ".join(f"{target} {row[0]:.1%} and {row[-1]:.3g} times" for target, row in losses.items())
    return fig, (
        f"What networks of {width} units a layer lose that are told σ, in units of the least error, at "
        f"d = {dimensions[0]} and d = {dimensions[-1]}: {told}."
    )
