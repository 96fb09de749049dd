"""A measurement that can be moved: the exact posterior on the spiral, and what a method makes of it."""

from collections.abc import Callable
from statistics import fmean

import ipywidgets as widgets
import torch

from .. import plots
from ..arguments import Map
from ..manifolds import spiral
from ..palette import CLEAN, LEARNED, NOISY, TRUTH
from ..stage.controls import Explorer, choice, control, log_slider
from ..stage.pictures import Scene, Shown
from .half_seen import METHODS, NODES, Seen, draw, prior

N = 300  # points that a method draws


@plots.style.settings()
def explorer() -> Explorer:
    """Move what was measured, and how noisily: where the point may have been, and where a method says so."""
    fig, axes = plots.figure(2)
    lines = []
    for ax in axes:
        plots.manifold(spiral(), plots.plane(ax), lw=0.8)
        lines += ax.plot([], [], color="0.4", lw=1, zorder=3.5, animated=True)
        lines += ax.plot([], [], color="0.4", lw=1, ls="--", zorder=3.5, animated=True)
    axes[0].set_title("exact: p(x | y)")
    title = axes[1].set_title("", animated=True)
    glow = axes[0].scatter(
        *NODES.T.numpy(), s=40, c=NODES[:, 0], cmap=plots.GLOW, vmin=0, vmax=1, animated=True, zorder=4
    )
    (found,) = axes[1].plot([], [], "o", ms=4, color=NOISY, mew=0, alpha=0.5, animated=True, zorder=4)

    def scene(y: float, tau: float, method: str) -> str:
        seen = Seen(y, tau)
        x = draw(method, seen, N)
        for line, off in zip(lines, (0, 2 * tau) * 2):  # up on one side, down on the other, beyond the frame
            line.set_data([y - off] * 2 + [y + off] * 2, [-2, 2, 2, -2])
        title.set_text(f"found by {method}")
        glow.set_array((seen.weights / seen.weights.max()).numpy())
        found.set_data(*x.T.numpy())
        nearest = torch.cdist(x.double(), NODES).argmin(dim=1)
        told = []
        for fits in seen.stretches():
            share = torch.isin(nearest, fits).double().mean()
            told.append(f"{seen.weights[fits].sum():.0%} / {share:.0%}")
        return (
            f"Measured y = {y:g} (line), τ = {tau:.2g} (dashed: y ± 2τ). Shares of the stretches that fit, "
            f"from the inside out, exact / {method}: {', '.join(told)}. Distance D² {seen.distance(x):.3f}."
        )

    places = [round(-1.2 + 0.1 * k, 1) for k in range(25)]
    return Explorer(
        "measurement",
        Scene(fig, scene),
        y=control(widgets.SelectionSlider, "seen y", "The measured coordinate", options=places, value=0.9),
        tau=log_slider("noise τ", "The measurement's noise", 0.05, 0.8, 0.2),
        method=choice("method", "How points are drawn", METHODS, "DPS without noise"),
    )


@plots.style.settings()
def over_tau(learned: Callable[[float], Map], seed: int = 0) -> Shown:
    """Over τ: how far from p(x | y) the points of each method are. Means over four measurements by chance."""
    taus, n = (0.05, 0.2, 0.4, 0.8), 100
    g = torch.Generator().manual_seed(seed)
    places, chance = spiral().sample(4, g)[:, 0], torch.randn(4, generator=g)
    fig, (ax,) = plots.figure(1, width=7.5, height=4.2)
    told = []
    for name, at, style, color in [
        ("plug-and-play", prior, "v-.", TRUTH),
        ("projection", prior, "^--", TRUTH),
        ("DPS without noise", prior, "s:", TRUTH),
        ("DPS", prior, "o-", TRUTH),
        ("DPS, learned", learned, "o-", LEARNED),
        ("exact arrows", prior, "-", CLEAN),
    ]:
        means = []
        for tau in taus:
            measured = [Seen(y, tau) for y in (places + tau * chance).tolist()]
            method = name.removesuffix(", learned")
            found = [draw(method, seen, n, at, k) for k, seen in enumerate(measured)]
            means.append(fmean(seen.distance(x) for seen, x in zip(measured, found)))
        ax.plot(taus, means, style, color=color, label=name)
        told.append(f"{name} {means[1]:.3f}")
    plots.graph(ax, "noise of the measurement, τ", "energy distance D²").set(xscale="log", yscale="log")
    ax.set_xticks(taus, labels=[f"{tau:g}" for tau in taus])
    ax.set_yticks([0.001, 0.01, 0.1, 1], labels=["0.001", "0.01", "0.1", "1"])
    ax.set_ylim(0.0001, 1)
    ax.minorticks_off()
    ax.legend(frameon=False, fontsize=11, ncols=2, loc="lower center")
    return fig, f"Energy distance from the exact posterior at τ = {taus[1]:g}: {', '.join(told)}."
