"""Mutual information made visible: how many places on a curve can be told apart through the noise."""

import math

import torch
from matplotlib.collections import LineCollection

from .. import oracle, plots
from ..corruption import gaussian
from ..manifolds import CURVES, named
from ..palette import CLEAN, NOISY
from ..stage.controls import Explorer, choice, sigma_slider
from ..stage.pictures import Scene
from .information import from_entropy


@plots.style.settings()
def explorer() -> Explorer:
    """Cut a curve into e^I equal pieces, as many as can be told apart through the noise."""
    fig, (ax,) = plots.figure(1, width=5.6)
    pieces = plots.plane(ax).add_collection(
        LineCollection([], lw=9, color=CLEAN, capstyle="butt", animated=True, zorder=2)
    )
    noisy = plots.points(torch.zeros(300, 2), ax, NOISY, size=7, alpha=0.6, zorder=3, animated=True)

    def draw(curve: str, sigma: float) -> str:
        path = named(curve)
        told = from_entropy(oracle.best(path, sigma))
        many = math.exp(told)
        long = path.length / many / sigma
        edges = torch.linspace(0, len(path.vertices) - 1, max(1, round(many)) + 1)
        gap = 0.06 * (edges[1] - edges[0]) * (len(edges) > 2)
        ends = torch.stack([edges[:-1] + gap, edges[1:] - gap], dim=1).round().long().tolist()
        pieces.set_segments([path.vertices[a : b + 1 : 8].numpy() for a, b in ends])
        noisy.set_offsets(gaussian(path.vertices[[20_000] * 300].float(), sigma).numpy())
        return (
            f"The {curve} at σ = {sigma:.3g}. A noisy point tells {told:.2f} nats about where it came from: "
            f"e^I = {many:.1f} places can be told apart, each {long:.1f}σ long. Orange: noisy versions of "
            "one clean point."
        )

    menu = choice("curve", "The curve on which the clean points lie", CURVES, "circle")
    return Explorer("places", Scene(fig, draw), curve=menu, sigma=sigma_slider(0.03, 1, 0.1))
