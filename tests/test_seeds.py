"""Random numbers: by the same seed the same, by another others, and nobody else's are touched."""

import itertools

import pytest
import torch

from dae_helpers import corruption, manifolds, models, oracle, sampling, seeds, training

CURVE = manifolds.circle()
BEST = oracle.PosteriorMean(CURVE, 0.3)
X = CURVE.points(40)


def trained(seed):
    return training.fit(models.DAE(), CURVE, n_steps=10, seed=seed, progress=False)


def weights(seed):
    with seeds.seeded(seed):
        return torch.nn.Linear(2, 2).weight.detach()


# Whatever takes a seed, made by it into a tensor.
SEEDED = {
    **{f"{name}.sample": make().sample for name, make in manifolds.CURVES.items()},
    **{name: kind.corrupt for name, kind in corruption.CORRUPTIONS.items()},
    "pairs": lambda seed: torch.cat(next(corruption.pairs(CURVE, 0.1, 32, seed)), dim=1),
    "DAE": lambda seed: models.DAE(seed=seed)(X),
    "ConditionalDAE": lambda seed: models.ConditionalDAE(seed=seed)(X, 0.1),
    "steps": lambda seed: torch.tensor(
        [s.loss for s in training.steps(models.DAE(), CURVE, 0.1, 10, 32, seed)]
    ),
    "fit": lambda seed: torch.cat([trained(seed).loss, trained(seed).model(X).flatten()]),
    "langevin": lambda seed: sampling.langevin(BEST, 0.3, X, steps=3, seed=seed),
    "annealed": lambda seed: sampling.annealed(lambda sigma: BEST, [0.3, 0.2], X, steps=3, seed=seed),
    "seeded": weights,
    "gibbs": lambda seed: sampling.gibbs(BEST, X, steps=3, seed=seed),
    "excess_risk": lambda seed: torch.tensor(oracle.excess_risk(lambda x: x, CURVE, 0.1, 500, seed)),
}
TAKES_GENERATOR = [name for name in SEEDED if "sample" in name or name in (*corruption.CORRUPTIONS, "gibbs")]


def drawn(name, seed):
    if name in corruption.CORRUPTIONS:
        return SEEDED[name](X, 0.3, seed)
    return SEEDED[name](40, seed) if "sample" in name else SEEDED[name](seed)


@pytest.mark.parametrize("name", SEEDED)
def test_the_same_seed_gives_the_same_to_the_last_digit_whatever_the_global_generator(name):
    x = X.clone()
    torch.manual_seed(1)
    before, once = torch.get_rng_state(), drawn(name, 3)
    assert torch.get_rng_state().equal(before)
    torch.manual_seed(2)
    assert drawn(name, 3).equal(once)
    assert not drawn(name, 4).equal(once)
    assert X.equal(x)


@pytest.mark.parametrize("name", TAKES_GENERATOR)
def test_a_generator_goes_on_where_it_stopped(name):
    g = torch.Generator().manual_seed(3)
    assert not drawn(name, g).equal(drawn(name, g))


def test_the_streams_of_one_seed_are_different_and_each_its_own():
    streams = [torch.rand(100, generator=seeds.generator(5, stream)) for stream in (0, 1, 2, 0)]
    assert streams[0].equal(streams[3])
    for one, other in itertools.combinations(streams[:3], 2):
        assert torch.corrcoef(torch.stack([one, other]))[0, 1].abs() < 0.4
