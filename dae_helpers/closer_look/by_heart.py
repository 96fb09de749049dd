"""When a network learns by heart: a training watched on its way from the truth to copies."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import ipywidgets as widgets
import numpy as np
import torch
from torch import Tensor

from .. import oracle, plots
from ..corruption import gaussian
from ..curve import Curve
from ..models import DAE
from ..optim import Adam
from ..oracle import PosteriorMean
from ..palette import CLEAN, LEARNED, NOISY, TRUTH
from ..stage.controls import Explorer, control
from ..stage.pictures import Scene, Shown, about
from .empirical import few, from_few
from .information import from_entropy

LOOKS = {round(10 * 1.1**k) for k in range(100)}  # steps of a training that are looked at


class Moment(NamedTuple):
    """A network after so many steps: its answers (k, 2) to fresh noisy points, its excess risk, and `copied`.

    copied: how far it has gone from the truth, 0, to the minimiser of its training loss, 1.
    """

    step: int
    answers: Tensor
    risk: float
    copied: float


def learning(points: Tensor, best: PosteriorMean, seed: int = 0) -> Iterator[Moment]:
    """Train a network on the same few points (n, 2), with fresh noise, at a constant rate, without an end.

    copied: E⟨r − r*, r_n − r*⟩ / E‖r_n − r*‖² for noisy versions of the few points, r_n being the minimiser.
    """
    fresh, known = (
        gaussian(x, best.sigma, seed=8)
        for x in (best.curve.sample(1500, seed=7), points.repeat(-(-1500 // len(points)), 1))
    )
    exact, near, floor = best(fresh), best(known), best.mmse()
    whole = few(points, best.sigma)(known) - near
    model = DAE(hidden=(64, 64), seed=seed)
    adam = Adam(model.parameters(), lr=0.003)
    for step, (x, noisy, _) in enumerate(from_few(points, best.sigma, n=256, seed=seed), 1):
        loss = (model(noisy) - x).square().sum(dim=1).mean()
        adam.zero_grad()
        loss.backward()
        adam.step()
        if step in LOOKS:
            answers, way = model(fresh).detach(), model(known).detach() - near
            risk = (answers - exact).square().sum(dim=1).mean().item() / floor
            yield Moment(step, answers, risk, ((way * whole).sum() / whole.square().sum()).item())


def copying_time(moments: Iterable[Moment]) -> int:
    """The first step that is looked at by which the network has gone half of the way to the minimiser."""
    return next(moment.step for moment in moments if moment.copied >= 0.5)


@plots.style.settings()
def explorer(moments: Sequence[Moment], points: Tensor, best: PosteriorMean) -> Explorer:
    """Move the training time: the network's answers, its excess risk, and how much of it is copied."""
    fig, (plane, left, right) = plots.figure(3)
    plots.manifold(best.curve, plots.plane(plane, 1.35, "answers"), lw=0.6)
    plane.plot(*points.T.numpy(), "o", ms=11, mfc="none", mec=CLEAN, mew=1.5)
    answers = plots.points(moments[0].answers[:400], plane, LEARNED, size=7, zorder=4, animated=True)
    steps, marks = [moment.step for moment in moments], []
    for ax, name, y in [(left, "risk", "excess risk"), (right, "copied", "share of the way to r_n")]:
        values = [getattr(moment, name) for moment in moments]
        plots.graph(ax, "training steps", y).plot(steps, values, color=LEARNED, lw=2)
        ax.set(xscale="log", title=y, ylabel="")
        marks += ax.plot([], [], "o", ms=9, color=NOISY, mec="white", zorder=5, animated=True)
    left.set(yscale="log", yticks=[0.1, 1, 10], yticklabels=["10%", "100%", "1000%"])
    left.minorticks_off()
    right.axhline(0, color=TRUTH, lw=1, ls=":")

    def draw(look: int) -> str:
        moment = moments[look]
        answers.set_offsets(moment.answers[:400].numpy())
        for mark, value in zip(marks, (moment.risk, moment.copied)):
            mark.set_data([moment.step], [value])
        return (
            f"After {moment.step} steps on {len(points)} clean points (rings) at σ = {best.sigma:g}: excess "
            f"risk {about(moment.risk)}; the network has gone {moment.copied:.0%} of the way from the truth "
            "to the minimiser. Violet: where it sends fresh noisy points of the whole circle."
        )

    tooltip, last = "How long the network has been trained", len(moments) - 1
    slider = control(widgets.IntSlider, "look", tooltip, min=0, max=last, value=last // 2, readout=False)
    return Explorer("by_heart", Scene(fig, draw), look=slider)


@plots.style.settings()
def over_n(times: Mapping[int, Sequence[int]]) -> Shown:
    """Copying times over n, some for each n, on double-logarithmic axes, and their slope."""
    n, taus = zip(*[(n, tau) for n, found in times.items() for tau in found])
    slope, height = np.polyfit(np.log(n), np.log(taus), 1)
    fig, (ax,) = plots.figure(1, width=6.2, height=4)
    ends = np.array([min(n), max(n)])
    plots.graph(ax, "clean points n", "copying time, in steps").plot(
        n, taus, "o", color=LEARNED, alpha=0.5, ms=9
    )
    ax.plot(ends, np.exp(height) * ends**slope, color=LEARNED, label=f"fitted: slope {slope:.1f}")
    ax.plot(ends, np.median(times[min(n)]) * ends / min(n), "--", color="0.5", label="slope 1")
    ax.set(xscale="log", yscale="log")
    ax.set_xticks(list(times), labels=[str(each) for each in times])
    ax.minorticks_off()
    ax.legend(frameon=False, fontsize=12)
    medians = ", ".join(f"{np.median(found):.0f} for n = {each}" for each, found in times.items())
    return fig, (
        f"Steps to half-way (medians): {medians}. A line fitted to all {len(n)} draws has the slope "
        f"{slope:.1f}."
    )


@plots.style.settings()
def twins(curve: Curve, counts: Sequence[int], sigmas: Sequence[float]) -> Shown:
    """Two ways back from one noisy point, by the exact arrows of n points: how often they agree, over σ.

    Each ends at a draw from the posterior p of the n points: both at the same one with probability Σp².
    A dot is the level of collapse, where log n = I(x; x̃). Source: Biroli et al. (2024), for many dimensions.
    """
    told = [from_entropy(oracle.best(curve, sigma)) for sigma in sigmas]
    fig, (ax,) = plots.figure(1, width=7.8, height=4)
    collapsed = []
    for n, style in zip(counts, (":", "--", "-")):
        points, same, half = curve.sample(n, seed=4), [], []
        right, x = (points[:, 0] > points[:, 0].mean()).double(), points.repeat(-(-600 // n), 1)
        for sigma in sigmas:
            p = few(points, sigma).posterior(gaussian(x, sigma, seed=1).double())
            same.append(p.square().sum(dim=1).mean().item())
            half.append(((p @ right).square() + (1 - p @ right).square()).mean().item())
        at = np.interp(math.log(n), told, np.log(sigmas))
        collapsed.append(f"{math.exp(at):.3f} for n = {n}")
        ax.plot(sigmas, same, style, color=TRUTH, label=f"same point, n = {n}")
        ax.plot(math.exp(at), np.interp(-at, -np.log(sigmas), same), "o", ms=8, color=NOISY, zorder=4)
    ax.plot(sigmas, half, color=CLEAN, label=f"same half, n = {n}")
    species = torch.linalg.eigvalsh(torch.cov(points.T))[-1].sqrt().item()
    ax.axvline(species, color=CLEAN, lw=1, ls="--")
    plots.graph(ax, "noise level σ at which they part", "how often they agree").set(
        xscale="log", ylim=(0, 1.03)
    )
    ax.legend(frameon=False, fontsize=11)
    return fig, (
        f"How often two ways back from one noisy point agree. Collapse (dots): σ = {', '.join(collapsed)}. "
        f"Speciation (dashed vertical): σ = {species:.2f}, the largest standard deviation of the {n} points."
    )
