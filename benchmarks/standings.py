"""The standings of the race: who reached which excess risk, and when."""

from statistics import median

import torch

from dae_helpers import models

from .race import Result
from .report import GREY, LIMIT, ORANGE, OURS, PALE, number, plt, save, spread, table
from .timing import matrix_speed

DEFAULT, DEMO = ("ours", 300), ("seminar demo", 75)
POINTS = 1280  # in a step at the defaults, on average


def show(results: list[Result]) -> str:
    torch.set_num_threads(1)
    small, large = matrix_speed(1024, 64, 64), matrix_speed(2048, 2048, 2048)
    # Each weight is multiplied and added once forward and twice backward, for each point.
    step = 3 * 2 * sum(p.numel() for p in models.DAE().parameters()) * POINTS
    parts = [headline(results), budgets(results, step, small, large)]
    return "\n".join([*parts, plot(results, step / small), everything(results, DEFAULT[1] * step / small)])


def pick(results: list[Result], method: str, effort: int, curve: str, sigma: float) -> list[Result]:
    return [r for r in results if r[:4] == (method, effort, curve, sigma)]


def middle(results: list[Result], *which) -> tuple[float, float]:
    """Median seconds and median excess risk of the trainings picked."""
    picked = pick(results, *which)
    return median(r.seconds for r in picked), median(r.excess for r in picked)


def present(results: list[Result], of: str) -> list:
    """The values of a column that occur, in order of appearance."""
    return list(dict.fromkeys(getattr(r, of) for r in results))


def faster(results: list[Result], method: str, effort: int, curve: str, sigma: float) -> str:
    """Our shortest training with an excess at or below the other's final one, and how much less it takes."""
    seconds, excess = middle(results, method, effort, curve, sigma)
    for n in efforts(results, "ours"):
        our_seconds, our_excess = middle(results, "ours", n, curve, sigma)
        if our_excess <= excess:
            return f"{float(f'{seconds / our_seconds:.2g}'):g}× ({n} steps)"
    return "not reached"


def headline(results: list[Result]) -> str:
    sigmas = present(results, "sigma")
    rows = [
        [f"{rival[0]}, {rival[1]} epochs", curve, *(faster(results, *rival, curve, s) for s in sigmas)]
        for rival in efforts(results, "rivals")
        for curve in present(results, "curve")
    ]
    return table(
        "Time to a rival's final excess risk",
        "How many times faster ours comes to, or below, the excess risk with which a rival ends; in brackets "
        f"the fewest steps that do it, out of {', '.join(map(str, efforts(results, 'ours')))}.",
        ["rival", "curve", *(f"σ = {s}" for s in sigmas)],
        rows,
    )


def efforts(results: list[Result], of: str) -> list:
    """Our numbers of steps; or the rivals that ran, as (method, epochs)."""
    if of == "ours":
        return sorted({r.effort for r in results if r.method == "ours"})
    return sorted({r[:2] for r in results if r.method != "ours"})


def budgets(results: list[Result], step: float, small: float, large: float) -> str:
    rows = []
    for n in efforts(results, "ours"):
        ours = [r for r in results if r[:2] == ("ours", n)]
        per_curve = [spread(r.excess for r in ours if r.curve == c) for c in present(results, "curve")]
        seconds, seeds = median(r.seconds for r in ours), len({r.seed for r in ours})
        rows.append([n, *per_curve, seconds, n * step / small, n * step / large, seeds])
    return table(
        "What more steps buy",
        "Our excess risk (median, min–max over seeds and noise levels) falls with every longer training. "
        "The limit is zero excess in the time that the steps' matrix products would take on one thread: "
        f"{step / 1e6:.3g} million operations a step, at {small / 1e9:.3g} Gflop/s (1024×64 by 64×64) "
        f"or {large / 1e9:.3g} Gflop/s (2048×2048 by 2048×2048).",
        ["steps", *present(results, "curve"), "seconds", "limit, small matrices", "limit, large", "seeds"],
        rows,
    )


