"""The code as a coordinate: all over the plane, and along the manifold."""

from itertools import chain

import torch
from matplotlib.patches import FancyBboxPatch
from torch import Tensor, nn

from .. import plots
from ..corruption import gaussian
from ..oracle import excess_risk
from ..palette import CLEAN, LEARNED, NOISY
from ..stage.pictures import Shown
from ..training import Runs
from .networks import CodeDAE


@plots.style.settings()
def architecture(model: CodeDAE, x_noisy: Tensor) -> Shown:
    """The network as a drawing, with the shapes that a batch x̃ (n, 2) really has on its way."""
    shapes, x = [tuple(x_noisy.shape)], x_noisy
    for layer in chain(model.encoder, model.decoder):
        x = layer(x)
        if isinstance(layer, nn.Linear):
            shapes.append(tuple(x.shape))
    fig, (ax,) = plots.figure(1, width=plots.WIDE, height=2.2)
    ax.set(xlim=(-0.6, len(shapes) - 0.4), ylim=(-1.5, 1.7))
    ax.set_axis_off()
    middle, last = len(shapes) // 2, len(shapes) - 1
    for k, (_, size) in enumerate(shapes):
        half, color = 0.15 + 0.85 * size / 64, {0: NOISY, middle: CLEAN}.get(k, LEARNED)
        ax.add_patch(FancyBboxPatch((k - 0.13, -half), 0.26, 2 * half, "round,pad=0.03", fc=color, ec="none"))
        ax.text(k, -1.35, str(shapes[k]), ha="center", va="center", fontsize=12)
    for k in range(last):
        ax.annotate("", (k + 0.8, 0), (k + 0.2, 0), arrowprops={"arrowstyle": "-|>", "color": "0.4"})
    names = ["x̃", "encoder e", "code y", "decoder g", "r(x̃)"]
    for k, name in zip((0, middle / 2, middle, 1.5 * middle, last), names):
        ax.text(k, 1.4, name, ha="center", va="center", fontsize=12)
    return fig, f"The shapes of a batch on its way: {' → '.join(map(str, shapes))}."


def share(values: Tensor) -> Tensor:
    """The ranks of values (n,), as shares of the way from the least to the largest."""
    return values.argsort(stable=True).argsort() / (len(values) - 1)


def order(values: Tensor) -> float:
    """How steadily values (n,), listed along a curve, rise or fall: |rank correlation|, 0 to 1."""
    along = torch.arange(len(values))
    return torch.corrcoef(torch.stack([share(values), share(along)]))[0, 1].abs().item()


def rivals(x: Tensor) -> dict[str, Tensor]:
    """Two coordinates of points (n, 2) that need no network: PCA's first axis, and the polar angle."""
    centred = x - x.mean(dim=0)
    axis = torch.linalg.eigh(centred.T @ centred).eigenvectors[:, -1]
    angle = torch.atan2(x[:, 1].round(decimals=4) + 0.0, x[:, 0])  # + 0.0, lest there be a -0.0
    return {"PCA": centred @ axis, "angle": angle}


@plots.style.settings()
@torch.no_grad()
def along(runs: Runs) -> Shown:
    """The plane, coloured by each place's code, and how code, PCA and polar angle run along the curve."""
    fig, axes = plots.figure(len(runs), height=6.6, ratios=(1.25, 1))
    ticks, told = torch.linspace(-1.6, 1.6, 321), []
    grid = torch.cartesian_prod(ticks, ticks)
    for above, below, (name, run) in zip(axes, axes[len(runs) :], runs.items()):
        ranks = share(run.model.code(grid)[:, 0]).view(321, 321).T.numpy()
        plots.plane(above, title=name)
        above.imshow(ranks, extent=(-1.6, 1.6) * 2, origin="lower", cmap="viridis", alpha=0.55, zorder=0)
        plots.manifold(run.curve, above, lw=3)
        x_noisy = gaussian(run.curve.sample(6000, seed=1), run.sigma, seed=2)
        plots.points(run.model(x_noisy), above, LEARNED, size=3, zorder=4)
        x = run.curve.points(2000)
        found = {"code": run.model.code(x)[:, 0], **rivals(x)}
        for (which, values), style in zip(found.items(), ["-", "--", ":"]):
            color = LEARNED if which == "code" else "0.45"
            below.plot(
                torch.linspace(0, 1, 2000).numpy(), share(values).numpy(), style, color=color, label=which
            )
        plots.graph(below, "place on the curve", "rank" if above is axes[0] else "")
        risk = excess_risk(run.model, run.curve, run.sigma)
        told.append(f"{name} {', '.join(f'{order(v):.2f}' for v in found.values())}; excess risk {risk:.2%}")
    axes[len(runs)].legend(frameon=False, fontsize=11)
    return fig, (
        "Colour: the rank of the code at each place; violet: what the network makes of noisy points. Rank "
        f"correlation of code, PCA and polar angle with the arc length: {'. '.join(told)}."
    )
