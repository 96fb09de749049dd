"""What the notebook claims about the members, over five splits and five sets of weights."""

from functools import cache

import pytest
import torch
from torch import nn

from dae_helpers.family import (
    denoisers,
    digits,
    linear,
    measures,
    members,
    networks,
    noise,
    stacked,
    surfaces,
    training,
)  # fmt: skip

SEEDS = range(5)
# All five seeds take a minute: the first is enough to see that something broke.
every_seed = pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in SEEDS[1:])]
)


@cache
def data(seed):
    return digits.load(seed=seed)


def trained(model, loss, seed, **options):
    return training.fit(model, loss, data(seed).x_train, seed=seed, **options).model


@pytest.mark.parametrize(
    ("size", "n_steps"),
    [(1, 300), (2, 300), (4, 300), (8, 300), (16, 300), pytest.param(32, 1500, marks=pytest.mark.slow)],
)
@every_seed
def test_a_bent_code_beats_pca_at_each_size(size, n_steps, seed):
    x, x_test = data(seed).x_train, data(seed).x_test
    bent = trained(networks.dense((64, 128, size), seed), members.plain, seed, n_steps=n_steps)
    assert measures.error(bent, x_test) < measures.error(linear.pca(x).first(size), x_test)


def test_sixteen_numbers_are_enough_for_an_error_of_0065():
    model = trained(networks.dense((64, 128, 16)), members.plain, 0)
    assert measures.error(model, data(0).x_test) < 0.0065


@pytest.mark.slow
def test_noise_of_three_tenths_is_undone_to_an_error_of_0160():
    denoiser = trained(denoisers.dense(64), members.denoising_all(0.05, 1), 0, rate=0.006)
    assert measures.dimension(denoiser.at(0.3), data(0).x_test, 0.3) * 0.3**2 / 64 < 0.0160


@every_seed
def test_a_network_undoes_noise_better_than_wiener_and_wiener_better_than_pca(seed):
    pca, x = linear.pca(data(seed).x_train), data(seed).x_test
    denoiser = trained(
        denoisers.dense(64, (128, 128), seed), members.denoising_all(0.05, 1), seed, n_steps=500
    )
    maps = [denoiser.at(0.3), linear.Wiener(pca, 0.3), linear.best_pca(pca, 0.3), nn.Identity()]
    errors = [measures.dimension(r, x, 0.3) for r in maps]
    assert errors == sorted(errors)
    assert errors[0] < 0.85 * errors[1]


@pytest.mark.slow
def test_a_denoisers_code_sorts_the_digits_better_than_a_copiers():
    gains = []
    for seed in SEEDS:
        shares = []
        for loss in (members.plain, members.denoising(noise.gaussian(0.5))):
            model = trained(networks.dense((64, 128), seed, code=nn.ReLU()), loss, seed, n_steps=600)
            shares.append(measures.probe(model.encoder, data(seed)))
        gains.append(shares[1] - shares[0])
    assert sum(gains) / len(gains) > 0


@pytest.mark.slow
def test_pretraining_with_denoising_layers_helps_where_labels_are_few():
    sizes, gains = (64, 128, 64), {20: [], 50: []}
    for seed in SEEDS:
        loss = members.denoising(noise.gaussian(0.3))
        learned = stacked.pretrain(data(seed).x_train, sizes, loss, seed, n_steps=500, rate=0.004)
        for n, gain in gains.items():
            right = [
                stacked.from_labels(start.encoder, data(seed), n, seed)
                for start in (learned, stacked.untrained(sizes, seed))
            ]
            gain.append(right[0] - right[1])
    # On each of ten seeds it gains, +0.04 ± 0.02, whatever the number of threads.
    assert all(sum(gain) / len(gain) >= 0 for gain in gains.values()), gains


@every_seed
def test_a_variational_decoder_knows_what_to_make_of_chance_and_a_plain_one_does_not(seed):
    z = torch.randn(1000, 16, generator=torch.Generator().manual_seed(seed))
    plain = trained(networks.dense((64, 128, 16), seed), members.plain, seed, n_steps=600)
    vae = trained(networks.variational((64, 128, 16), seed), members.variational(), seed, n_steps=600)
    crowds = [model.decoder(z).detach() for model in (vae, plain)]
    far = [measures.mmd(crowd, data(seed).x_test) for crowd in crowds]
    away = [measures.nearest(crowd, data(seed).x_train)[0].mean() for crowd in crowds]
    assert far[0] < far[1] / 5
    assert away[0] < away[1] / 1.5


SURFACES = {
    "sphere": (2, lambda n, seed: surfaces.sphere(n, 2, 3, seed)),
    "torus": (2, lambda n, seed: surfaces.torus(n, seed=seed)),
    "five-dimensional sphere in ten": (5, lambda n, seed: surfaces.sphere(n, 5, 10, seed)),
}


@pytest.mark.parametrize("name", SURFACES)
def test_a_denoiser_counts_the_dimensions_of_a_surface(name):
    d, points = SURFACES[name]
    denoiser = denoisers.Points(points(1, 0).shape[1])
    loss = members.denoising(noise.gaussian(0.1))
    training.fit(denoiser, loss, points(20_000, 0), rate=0.01, batch=512)
    assert measures.dimension(denoiser, points(4000, 1), 0.1) == pytest.approx(d, rel=0.05)
