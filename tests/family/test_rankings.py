"""What the notebook claims about the members, over five splits and five sets of weights."""

from functools import cache

import pytest
import torch
from scipy.linalg import subspace_angles
from sklearn.metrics import roc_auc_score
from sklearn.neighbors import KNeighborsClassifier
from torch import nn

from dae_helpers import models, sampling
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
)
from dae_helpers.family import out_of_distribution as ood

SEEDS = range(5)
# All five seeds take a minute: the first is enough to see that something broke.
every_seed = pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in SEEDS[1:])]
)


@cache
def data(seed):
    return digits.load(seed=seed)


def trained(model, loss, seed, **options):
    return training.fit(model, loss, data(seed).x_train, seed=seed, **options)


@pytest.mark.parametrize(
    ("size", "n_steps"),
    [(1, 300), (2, 300), (4, 300), (8, 300), (16, 300), pytest.param(32, 1500, marks=pytest.mark.slow)],
)
@every_seed
def test_a_bent_code_beats_pca_at_each_size(size, n_steps, seed):
    x, x_test = data(seed).x_train, data(seed).x_test
    bent = trained(networks.dense((64, 128, size), seed), members.plain, seed, n_steps=n_steps)
    assert measures.error(bent, x_test) < measures.error(linear.pca(x).first(size), x_test)


@every_seed
def test_a_bend_in_the_encoder_alone_leaves_the_subspace_of_pca(seed):
    encoder = networks.dense((64, 128, 4), seed).encoder
    half = networks.Autoencoder(encoder, networks.dense((64, 4), seed, pixels=nn.Identity()).decoder)
    trained(half, members.plain, seed, n_steps=2000, rate=0.03)
    axes = linear.pca(data(seed).x_train).axes[:4]
    angles = subspace_angles(half.decoder[0].weight.detach().numpy(), axes.T.numpy())
    assert torch.tensor(angles).max().rad2deg() < 2


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
@pytest.mark.parametrize("seed", SEEDS)
def test_with_tied_weights_the_contraction_has_its_price(seed):
    free, tight = (trained(networks.tied((64, 128), seed), members.contractive(k), seed) for k in (0, 0.03))
    lengths = [measures.jacobian_norm(r.encoder, data(seed).x_test[:200]) for r in (tight, free)]
    errors = [measures.error(r, data(seed).x_test) for r in (free, tight)]
    assert lengths[0] < 0.6 * lengths[1]
    assert errors[0] < 0.6 * errors[1]


@pytest.mark.slow
def test_pretraining_helps_where_labels_are_few_and_the_nearest_pixels_win_where_they_are_more():
    sizes, right = (64, 128, 64), {"random": [], "pre-trained": [], "nearest": []}
    for seed in SEEDS:
        loss = members.denoising(noise.gaussian(0.3))
        learned = stacked.pretrain(data(seed).x_train, sizes, loss, seed, n_steps=500, rate=0.004)
        few = [digits.few(data(seed), n, seed) for n in (20, 50, 200)]
        for name, start in ("random", stacked.untrained(sizes, seed)), ("pre-trained", learned):
            right[name].append([stacked.fine_tuned(start.encoder, each, seed) for each in few])
        near = [KNeighborsClassifier(1).fit(each.x_train, each.y_train) for each in few]
        right["nearest"].append([k.score(each.x_test, each.y_test) for k, each in zip(near, few)])
    random, pretrained, nearest = (torch.tensor(shares).mean(dim=0) for shares in right.values())
    assert (pretrained > random)[:2].all(), right
    assert nearest[2] > max(random[2], pretrained[2]), right


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


@every_seed
def test_a_denoiser_makes_digits_nearer_to_real_ones_and_covers_them_better_than_a_normal_distribution(seed):
    pca, x, x_test = linear.pca(data(seed).x_train), data(seed).x_train, data(seed).x_test
    denoiser = trained(
        denoisers.dense(64, (128, 128), seed), members.denoising_all(0.05, 1), seed, n_steps=500
    )
    start = pca.mean + torch.randn(1000, 64, generator=torch.Generator().manual_seed(seed))
    made = sampling.ddim(denoiser.at, sampling.levels(1, 0.05, 25), start)[-1]
    normal = pca.first(16)(linear.fitted_normal(x, 1000))
    for one, other in ((made, x), (x_test, made)):
        by_normal = measures.nearest(normal if one is made else one, normal if other is made else other)
        assert measures.nearest(one, other)[0].mean() < by_normal[0].mean()


def test_it_is_the_pen_that_is_out_of_distribution():
    """The distance to the mean image is enough to tell letters; and digits by the same pen are odd, too."""
    x, x_test = data(0).x_train, data(0).x_test
    bent = trained(networks.dense((64, 128, 8)), members.plain, 0, n_steps=600)
    for r, strange, least in ((lambda images: x.mean(dim=0), ood.LETTERS, 0.98), (bent, ood.DIGITS, 0.85)):
        images = torch.cat([ood.drawn(strange, 500), x_test])
        with torch.no_grad():
            errors = (r(images) - images).square().mean(dim=1)
        assert roc_auc_score(torch.arange(len(images)) < 500, errors) > least


SURFACES = {
    "sphere": (2, lambda n, seed: surfaces.sphere(n, 2, 3, seed)),
    "torus": (2, lambda n, seed: surfaces.torus(n, seed=seed)),
    "five-dimensional sphere in ten": (5, lambda n, seed: surfaces.sphere(n, 5, 10, seed)),
}


@pytest.mark.parametrize(
    "name", [name if name == "torus" else pytest.param(name, marks=pytest.mark.slow) for name in SURFACES]
)
def test_a_denoiser_counts_the_dimensions_of_a_surface(name):
    d, points = SURFACES[name]
    denoiser = models.DAE((64, 64, 64), d=points(1, 0).shape[1])
    loss = members.denoising(noise.gaussian(0.1))
    training.fit(denoiser, loss, points(20_000, 0), rate=0.01, batch=512)
    assert measures.dimension(denoiser, points(4000, 1), 0.1) == pytest.approx(d, rel=0.05)
