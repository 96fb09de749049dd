"""Whether the exact answer is exact, and what it costs."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import torch
from torch import Tensor

from dae_helpers import manifolds
from dae_helpers.corruption import gaussian
from dae_helpers.manifolds import Curve
from dae_helpers.oracle import PosteriorMean

from .report import LIMIT, ORANGE, OURS, plain, plt, save, table
from .timing import fresh_process, interleaved

SIGMAS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0)
PEAK = """
import torch
from benchmarks.timing import peak_megabytes
from dae_helpers import corruption, manifolds, oracle
torch.set_num_threads(1)
curve = manifolds.spiral()
x = corruption.gaussian(curve.sample(10_000), {sigma})
oracle.PosteriorMean(curve, {sigma})(x[:10])
before = peak_megabytes()
oracle.PosteriorMean(curve, {sigma})(x)
print(peak_megabytes() - before)
"""


def run(quick: bool) -> str:
    torch.set_num_threads(1)
    sigmas, tries = ((0.05, 0.5), 1) if quick else (SIGMAS, 2)
    circle, spiral = manifolds.circle(), manifolds.spiral()
    on_circle, on_spiral, within, milliseconds = [], [], [], []
    for sigma in sigmas:
        x = grid(200)
        gap = PosteriorMean(circle, sigma)(x) - circle_formula(x, sigma)
        on_circle.append(gap.norm(dim=1).max().item())
        x = grid(60)
        gap = (PosteriorMean(spiral, sigma)(x) - spiral_ten_times_finer(sigma, x)).norm(dim=1)
        on_spiral.append(gap.max().item())
        within.append(gap[x.abs().amax(dim=1) <= 1.6].max().item())
        milliseconds.append(time(spiral, sigma))
        print(f"oracle: σ = {sigma}: errors {on_circle[-1]:.1e} and {on_spiral[-1]:.1e}", flush=True)
    with ThreadPoolExecutor(2) as pool:
        codes = [PEAK.format(sigma=sigma) for sigma in sigmas]
        memory = [max(runs)[0] for runs in zip(*(pool.map(fresh_process, codes) for _ in range(tries)))]
    nodes = [len(PosteriorMean(spiral, s).nodes) for s in sigmas]
    rows = zip(sigmas, on_circle, on_spiral, within, nodes, memory, milliseconds)
    text = table(
        "The exact answer",
        "The largest error of the posterior mean on a grid over [−3, 3]², against Bessel functions on the "
        "circle and ten times finer quadrature of the spiral's formula, is greatest at small σ far from it. "
        "Its cost is that of 10 000 corrupted points of the spiral: milliseconds, and MB of extra memory "
        f"(the greatest of {tries} fresh processes).",
        [
            "σ",
            "error, circle",
            "error, spiral",
            "error, spiral, [−1.6, 1.6]²",
            "nodes",
            "extra MB",
            "ms",
        ],
        rows,
    )
    return text + "\n" + plot(sigmas, on_circle, on_spiral, milliseconds)


def grid(n: int) -> Tensor:
    """n × n points over [−3, 3]² in float64; n is even, so that the origin isn't one of them."""
    ticks = torch.linspace(-3, 3, n, dtype=torch.float64)
    return torch.cartesian_prod(ticks, ticks)


def circle_formula(x: Tensor, sigma: float) -> Tensor:
    """r*(x) = I₁(κ)/I₀(κ) · x/‖x‖ with κ = ‖x‖/σ², on the circle of radius 1."""
    radius = x.norm(dim=1, keepdim=True)
    kappa = radius / sigma**2
    return torch.special.i1e(kappa) / torch.special.i0e(kappa) * x / radius


def spiral_ten_times_finer(sigma: float, x: Tensor) -> Tensor:
    """The posterior mean on spiral(turns=2) from its formula, with about ten times the oracle's nodes.

    Eight Gauss–Legendre nodes a panel. Half of the panels crowd at the ends, down to slivers: there lies
    all of the posterior of a far point.
    """
    panels = 10 * len(PosteriorMean(manifolds.spiral(), sigma).nodes) // 8
    edges = torch.linspace(0, 1, panels // 2 + 1, dtype=torch.float64)
    crowd = edges[1] * torch.logspace(-7, 0, panels // 4 + 1, dtype=torch.float64)[:-1]
    edges = torch.cat([edges[:1], crowd, edges[1:-1], 1 - crowd.flip(0), edges[-1:]])
    gauss, weights = (torch.from_numpy(a) for a in np.polynomial.legendre.leggauss(8))
    half = edges.diff().unsqueeze(1) / 2
    t = (edges[:-1].unsqueeze(1) + half * (1 + gauss)).flatten()
    radius, angle = 0.25 + t, 4 * torch.pi * t
    nodes = torch.stack([radius * angle.cos(), radius * angle.sin()], dim=1)
    speed = (1 + (4 * torch.pi * radius) ** 2).sqrt()
    log_weights = ((half * weights).flatten() * speed).log()
    means = []
    for block in x.split(max(1, 10**6 // len(nodes))):
        squares = (block[:, None] - nodes).square().sum(dim=2)
        means.append((log_weights - squares / (2 * sigma**2)).softmax(dim=1) @ nodes)
    return torch.cat(means)


def time(curve: Curve, sigma: float) -> float:
    """Milliseconds for 10 000 corrupted points, nodes and all."""
    x = gaussian(curve.sample(10_000), sigma)
    return 1000 * interleaved({"": lambda: PosteriorMean(curve, sigma)(x)}, 5)[""]


def plot(sigmas, on_circle, on_spiral, milliseconds) -> str:
    figure, (left, right) = plt.subplots(1, 2, figsize=(10.5, 4.2), layout="constrained")
    left.plot(sigmas, on_circle, color=ORANGE, marker="o", lw=2, label="circle, against Bessel functions")
    left.plot(sigmas, on_spiral, color=OURS, marker="D", lw=2, label="spiral, against 10× finer quadrature")
    left.axhline(1e-5, color=LIMIT, ls="--", lw=1.2, label="the claim: 1e-5")
    left.set(ylabel="largest error on [−3, 3]²", title="error")
    right.plot(sigmas, milliseconds, color=OURS, marker="D", lw=2)
    right.set(ylabel="ms for 10 000 points, spiral", title="time", ylim=(1, 2 * max(milliseconds)))
    for ax in (left, right):
        ax.set(xscale="log", yscale="log", xlabel="noise level σ")
        plain(ax.xaxis, sigmas)
        ax.grid(alpha=0.25)
    left.legend(frameon=False, fontsize=10)
    plain(right.yaxis)
    left.set_ylim(top=1e-2)
    return save(figure, "oracle")
