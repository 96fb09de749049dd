"""Batches that are more even than chance (Sobol's points), and what they buy in the training."""

from collections.abc import Sequence

import torch

from .. import plots, sampling, training
from ..corruption import Batches, gaussian, pairs
from ..curve import Curve
from ..models import DAE
from ..oracle import excess_risk
from ..palette import CLEAN, LEARNED
from ..stage.pictures import Shown


def by_chance(curve: Curve, sigma: float, n: int = 1024, seed: int = 0) -> Batches:
    """Endless batches of n points and noise drawn independently, where corruption.pairs spreads them."""
    g = torch.Generator().manual_seed(seed)
    while True:
        x = curve.sample(n, g)
        yield x, gaussian(x, sigma, g), torch.full((n, 1), sigma)


@plots.style.settings()
def batches(curve: Curve, sigma: float) -> Shown:
    """The places and the noise of one batch, by chance and as pairs draws it."""
    fig, axes = plots.figure(2)
    told = []
    for ax, title, draws in zip(axes, ["by chance", "spread"], sources(curve, sigma, 1)):
        drawn = [next(draws)[:2] for _ in range(20)]
        places = [sampling.nearest(x, curve)[1] for x, _ in drawn]
        noise = (drawn[0][1] - drawn[0][0])[:, 0] / sigma
        ax.plot(places[0], torch.special.ndtr(noise), ".", color=CLEAN, ms=5)
        ax.set(title=title, xlabel="place, as a share of the curve", xticks=[0, 0.5, 1], yticks=[0, 0.5, 1])
        uneven = sum(sampling.unevenness(u) for u in places) / len(places)
        told.append(f"{title} {uneven:.3f}")
    axes[0].set_ylabel("rank of the noise's first coordinate")
    return fig, (
        "One batch of 1024 pairs, drawn in two ways; a dot for each pair. Unevenness of the places, mean "
        f"over 20 batches: {', '.join(told)}."
    )


def sources(curve: Curve, sigma: float, seed: int) -> tuple[Batches, Batches]:
    return by_chance(curve, sigma, seed=seed), pairs(curve, sigma, 1024, seed)


@plots.style.settings()
def bought(curve: Curve, sigma: float, seeds: Sequence[int] = (0, 1, 2)) -> Shown:
    """The excess risk during trainings on batches by chance and on spread ones."""
    film = (20, 40, 80, 150, 300)
    fig, (ax,) = plots.figure(1, width=7.5, height=3.9)
    told = []
    for k, (name, style) in enumerate([("by chance", "s:"), ("spread", "o-")]):
        risks = []
        for seed in seeds:
            draws, risks_here = sources(curve, sigma, seed)[k], []
            for step, _, model in training.descend(DAE(seed=seed), draws, film[-1]):
                if step in film:
                    risks_here.append(excess_risk(model, curve, sigma, n=4000))
            risks.append(risks_here)
            ax.plot(film, risks_here, style, color=LEARNED, ms=4, label=name if seed == seeds[0] else None)
        told.append(f"{name} {sum(each[-1] for each in risks) / len(risks):.3%}")
    plots.graph(ax, "training step", "excess risk").set(yscale="log", xscale="log")
    ax.set_xticks([20, 50, 100, 200, 300], labels=["20", "50", "100", "200", "300"])
    ax.set_yticks([0.003, 0.01, 0.03, 0.1, 0.3], labels=["0.3%", "1%", "3%", "10%", "30%"])
    ax.minorticks_off()
    ax.legend(frameon=False, fontsize=12)
    return fig, (
        f"The {curve.name} at σ = {sigma:g}, {len(seeds)} trainings of each kind. Mean excess risk at the "
        f"end: {', '.join(told)}."
    )
