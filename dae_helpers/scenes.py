"""The lesson's pictures with settings, each of which says in words what it shows."""

import math
from collections.abc import Sequence

import torch
from matplotlib.patches import Rectangle
from matplotlib.ticker import NullLocator

from . import arguments, fields, plots, quick
from .corruption import gaussian, masking, salt_and_pepper
from .fields import Field
from .manifolds import BY_NAME, circle
from .pictures import Scene
from .training import Run, Runs

KINDS = ("gaussian", "masking", "salt and pepper")
SHOWN = ("learned", "exact", "error")


def zoom() -> Scene:
    """Settings: magnification ≥ 1. A small enough piece of the circle looks like its tangent."""
    fig, (whole, view) = plots.figure(2)
    plots.manifold(circle(), plots.plane(whole, title="the circle"))
    view.set(xlim=(-1, 1), ylim=(-1, 1), aspect="equal", xticks=[], yticks=[], title="under the magnifier")
    frame = whole.add_patch(
        Rectangle((0, 0), 1, 1, fill=False, ec=plots.NOISY, lw=1.5, zorder=4, animated=True)
    )
    (tangent,) = view.plot([], [], "--", color=plots.LEARNED, lw=1.5, label="tangent", animated=True)
    (arc,) = view.plot([], [], color=plots.TRUTH, lw=2.5, label="circle", animated=True)
    view.legend(loc="lower left", frameon=False)
    here = math.radians(60)

    def draw(magnification: float) -> str:
        half = 1.5 / arguments.number("magnification", magnification, least=1)
        x, y = math.cos(here), math.sin(here)
        frame.set(xy=(x - half, y - half), width=2 * half, height=2 * half)
        t = torch.linspace(-1, 1, 401) * min(math.pi, 3 * half)
        arc.set_data((((t + here).cos() - x) / half).numpy(), (((t + here).sin() - y) / half).numpy())
        tangent.set_data((t * -y / half).numpy(), (t * x / half).numpy())
        bend = (1 - math.cos(half)) / half
        return (
            f"Magnified {magnification:.3g} times, the view is {2 * half:.2g} wide. At its edge the circle "
            f"has left the tangent by {bend:.2%} of the distance from the middle."
        )

    return Scene(fig, draw)


def corruption() -> Scene:
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


def vector_field(runs: Runs) -> Scene:
    """Settings: curve, a key of runs; sigma; n, arrows to a side; shown, one of SHOWN; own, a Run or None.

    runs: one trained ConditionalDAE for each curve; own: shown in its place at that run's curve and σ.
    """
    fig, (ax,) = plots.figure(1, width=6, height=5.2)
    plots.plane(ax)
    (noisy,) = ax.plot([], [], ".", ms=2.5, color=plots.NOISY, alpha=0.5, animated=True)
    (truth,) = ax.plot([], [], color=plots.TRUTH, lw=1, zorder=3, animated=True)
    arrows = plots.field(Field(torch.zeros(1, 2), torch.zeros(1, 2)), ax=ax, animated=True)
    plots.colorbar(arrows, ax)

    def draw(curve: str, sigma: float, n: int, shown: str, own: Run | None = None) -> str:
        nonlocal arrows
        run = runs[arguments.one_of("curve", curve, runs)]
        fits = own and (own.curve, own.sigma) == (run.curve, sigma)
        r = own.model if fits else run.model.at(sigma)
        drawn = fields.on_grid(r if shown != "exact" else quick.posterior_mean(run.curve, sigma), n=n)
        if arguments.one_of("shown", shown, SHOWN) == "error":
            exact = fields.on_grid(quick.posterior_mean(run.curve, sigma), n=n)
            drawn = Field(drawn.points, drawn.arrows - exact.arrows)
        if len(arrows.U) != n * n:
            arrows.remove()
            arrows = plots.field(drawn, ax=ax, animated=True)
        else:
            plots.turn(arrows, drawn)
        x_noisy = gaussian(run.curve.sample(1000), sigma)
        noisy.set_data(*x_noisy.T.numpy())
        truth.set_data(*run.curve.vertices[::128].T.numpy())
        with torch.no_grad():
            typical = (r(x_noisy) - x_noisy).norm(dim=1).mean().item()
        excess = quick.excess_risk(r, run.curve, sigma)
        return (
            f"The {curve} at σ = {sigma:.3g}, {shown}, {n} × {n} arrows. From corrupted points the learned "
            f"arrows are {typical:.3f} long on average; excess risk about {quick.about(excess)}."
        )

    return Scene(fig, draw, still=("curve",))


