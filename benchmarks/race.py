"""Excess risk, error of slopes and seconds of a training at its defaults, beside the usual seminar demo."""

from functools import partial
from itertools import pairwise
from statistics import median

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset

from dae_helpers import corruption, fields, manifolds, models, training
from dae_helpers.lesson import TRAINED_ON
from dae_helpers.oracle import best, excess_risk

from .report import spread, table
from .timing import timed

SIGMA = 0.1


def run(quick: bool) -> str:
    """Both methods on each curve, in turn, on one thread."""
    torch.set_num_threads(1)
    training.fit(models.DAE(), manifolds.line(), n_steps=20, progress=False)  # torch loads Adam only now
    rows = []
    for name in TRAINED_ON:
        curve, found = manifolds.CURVES[name](), {"training.fit": [], "seminar demo, 75 epochs": []}
        for seed in range(1 if quick else 5):
            for method, train in zip(found, (ours, seminar_demo)):
                seconds, r = timed(partial(train, curve, seed))
                found[method].append((excess_risk(r, curve, SIGMA), slope_error(r, curve, SIGMA), seconds))
        rows += [[method, name, *map(spread, zip(*each)), len(each)] for method, each in found.items()]
        print(f"race: {name}: {median(each[2] for each in found['training.fit']):.2g} s", flush=True)
    return table(
        "The defaults, and the seminar demo",
        f"σ = {SIGMA}, one thread; median (min–max) over seeds. Excess risk is E‖r − r*‖² / MMSE: 0 is the "
        "exact posterior mean. The error of slopes is that of the Jacobian, √(E‖∇r − ∇r*‖² / E‖∇r*‖²).",
        ["method", "curve", "excess risk", "error of slopes", "seconds", "seeds"],
        rows,
    )


def ours(curve: manifolds.Curve, seed: int) -> nn.Module:
    model = models.DAE(seed=seed)
    training.fit(model, curve, SIGMA, seed=seed, progress=False)
    return model


def seminar_demo(curve: manifolds.Curve, seed: int) -> nn.Module:
    """1000 pairs drawn once, a narrow network, and a look at the test loss after each epoch."""
    torch.manual_seed(seed)
    train, test = (
        DataLoader(TensorDataset(x + SIGMA * torch.randn_like(x), x), batch_size=64, shuffle=shuffle)
        for x, shuffle in [(curve.sample(1000, seed), True), (curve.sample(200, seed + 1000), False)]
    )
    widths = (2, 9, 18, 9, 18, 9, 2)
    layers = [layer for a, b in pairwise(widths) for layer in (nn.Linear(a, b), nn.ReLU())]
    model = nn.Sequential(*layers[:-1])
    criterion, optimizer = nn.MSELoss(), torch.optim.Adam(model.parameters(), lr=1e-3)
    history = []
    for _ in range(75):
        model.train()
        for x_noisy, x in train:
            optimizer.zero_grad()
            criterion(model(x_noisy), x).backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            losses = [criterion(model(x_noisy), x).item() for x_noisy, x in test]
        history.append(sum(losses) / len(losses))
    return model


def slope_error(r, curve: manifolds.Curve, sigma: float) -> float:
    """√(E‖∇r − ∇r*‖² / E‖∇r*‖²), at 4096 corrupted points."""
    _, x_noisy, _ = next(corruption.pairs(curve, sigma, 4096))
    exact: Tensor = best(curve, sigma).covariance(x_noisy) / sigma**2
    return ((fields.jacobian(r, x_noisy) - exact).norm() / exact.norm()).item()
