"""How cost grows with each size that a user can choose: slope 1 is proportional, 2 is quadratic."""

from collections.abc import Callable
from functools import partial

import numpy as np
import torch

from dae_helpers import fields, models, training
from dae_helpers.corruption import gaussian
from dae_helpers.manifolds import circle, spiral
from dae_helpers.oracle import PosteriorMean

from .report import GREY, OURS, number, plain, plt, save, table
from .timing import interleaved


def run(quick: bool) -> str:
    torch.set_num_threads(1)
    rows, lines = [], {}
    for name, works in costs(quick).items():
        for work in works.values():
            work()  # once before the watch runs
        seconds = interleaved(works, 1 if quick else 5)
        sizes, times = np.array(list(seconds)), np.array(list(seconds.values()))
        whole, end = slope(sizes, times), slope(sizes[-2:], times[-2:])
        ends = [f"{number(float(times[i]))} at {sizes[i]}" for i in (0, -1)]
        rows.append([name, *ends, whole, end])
        lines[name] = sizes, times, whole
        print(f"scaling: {name}: slope {whole:.2f}", flush=True)
    text = table(
        "How cost grows",
        "Slope 1 means in proportion; a slope below it shows the fixed cost of a step, a slope above it "
        "matrices that grow with the width's square or outgrow the cache. Median seconds at the least and "
        "the greatest size; slope of log time over all sizes and between the two largest; one thread.",
        ["size", "seconds at the least", "seconds at the greatest", "slope", "slope at the large end"],
        rows,
    )
    return text + "\n" + plot(lines)


def costs(quick: bool) -> dict[str, dict[int, Callable]]:
    """{what grows: {size: the work at that size}}."""
    curve = spiral()
    sides = (25, 100) if quick else (25, 50, 100, 200, 400)
    levels = (0.1, 0.02) if quick else (0.1, 0.05, 0.02, 0.01, 0.005)
    widths = (32, 128) if quick else (16, 32, 64, 128, 256)
    batches = (128, 1024) if quick else (64, 128, 256, 512, 1024, 2048, 4096)
    curves = (1, 2) if quick else (1, 2, 4, 8)
    x = gaussian(curve.sample(5000), 0.1)
    best = {sigma: PosteriorMean(curve, sigma) for sigma in levels}
    return {
        "grid points, DAE": {n * n: partial(fields.on_grid, models.DAE(), n=n) for n in sides},
        "grid points, oracle": {n * n: partial(fields.on_grid, best[0.1], n=n) for n in sides},
        "oracle's nodes (5000 points)": {len(best[s].nodes): partial(best[s], x) for s in levels},
        "hidden width (50 steps)": {n: partial(train, hidden=(n, n, n)) for n in widths},
        "batch size (50 steps)": {n: partial(train, batch=n) for n in batches},
        "curves, one by one (50 steps each)": {n: partial(train, curves=n) for n in curves},
    }


def train(hidden=(64, 48, 48, 48), batch: int = 2048, curves: int = 1):
    for seed in range(curves):
        model = models.DAE(hidden, seed)
        for _ in training.steps(model, circle(), 0.1, n_steps=50, batch=batch, seed=seed):
            pass


def slope(sizes: np.ndarray, times: np.ndarray) -> float:
    return float(np.polyfit(np.log(sizes), np.log(times), 1)[0])


def plot(lines: dict) -> str:
    figure, axes = plt.subplots(2, 3, figsize=(12, 7), layout="constrained")
    for ax, (name, (sizes, times, whole)) in zip(axes.flat, lines.items()):
        ax.plot(sizes, times, color=OURS, marker="o", lw=2, label=f"measured, slope {whole:.2f}")
        power = 2 if "width" in name else 1
        proportional = times[-1] * (sizes / sizes[-1]) ** power
        ax.plot(sizes, proportional, color=GREY, ls="--", lw=1.2, label=f"slope {power}")
        ax.set(xscale="log", yscale="log", xlabel=name, ylabel="seconds")
        ax.set_ylim(times.min() / 3, times.max() * 2)
        plain(ax.xaxis, sizes), plain(ax.yaxis)
        ax.tick_params(axis="x", labelsize=9)
        ax.legend(frameon=False, fontsize=10), ax.grid(alpha=0.25)
    return save(figure, "scaling")