def film(run: Run) -> Scene:
    """Settings: frame, from 0 to the number of the run's snapshots − 1. The field and the loss, together."""
    steps, size = sorted(run.snapshots), 21
    shots = [fields.on_grid(run.snapshots[step], n=size) for step in steps]
    risks = [quick.excess_risk(run.snapshots[step], run.curve, run.sigma) for step in steps]
    fig, (left, right) = plots.figure(2)
    plots.plane(left)
    arrows = plots.field(shots[0], ax=left, animated=True)
    plots.manifold(run.curve, left, lw=1, animated=True)
    plots.loss(run, right)
    (now,) = right.plot([], [], "o", ms=9, color=plots.NOISY, mec="white", zorder=5, animated=True)

    def draw(frame: int) -> str:
        if arguments.count("frame", frame, least=0) >= len(steps):
            raise ValueError(f"frame must be below {len(steps)}, got {frame!r}")
        step = steps[frame]
        plots.turn(arrows, shots[frame])
        loss = run.loss[max(0, step - 25) : max(1, step)].median().item()
        now.set_data([max(1, step)], [loss])
        return (
            f"After {step} steps: loss {loss:.3g}, which is {loss / run.floor:.2f} times its floor; "
            f"excess risk about {quick.about(risks[frame])}."
        )

    return Scene(fig, draw)


def descent() -> Scene:
    """Settings: losses, one for each step so far; floor. The loss of a training that is under way."""
    fig, (ax,) = plots.figure(1, width=6, height=1.9)
    (line,) = ax.plot([], [], color=plots.LEARNED, lw=1, animated=True)
    ax.axhline(1, color=plots.TRUTH, ls="--", lw=1.2)
    ax.set(xlabel="training step", ylabel="loss / floor", yscale="log", xlim=(0, 600), ylim=(0.7, 20))
    ax.set_yticks([1, 2, 5, 10], labels=["1", "2", "5", "10"], minor=False)
    ax.yaxis.set_minor_locator(NullLocator())

    def draw(losses: Sequence[float], floor: float) -> str:
        line.set_data(range(1, len(losses) + 1), [loss / floor for loss in losses])
        recent = losses[-25:]
        return f"Step {len(losses)}: the loss is {sum(recent) / len(recent) / floor:.3f} times its floor."

    return Scene(fig, draw)


def compare(runs: Runs) -> Scene:
    """Settings: sigma. The learned fields of all the curves side by side."""
    fig, axes = plots.figure(len(runs), width=3.6, height=3.8)
    arrows, noisy = {}, {}
    for ax, (name, run) in zip(axes, runs.items()):
        (noisy[name],) = ax.plot([], [], ".", ms=2.5, color=plots.NOISY, alpha=0.5, animated=True)
        here = fields.on_grid(lambda x: x, n=19)
        arrows[name] = plots.field(here, ax=plots.plane(ax, title=name), animated=True)
        plots.manifold(run.curve, ax, lw=1, animated=True)

    def draw(sigma: float) -> str:
        risks = []
        for name, run in runs.items():
            r = run.model.at(sigma)
            plots.turn(arrows[name], fields.on_grid(r, n=19))
            noisy[name].set_data(*gaussian(run.curve.sample(300), sigma).T.numpy())
            risks.append(f"{name} {quick.about(quick.excess_risk(r, run.curve, sigma))}")
        return (
            f"One network for each curve, asked for σ = {sigma:.3g}. Excess risk, about: {', '.join(risks)}."
        )

    return Scene(fig, draw)
