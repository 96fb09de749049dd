"""What each choice in the network and in its training buys: the defaults, and one choice undone at a time."""

from collections.abc import Callable
from itertools import chain, islice, repeat
from unittest.mock import patch

import torch
from torch import nn

from dae_helpers import manifolds, models, training
from dae_helpers.corruption import Batches, gaussian, pairs
from dae_helpers.models import Sine
from dae_helpers.optim import Adam
from dae_helpers.oracle import excess_risk

from .race import slope_error
from .report import spread, table
from .timing import timed

CURVE, SIGMA = manifolds.spiral(), 0.1


class AdamForAll:
    """In Muon's place: Adam at the rate of all other weights, 0.015 where Muon's is 2/√300."""

    def __init__(self, matrices: list):
        self.adam = Adam(matrices, betas=(0.9, 0.99), fused=True)

    def step(self, rate: float) -> None:
        self.adam.param_groups[0]["lr"] = rate * 0.015 / (2 / 300**0.5)
        self.adam.step()


def defaults(seed: int, model: models.DAE | None = None, draws: Batches | None = None) -> nn.Module:
    model = model or models.DAE(seed=seed)
    states = training.descend(model, draws) if draws else training.steps(model, CURVE, SIGMA, seed=seed)
    for _ in states:
        pass
    return model


def with_adam(seed: int) -> nn.Module:
    with patch.object(training, "Muon", AdamForAll):
        return defaults(seed)


def with_activation(kind: type[nn.Module], in_place_of: type[nn.Module]) -> Callable[[int], nn.Module]:
    def train(seed: int) -> nn.Module:
        model = models.DAE(seed=seed)
        for k, layer in enumerate(model.arrow):
            if isinstance(layer, in_place_of):
                model.arrow[k] = kind()
        if in_place_of is Sine:
            torch.manual_seed(seed)
            model.arrow[0].reset_parameters()
        return defaults(seed, model)

    return train


def by_chance(seed: int) -> Batches:
    """Batches of the same sizes as in training.steps, of points and noise drawn independently."""
    g = torch.Generator().manual_seed(seed)
    for n in chain(repeat(512, 148), repeat(2048)):
        x = CURVE.sample(n, g)
        yield x, gaussian(x, SIGMA, g), torch.full((n, 1), SIGMA)


CHOICES = {
    "as it is": defaults,
    "Adam in place of Muon": with_adam,
    "ReLU in place of SiLU": with_activation(nn.ReLU, nn.SiLU),
    "no waves: SiLU in the first layer, too": with_activation(nn.SiLU, Sine),
    "three layers of 64 in place of 64, 48, 48, 48": lambda seed: defaults(seed, models.DAE((64,) * 3, seed)),
    "1280 points at each step in place of 512, then 2048": lambda seed: defaults(
        seed, draws=pairs(CURVE, SIGMA, 1280, seed)
    ),
    "points and noise by chance in place of spread ones": lambda seed: defaults(seed, draws=by_chance(seed)),
}


def run(quick: bool) -> str:
    """Every choice on the spiral."""
    torch.set_num_threads(1)
    names = islice(CHOICES, 2) if quick else CHOICES
    rows = [row(name, range(1 if quick else 3)) for name in names]
    see = (
        f"The spiral at σ = {SIGMA}, 300 steps, one thread; median (min–max) over seeds. Each line undoes "
        "one choice, and leaves the others."
    )
    return table("What each choice buys", see, ["choice", "excess risk", "slopes", "seconds", "seeds"], rows)


def row(name: str, seeds: range) -> list:
    seconds, risks, slopes = zip(*(measured(CHOICES[name], seed) for seed in seeds))
    print(f"choices: {name}: {sum(seconds):.1f} s", flush=True)
    return [name, spread(risks), spread(slopes), spread(seconds), len(seconds)]


def measured(train: Callable[[int], nn.Module], seed: int) -> tuple[float, float, float]:
    seconds, model = timed(lambda: train(seed))
    return seconds, excess_risk(model, CURVE, SIGMA), slope_error(model, CURVE, SIGMA)
