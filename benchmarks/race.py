"""The race: excess risk and slopes against seconds of training, ours beside three rivals, on one thread."""

import time
from functools import partial
from typing import NamedTuple

import torch

from dae_helpers import corruption, fields, manifolds, models, training
from dae_helpers.lesson import TRAINED_ON
from dae_helpers.oracle import best, excess_risk

from . import rivals
from .timing import checkpoints, timed

SIGMAS = (0.05, 0.1, 0.2)
STEPS = (25, 50, 100, 200, 300, 600)


class Result(NamedTuple):
    """One training: effort is its number of steps (ours) or epochs (the rivals); slopes: see slope_error."""

    method: str
    effort: int
    curve: str
    sigma: float
    seed: int
    seconds: float
    excess: float
    slopes: float


def run(quick: bool) -> list[Result]:
    """All trainings, one seed after another."""
    torch.set_num_threads(1)
    training.fit(models.DAE(), manifolds.line(), n_steps=20, progress=False)  # torch loads Adam only now
    return [result for seed in range(1 if quick else 5) for result in one_seed(seed, quick)]


def one_seed(seed: int, quick: bool) -> list[Result]:
    """Every training of one seed, the methods taking turns. The slow ones run for the first seeds only."""
    steps = [50, 300] if quick else STEPS if seed < 2 else [300]
    textbook = [75, 300] if seed < 1 and not quick else [75] if seed < 3 else []
    diffusion = [150] if quick else [500, 1500] if seed < 1 else [500] if seed < 2 else []
    results = []
    for name in TRAINED_ON:
        curve, start = manifolds.CURVES[name](), time.perf_counter()
        for sigma in (0.1,) if quick else SIGMAS:
            add = partial(record, results, curve, sigma, seed)
            for n in steps:
                model = models.DAE(seed=seed)
                fit = partial(training.fit, model, curve, sigma, n, seed, progress=False)
                add("ours", n, timed(fit)[0], model)
            for epoch, seconds, model in checkpoints(rivals.seminar_demo(curve, sigma, seed), [75]):
                add("seminar demo", epoch, seconds, model)
            if textbook:
                for epoch, seconds, model in checkpoints(rivals.textbook_loop(curve, sigma, seed), textbook):
                    add("textbook loop", epoch, seconds, model)
        if diffusion:
            for epoch, seconds, model in checkpoints(rivals.toy_diffusion(curve, seed), diffusion):
                for sigma in (0.1,) if quick else SIGMAS:
                    r = partial(model.denoise, sigma=sigma)
                    record(results, curve, sigma, seed, "toy diffusion", epoch, seconds, r)
        print(f"race: seed {seed}, {curve.name}: {time.perf_counter() - start:.0f} s", flush=True)
    return results


def record(results: list, curve, sigma: float, seed: int, method: str, effort: int, seconds: float, r):
    errors = excess_risk(r, curve, sigma), slope_error(r, curve, sigma)
    results.append(Result(method, effort, curve.name, sigma, seed, seconds, *errors))


def slope_error(r, curve, sigma: float) -> float:
    """√(E‖∇r − ∇r*‖² / E‖∇r*‖²), at 4096 corrupted points."""
    _, x_noisy, _ = next(corruption.pairs(curve, sigma, 4096))
    exact = best(curve, sigma).covariance(x_noisy) / sigma**2
    return ((fields.jacobian(r, x_noisy) - exact).norm() / exact.norm()).item()
