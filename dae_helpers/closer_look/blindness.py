"""What a denoiser loses that isn't told σ, in the plane and in R^d, and what x-, ε- and v-prediction lose."""

from collections.abc import Mapping, Sequence

import ipywidgets as widgets
import torch

from .. import oracle, plots
from ..arguments import Map
from ..manifolds import named
from ..palette import CLEAN, ERROR, LEARNED, NOISY, TRUTH
from ..sampling import levels
from ..stage.controls import Explorer, control
from ..stage.pictures import Scene, Shown
from .noise_blind import RANGE, excess, noise_levels, posterior, radius, untold

DIMENSIONS = 2, 3, 4, 8, 16, 32, 64, 128, 256, 512


@plots.style.settings()
def in_the_plane(network: Map) -> Shown:
    """How far from the middle the denoisers put a point, and the excess risk of the blind ones over σ."""
    fig, (left, right) = plots.figure(2, height=4.2)
    far = torch.linspace(0.02, 2, 100).view(-1, 1)
    for sigma, style in [(0.05, ":"), (0.2, "-."), (0.5, "--")]:
        left.plot(far, radius(far.double(), sigma), style, color="0.45", label=f"told σ = {sigma}")
    along, sigmas = far * torch.tensor([[1.0, 0.0]]), levels(*RANGE[::-1], 9)
    for name, r, look in [
        ("blind, exact", untold, {"color": TRUTH}),
        ("blind network", network, {"color": LEARNED}),
    ]:
        marks = {"ls": "", "marker": "o", "ms": 4} if r is network else {"lw": 2}
        with torch.no_grad():
            left.plot(far, r(along).norm(dim=1), label=name, **look, **marks)
        risks = [oracle.excess_risk(r, named("circle"), sigma, n=2048) for sigma in sigmas]
        right.plot(sigmas, risks, label=name, **look, **marks)
    plots.graph(left, "‖x̃‖", "‖r(x̃)‖").legend(frameon=False, fontsize=11)
    plots.graph(right, "noise level σ", "excess risk", log=True).set(yscale="log")
    right.set_yticks([0.001, 0.01, 0.1], labels=["0.1%", "1%", "10%"])
    return fig, (
        f"Left, how far from the middle each denoiser puts a point of the plane. Right, what is lost: over "
        f"all σ the exact blind denoiser loses {excess(untold, 2):.2%}, the network {excess(network, 2):.2%}."
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
            f"d = {d}: what each of five noisy points, whose true σ is {sigma:g}, tells about σ. It is known "
            f"to ± {spread:.0%}. Blindness costs {prices[d]:.3%} over all σ."
        )

    tooltip = "The dimension of the space into which the circle is turned"
    slider = control(widgets.SelectionSlider, "dimension d", tooltip, options=DIMENSIONS, value=2)
    return Explorer("blind", Scene(fig, draw), d=slider)


@plots.style.settings()
def targets(losses: Mapping[str, Sequence[float]], dimensions: Sequence[int], width: int) -> Shown:
    """The excess of networks that predict x, ε or v over the dimension, and what so few units must lose."""
    fig, (ax,) = plots.figure(1, width=6.6, height=4.2)
    for (target, row), color, style in zip(losses.items(), (CLEAN, NOISY, LEARNED), plots.STYLES[1:]):
        ax.plot(dimensions, row, style, color=color, label=f"predicts {target}")
    wide = torch.linspace(width + 2, max(dimensions), 100)
    ax.plot(wide, wide - width, color="0.5", ls=":", label=f"d − {width}")
    plots.graph(ax, "dimension d", "excess risk").set(xscale="log", yscale="log")
    ax.set_xticks(dimensions, labels=[str(d) for d in dimensions])
    ax.set_yticks([0.01, 1, 100], labels=["1%", "100%", "10 000%"])
    ax.minorticks_off()
    ax.legend(frameon=False, fontsize=12)
    told = "; ".join(f"{target} {row[0]:.1%} and {row[-1]:.0%}" for target, row in losses.items())
    return fig, (
        f"Excess risk of networks of {width} units a layer that are told σ, at d = {dimensions[0]} and "
        f"d = {dimensions[-1]}: {told}."
    )
