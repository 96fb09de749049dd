"""Guidance: two labelled circles, and what is sampled when the label is followed more than it should be."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import ipywidgets as widgets
import torch
from torch import Tensor

from .. import density, oracle, plots
from ..arguments import Map
from ..manifolds import circle
from ..palette import LEARNED, NOISY, TRUTH
from ..stage.controls import Explorer, add_player, control
from ..stage.pictures import Scene, Shown
from .two_samples import energy_distance

At = Callable[[float], Map]  # a denoiser of every level
AWAY = torch.tensor([0.9, 0.0], dtype=torch.float64)  # from the middle of A, the origin, to that of B
A = replace(circle(0.8), name="circle A")
B = replace(A, name="circle B", vertices=A.vertices + AWAY)
VIEW = (-1.4, 1.9), (-1.3, 1.3)
WEAK = "#a994d8"  # a lighter LEARNED


def both(sigma: float) -> oracle.Posterior:
    """The best denoiser without the label: half of the clean points lie on A, half on B."""
    return oracle.mixture((A, B), (1, 1), sigma)


def guided(good: At, other: At, w: float) -> At:
    """Classifier-free guidance: at each level other + w·(good − other).

    good: told the label; other: not told. For w = 0 it is other, for w = 1 good. Autoguidance: other is a
    worse version of good. Source: Ho & Salimans (2022); Karras et al. (2024).
    """

    def at(sigma: float) -> Map:
        here, there = good(sigma), other(sigma)
        return lambda x: torch.lerp(there(x), here(x), w)

    return at


def sharpened(w: float, sigma: float) -> tuple[Tensor, Tensor, Tensor]:
    """p_σ(x̃ | A)^w · p_σ(x̃)^(1−w), up to a factor: ticks x (k,) and y (m,) of the VIEW, values (m, k).

    The guided arrow is σ² times the slope of its logarithm.
    """
    x, y, given = density.landscape(oracle.best(A, sigma), VIEW).picture
    _, _, free = density.landscape(both(sigma), VIEW).picture
    return x, y, (w * (given + 1e-300).log() + (1 - w) * (free + 1e-300).log()).exp()


def within_b(x: Tensor) -> Tensor:
    """Which of the points (n, 2) lie inside circle B: (n,), zeros and ones."""
    return ((x - AWAY.to(x)).norm(dim=1) < A.extent).to(x)


@plots.style.settings()
def explorer(sigmas: Sequence[float], guided_walks: Mapping[float, Tensor], w: float = 3) -> Explorer:
    """Move w, and play: guided points, over the sharpened density at their noise level.

    guided_walks: for each w what sampling.ddim returned for the noise levels sigmas, (len(sigmas), n, 2).
    """
    fig, (ax,) = plots.figure(1, width=5.6, height=4.9)
    plots.plane(ax, title="hills: sharpened density; dots: guided points").set(xlim=VIEW[0], ylim=VIEW[1])
    hills = plots.hills(oracle.best(A, sigmas[-1]), ax, animated=True)
    for curve, style, at in [(A, "-", -0.75), (B, ":", 1.65)]:
        plots.manifold(curve, ax, lw=1, ls=style, animated=True)
        ax.text(at, 0.7, curve.name[-1], fontsize=14, ha="center", animated=True)
    (cloud,) = ax.plot([], [], "o", ms=3, color=NOISY, mew=0, zorder=4, animated=True)
    truth = within_b(A.points(1000)).mean()

    def draw(w: float, step: int) -> str:
        x, y, p = sharpened(w, sigmas[step])
        density.bands(x, y, p, density.heights(p), ax, hills)
        cloud.set_data(*guided_walks[w][step].T.numpy())
        found = within_b(guided_walks[w][step]).mean()
        share = p.flatten() @ within_b(torch.cartesian_prod(y, x).flip(1)) / p.sum()
        return (
            f"w = {w:g}, σ = {sigmas[step]:.3f}. Inside circle B: {found:.0%} of the guided points (orange), "
            f"{share:.0%} of the sharpened density (teal), {truth:.0%} of circle A itself."
        )

    last = len(sigmas) - 1
    first = next(k for k, sigma in enumerate(sigmas) if sigma < 1.5)  # before that they lie beyond the view
    beyond, taken = "How far to follow the label", "Steps taken, down the noise levels"
    view = Explorer(
        "guidance",
        Scene(fig, draw),
        w=control(widgets.SelectionSlider, "w", beyond, options=sorted(guided_walks), value=w),
        step=control(widgets.IntSlider, "step", taken, min=first, max=last, value=last),
    )
    add_player(view, "step", interval=300)
    return view


def from_a(x: Tensor) -> float:
    """The energy distance of a cloud (n, 2) from circle A."""
    return energy_distance(x, A.points(256), torch.ones(256))


@plots.style.settings()
def over_w(clouds: Mapping[str, Mapping[float, Tensor]]) -> Shown:
    """Over w: how far clouds are from the truth. clouds: by their names, then by w."""
    fig, (ax,) = plots.figure(1, width=7.5, height=4.2)
    told = []
    for (name, row), style, color in zip(clouds.items(), plots.STYLES, (TRUTH, LEARNED, WEAK)):
        far, ws = [from_a(cloud) for cloud in row.values()], list(row)
        ax.plot(ws, far, style, color=color, label=name)
        least = ws[far.index(min(far))]
        told.append(f"{name} {far[ws.index(1)]:.4f} at w = 1, least {min(far):.4f} at w = {least:g}")
    fresh = from_a(A.sample(len(row[1])))
    ax.axhline(fresh, color="0.6", ls="--", lw=1, label="drawn from A")
    plots.graph(ax, "w", "energy distance D² from circle A").set(yscale="log")
    ax.set_yticks([0.001, 0.01, 0.1, 1], labels=["0.001", "0.01", "0.1", "1"])
    ax.minorticks_off()
    ax.legend(frameon=False, fontsize=12)
    return fig, f"Energy distance from circle A: {'; '.join(told)}. As many points drawn from A: {fresh:.4f}."
