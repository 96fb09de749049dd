"""Corrupted points, and where one of them can have come from."""

import torch

from .. import arguments, plots
from ..corruption import gaussian, masking, salt_and_pepper
from ..manifolds import BY_NAME
from ..stage.controls import Explorer, choice, log_slider
from ..stage.pictures import Scene

KINDS = ("gaussian", "masking", "salt and pepper")


def scene() -> Scene:
    """Settings: curve, a name; kind, one of KINDS; noise: σ, or the probability that a coordinate is hit.

    Left the corrupted points; right one of them, and where on the curve it can have come from.
    """
    curves = {name: make() for name, make in BY_NAME.items()}
    fig, (left, right) = plots.figure(2)
    plots.plane(left, 1.8, "clean and corrupted points")
    plots.plane(right, 1.8, "where can this point have come from?")
    (clean,) = left.plot([], [], ".", ms=3, color=plots.CLEAN)
    (noisy,) = left.plot([], [], ".", ms=3, color=plots.NOISY, animated=True)
    (truth,) = right.plot([], [], color=plots.TRUTH, lw=0.8)
    glow = right.scatter([], [], s=40, c=[], cmap=plots.GLOW, vmin=0, vmax=1, animated=True, zorder=3.5)
    (marked,) = right.plot([], [], "o", ms=9, color=plots.NOISY, mec="white", animated=True, zorder=5)

    def draw(curve: str, kind: str, noise: float) -> str:
        path = curves[arguments.one_of("curve", curve, curves)]
        x, nodes = path.sample(1000), path.points(1000)
        origin = nodes[420]
        if arguments.one_of("kind", kind, KINDS) == "gaussian":
            arguments.positive("noise", noise)
            x_noisy, seen = gaussian(x, noise), origin + noise * torch.tensor([0.9, -1.2])
            # p(x | x̃) ∝ exp(−‖x̃ − x‖²/2σ²) on the curve
            p = (-(seen - nodes).square().sum(dim=1) / (2 * noise**2)).softmax(dim=0)
        else:  # the first coordinate is lost; the second, kept, tells all that is known
            arguments.number("noise", noise, least=0, most=1)
            x_noisy = masking(x, noise) if kind == "masking" else salt_and_pepper(x, noise)
            seen = torch.stack([torch.tensor(0.0 if kind == "masking" else 1.5), origin[1]])
            p = (-((origin[1] - nodes[:, 1]) ** 2) / (2 * 0.02**2)).softmax(dim=0)
        for line, at in [(clean, x), (noisy, x_noisy), (truth, path.vertices[::128])]:
            line.set_data(*at.T.numpy())
        marked.set_data(*seen.unsqueeze(1).numpy())
        glow.set_offsets(nodes.numpy())
        glow.set_array((p / p.max()).numpy())
        likely = (p.sort(descending=True).values.cumsum(0) < 0.95).float().mean().item()
        moved = (x_noisy - x).norm(dim=1).mean().item()
        return (
            f"{kind.capitalize()} noise of strength {noise:.2g} moves a point of the {curve} by {moved:.2f} "
            f"on average. The marked point came, with 95% probability, from {likely:.0%} of the curve."
        )

    return Scene(fig, draw, still=("curve",))


def explorer() -> Explorer:
    """Corrupt the points of a curve, and ask where one of them can have come from."""
    return Explorer(
        "corruption",
        scene(),
        curve=choice("curve", "The curve on which the clean points lie", BY_NAME, "circle"),
        kind=choice("corruption", "What is done to the points", KINDS, "gaussian"),
        noise=log_slider("noise", "σ, or the probability that a coordinate is hit", 0.01, 1, 0.1),
    )
