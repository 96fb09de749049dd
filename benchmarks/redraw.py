"""How long the kernel needs for a new picture when a slider moves."""

from functools import partial
from statistics import median, quantiles

from dae_helpers import manifolds, models, sampling, training
from dae_helpers.lesson import TRAINED_ON, corruption, falling, field, film, paths, side_by_side, zoom

from .report import table
from .timing import timed


def run(quick: bool) -> str:
    curves = [manifolds.CURVES[name]() for name in TRAINED_ON]
    runs = {
        curve.name: training.fit(models.ConditionalDAE(), curve, (0.02, 0.5), n_steps=100, progress=False)
        for curve in curves
    }
    run = training.fit(models.DAE(), manifolds.spiral(), n_steps=100, progress=False)
    moves = 10 if quick else 50
    spiral, levels = runs["spiral"].curve, sampling.levels(0.5, 0.02)
    walk = sampling.annealed(runs["spiral"].model.at, levels, spiral.sample(1000))
    sigmas = [0.02 * 25 ** (k / moves) for k in range(moves)]
    shown = {"curve": "spiral", "shown": "learned"}
    series = {
        "zoom": (zoom.scene(), [{"magnification": 10 * s / 0.02} for s in sigmas]),
        "corruption": (
            corruption.scene(),
            [{"curve": "spiral", "kind": "gaussian", "noise": s} for s in sigmas],
        ),
        "field": (
            field.scene(runs, lambda name, sigma: runs[name].model.at(sigma)),
            [shown | {"sigma": s} for s in sigmas],
        ),
        "film": (film.scene(run), [{"frame": k % len(run.snapshots)} for k in range(moves)]),
        "paths": (
            paths.scene(runs),
            [{"curve": "spiral", "sigma": s, "start": paths.STARTS[0]} for s in sigmas],
        ),
        "side by side": (side_by_side.scene(runs), [{"sigma": s} for s in sigmas]),
        "falling, 2 × 1000 points": (
            falling.scene(spiral, levels, {"learned": walk, "again": walk}),
            [{"step": 4 * k} for k in range(moves)],
        ),
    }
    rows = []
    for name, (scene, settings) in series.items():
        scene.png(**settings[0])  # draws what stands still
        new, again = (
            [1000 * timed(partial(scene.png, **each))[0] for each in settings[1:]] for _ in range(2)
        )
        size = len(scene.png(**settings[-1])[0]) / 1024
        rows.append([name, median(new), quantiles(new, n=10)[-1], median(again), size])
        print(f"redraw: {name}: {rows[-1][1]:.0f} ms", flush=True)
    return table(
        "An explorer's redraw",
        "The kernel's part of a slider's move, from new setting to PNG, is a fraction of the tenth of a "
        f"second that feels instant: milliseconds over {moves - 1} moves, to settings not met before and "
        "to the same once more.",
        ["explorer", "new, median", "new, 90th percentile", "again, median", "KiB"],
        rows,
    )
