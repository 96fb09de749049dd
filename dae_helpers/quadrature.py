"""Averages along a curve, as weighted sums over a few of its points: the nodes."""

import math

import numpy as np
import torch
from torch import Tensor

from .curve import Curve
from .threads import one_thread

FAR = 10  # averages stay accurate for points as far away as this, in units of the curve's extent
EIGHTH = 8  # panels are planned by every eighth vertex
SPACING, TICKS = 0.3, 54  # of the grid in the plane, in units of σ; and its points along a tile's side


def along(curve: Curve, sigma: float) -> tuple[Tensor, Tensor]:
    """Nodes (m, 2) on a curve and weights (m,), which sum to 1, for averages of e^{−‖x̃ − x‖²/2σ²}.

    Sixteen Gauss–Legendre nodes a panel. Where the curve is straight, a panel is 9σ long; shorter in bends
    and towards the ends of an open curve, where from afar all of the average lies within a sliver.
    Raises ValueError for σ below length/10000, where averages would take minutes.
    """
    if sigma < (least := curve.length / 10_000):
        raise ValueError(f"sigma must be at least the curve's length / 10000 = {least:g}, got {sigma!r}")
    s = torch.linspace(0, curve.length, len(curve.vertices[::EIGHTH]), dtype=torch.float64)
    widths = panel_widths(curve, sigma, s)
    # As many panels as there are widths along the curve: ∫ ds/width
    panels = torch.nn.functional.pad((s[1] / widths).cumsum(0), (1, 0)).numpy()
    count = math.ceil(panels[-1])
    edges = np.interp(np.linspace(0, panels[-1], count + 1), panels, np.linspace(0, 1, len(panels)))
    edges = torch.from_numpy(edges).unsqueeze(1)
    t, w = (torch.from_numpy(a) for a in np.polynomial.legendre.leggauss(16))
    half = edges.diff(dim=0) / 2
    u = (edges[:-1] + half * (1 + t)).clamp(0, 1)
    return curve.at(u.flatten(), torch.float64), (half * w).flatten()


def panel_widths(curve: Curve, sigma: float, s: Tensor) -> Tensor:
    """How wide a panel may be on each stretch from one arc length to the next, s (m,): (m − 1,)."""
    far, bend = FAR * curve.extent, curve.turning[::EIGHTH].diff() / s[1]
    # Seen from a distance D outside a bend of curvature κ, the average is over a stretch σ/√(1 + κD)
    widths = torch.minimum(9 * sigma / (1 + far * bend).sqrt(), 0.9 / bend)
    widths = widths.clamp(min=sigma / 10, max=curve.length / 32)
    if not curve.closed:  # From afar the average is over a stretch σ²/D at the end
        widths[[0, -1]] = widths[[0, -1]].clamp(max=max(sigma**2 / far, s[1].item() / 8))
    # A panel is at most as wide as twice its distance to a narrow one, plus that one's width
    middle = (s[1:] + s[:-1]) / 2
    for _ in range(2):
        widths = (widths - 2 * middle).cummin(0).values + 2 * middle
        widths, middle = widths.flip(0), -middle.flip(0)
    return widths


def mean_variance(nodes: Tensor, weights: Tensor, sigma: float) -> float:
    """∫ p_σ(x̃) tr Cov(x | x̃) dx̃ for weighted nodes (m, 2), by the trapezoidal rule on a grid over the plane.

    p_σ·tr Cov is smooth on the scale of σ, and vanishes far away: such a rule converges exponentially.
    """
    step, reach = SPACING * sigma, 7 * sigma
    ticks = step * torch.arange(TICKS, dtype=torch.float64)
    ticks = ticks - ticks.mean()
    tile = TICKS * step
    # Every tile that a node lies in, and its eight neighbours
    around = torch.cartesian_prod(*[torch.arange(-1.0, 2, dtype=torch.float64)] * 2)
    tiles = ((nodes / tile).round().unique(dim=0).unsqueeze(1) + around).flatten(0, 1).unique(dim=0)
    # Sorted, so that few nodes are looked at for each tile
    order = nodes[:, 0].argsort()
    nodes, weights, centres, width = nodes[order], weights[order], tiles * tile, tile / 2 + reach
    edges = torch.stack([centres[:, 0] - width, centres[:, 0] + width], dim=1)
    slices = torch.searchsorted(nodes[:, 0].contiguous(), edges).tolist()
    total = 0.0
    with one_thread():
        for centre, (low, high) in zip(centres, slices):
            x, w = nodes[low:high] - centre, weights[low:high]
            near = x[:, 1].abs() <= width
            if near.any():
                x, w = x[near], w[near]
                # On a grid a Gaussian is a product, e^{−(a − x₁)²/2σ²}·e^{−(b − x₂)²/2σ²}
                a, b = (-(ticks[:, None] - x.T[:, None]).square() / (2 * sigma**2)).exp()
                p, mean_1, mean_2, square = (
                    (a * each) @ b.T for each in (w, w * x[:, 0], w * x[:, 1], w * x.square().sum(dim=1))
                )
                total += (square - (mean_1.square() + mean_2.square()) / p.clamp(min=1e-300)).sum().item()
    return total * SPACING**2 / (2 * math.pi)