def everything(results: list[Result], limit: float) -> str:
    rows = []
    for curve in present(results, "curve"):
        for sigma in present(results, "sigma"):
            demo = {r.seed: r.seconds for r in pick(results, *DEMO, curve, sigma)}
            for which in [DEFAULT, *efforts(results, "rivals")]:
                picked = pick(results, *which, curve, sigma)
                name = f"{which[0]}, {which[1]} {'steps' if which == DEFAULT else 'epochs'}"
                ratio = median(r.seconds / demo[r.seed] for r in picked)
                row = [
                    name,
                    curve,
                    sigma,
                    spread(r.excess for r in picked),
                    spread(r.slopes for r in picked),
                    median(r.seconds for r in picked),
                ]
                rows.append([*row, ratio, len(picked)])
    rows.append(
        [
            f"**limit**, {DEFAULT[1]} steps",
            "any",
            "any",
            0,
            0,
            limit,
            limit / median(r.seconds for r in results if r[:2] == DEMO),
            "",
        ]
    )
    return table(
        "Every method, curve and noise level",
        "Ours at its defaults ends with a small fraction of each rival's excess risk, in less time. "
        "The error of the slopes is that of the Jacobian, √(E‖∇r − ∇r*‖² / E‖∇r*‖²). "
        "Median (min–max) over seeds, everything on one torch thread; seconds are the wall time of the whole "
        "training; the ratio is to the seminar demo's time with the same seed; one training of the toy "
        "diffusion serves all three noise levels.",
        [
            "method",
            "curve",
            "σ",
            "excess risk",
            "error of slopes",
            "seconds",
            "time / seminar demo's",
            "seeds",
        ],
        rows,
    )


def plot(results: list[Result], limit_per_step: float) -> str:
    curves, sigmas = present(results, "curve"), present(results, "sigma")
    size = {"figsize": (3.8 * len(curves), 0.9 + 3.1 * len(sigmas)), "squeeze": False}
    figure, axes = plt.subplots(
        len(sigmas), len(curves), sharex=True, sharey=True, layout="constrained", **size
    )
    looks = {"ours": (OURS, "o"), "seminar demo": (GREY, "s"), "textbook loop": (ORANGE, "^")}
    looks["toy diffusion"] = (PALE, "D")
    for row, sigma in zip(axes, sigmas):
        for ax, curve in zip(row, curves):
            for method, (color, marker) in looks.items():
                here = sorted({r.effort for r in results if r[0] == method})
                seconds, excess = zip(*(middle(results, method, n, curve, sigma) for n in here))
                each = [[r.excess for r in pick(results, method, n, curve, sigma)] for n in here]
                bars = [
                    [e - min(es) for e, es in zip(excess, each)],
                    [max(es) - e for e, es in zip(excess, each)],
                ]
                ax.errorbar(
                    seconds, excess, bars, color=color, marker=marker, ms=6, lw=2, capsize=2, label=method
                )
                if method == "ours":
                    limit = [n * limit_per_step for n in here]
                    ax.plot(
                        limit, excess, color=LIMIT, ls="--", lw=1.2, label="limit: our steps at matrix speed"
                    )
            ax.set(xscale="log", yscale="log", title=f"{curve}, σ = {number(sigma)}")
            ax.grid(alpha=0.25)
    figure.supxlabel("seconds of training, one thread")
    figure.supylabel("excess risk  E‖r − r*‖² / MMSE")
    handles, labels = axes[0, 0].get_legend_handles_labels()
    order = sorted(range(len(labels)), key=lambda i: labels[i].startswith("limit"))
    handles, labels = [handles[i] for i in order], [labels[i] for i in order]
    figure.legend(handles, labels, loc="outside upper center", ncols=5, frameon=False, columnspacing=1.2)
    return save(figure, "race")
