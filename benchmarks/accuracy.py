"""How good the maps become that the race leaves out: one network for every σ, and curves drawn by hand."""

from collections.abc import Callable
from functools import partial
from itertools import cycle
from statistics import mean

import torch

from dae_helpers import manifolds, models, training
from dae_helpers.lesson import TRAINED_ON
from dae_helpers.oracle import excess_risk

from .report import OURS, plain, plt, save, spread, table
from .timing import timed

LEVELS = (0.02, 0.03, 0.05, 0.1, 0.2, 0.3, 0.5)


def every_level(quick: bool) -> str:
    """ConditionalDAE, trained once for all noise levels from 0.02 to 0.5."""
    torch.set_num_threads(1)
    rows, excess = [], {}
    for name in TRAINED_ON[-1 if quick else 0 :]:
        curve, seconds, runs = manifolds.CURVES[name](), [], []
        for seed in range(1 if quick else 3):
            model = models.ConditionalDAE(seed=seed)
            fit = partial(training.fit, model, curve, (0.02, 0.5), seed=seed, progress=False)
            seconds.append(timed(fit)[0])
            runs.append([excess_risk(model.at(s), curve, s) for s in LEVELS])
            print(f"every level: {name}, seed {seed}: {seconds[-1]:.2g} s", flush=True)
        excess[name] = torch.tensor(runs)
        rows.append([name, spread(map(max, runs)), spread(map(mean, runs)), spread(seconds), len(runs)])
    see = (
        "One ConditionalDAE, trained once with fit(cond, curve, (0.02, 0.5)), is close to the exact answer "
        f"at each of σ = {', '.join(map(str, LEVELS))}: median (min–max) over seeds, one thread."
    )
    head = ["curve", "worst excess risk", "mean excess risk", "seconds", "seeds"]
    return table("One network for every noise level", see, head, rows) + "\n" + plot(excess)


def plot(excess: dict[str, torch.Tensor]) -> str:
    figure, ax = plt.subplots(figsize=(6.5, 4.2), layout="constrained")
    looks = cycle([("s", ":"), ("o", "--"), ("D", "-")])
    for (name, runs), (marker, ls) in zip(excess.items(), looks):
        ax.plot(LEVELS, runs.median(dim=0).values, color=OURS, marker=marker, ls=ls, lw=2, label=name)
        ax.fill_between(LEVELS, runs.amin(dim=0), runs.amax(dim=0), color=OURS, alpha=0.15, lw=0)
    ax.set(xscale="log", yscale="log", xlabel="noise level σ", ylabel="excess risk  E‖r − r*‖² / MMSE")
    plain(ax.xaxis, LEVELS), plain(ax.yaxis)
    ax.set_title("One ConditionalDAE for every noise level", fontsize=12)
    ax.legend(frameon=False), ax.grid(alpha=0.25)
    return save(figure, "every_level")


def by_hand(quick: bool) -> str:
    """DAE at its defaults on curves through points: one that crosses itself, one with corners."""
    torch.set_num_threads(1)
    drawn: dict[str, Callable] = {"figure eight, 12 points": figure_eight, "square, 80 points": square}
    rows = []
    for name, points in drawn.items():
        curve, seconds, excess = manifolds.through(points(), closed=True, name=name), [], []
        for seed in range(1 if quick else 5):
            model = models.DAE(seed=seed)
            seconds.append(timed(partial(training.fit, model, curve, seed=seed, progress=False))[0])
            excess.append(excess_risk(model, curve, 0.1))
        print(f"by hand: {name}: {mean(seconds):.2g} s each", flush=True)
        rows.append([name, spread(excess), spread(seconds), len(excess)])
    return table(
        "Curves drawn by hand",
        "A crossing and corners cost accuracy, not time: through(points, closed=True), σ = 0.1, defaults, "
        "median (min–max) over seeds, one thread.",
        ["curve", "excess risk", "seconds", "seeds"],
        rows,
    )


def figure_eight() -> torch.Tensor:
    t = 2 * torch.pi * torch.arange(12) / 12
    wobble = 0.03 * torch.randn(12, 2, generator=torch.Generator().manual_seed(0))
    return torch.stack([t.sin(), (2 * t).sin() * 0.7], dim=1) + wobble


def square() -> torch.Tensor:
    side = torch.linspace(-1, 1, 21)[:-1]
    one = torch.ones(20)
    corners = [(side, -one), (one, side), (-side, one), (-one, -side)]
    return torch.cat([torch.stack(xy, dim=1) for xy in corners])
