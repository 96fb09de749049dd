"""What the notebook claims about the members, over five splits and five sets of weights."""

from functools import cache

import pytest
import torch
from scipy.linalg import subspace_angles
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.manifold import TSNE
from sklearn.metrics import roc_auc_score
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import SVC
from torch import nn

from dae_helpers import corruption, models, oracle, sampling
from dae_helpers.family import out_of_distribution as ood
from dae_helpers.family import stacked, surfaces
from dae_helpers.family.exercises.wiener import wiener
from dae_helpers.images import denoisers, digits, linear, measures, members, networks, training


def seeds(fast):
    """Five of them, a minute's work: the first ones are enough to see that something broke."""
    every = [pytest.param(seed, marks=[pytest.mark.slow] * (seed >= fast)) for seed in range(5)]
    return pytest.mark.parametrize("seed", every)


@cache
def data(seed):
    return digits.load(seed=seed)


def trained(model, loss, seed, **options):
    return training.fit(model, loss, data(seed).x_train, seed=seed, **options)


@cache
def bent(size, seed, n_steps):
    return trained(networks.dense((64, 128, size), seed), members.plain, seed, n_steps=n_steps)


@cache
def denoiser(seed):
    model, loss = denoisers.dense(64, (128, 128), seed), members.denoising_all(0.05, 1)
    return trained(model, loss, seed, batch=256, n_steps=500)


def lead(size, seed, n_steps):
    """PCA's error on new digits, divided by that of an autoencoder."""
    x_test, pca = data(seed).x_test, linear.pca(data(seed).x_train)
    return measures.error(pca.first(size), x_test) / measures.error(bent(size, seed, n_steps), x_test)


@seeds(fast=1)
def test_a_bent_code_beats_pca_and_the_more_the_more_numbers_it_has_up_to_eight(seed):
    leads = [lead(size, seed, n_steps=400) for size in (1, 4, 8)]
    assert min(leads) > 1
    assert leads == sorted(leads)


@seeds(fast=0)
def test_with_32_numbers_a_bent_code_and_pca_are_level(seed):
    assert lead(32, seed, n_steps=1500) == pytest.approx(1, abs=0.15)


@seeds(fast=0)
@pytest.mark.parametrize("sizes", [(64, 4), (64, 128, 4)])
def test_a_linear_decoder_finds_the_subspace_of_pca_but_not_its_axes_whether_or_not_the_encoder_bends(
    sizes, seed
):
    decoder = networks.dense((64, 4), seed, pixels=nn.Identity()).decoder
    half = networks.Autoencoder(networks.dense(sizes, seed).encoder, decoder)
    trained(half, members.plain, seed, batch=256, n_steps=2000, rate=0.03)
    drawn, axes = half.decoder[0].weight.detach().numpy(), linear.pca(data(seed).x_train).axes[:4].T.numpy()
    one, all_four = (torch.tensor(subspace_angles(drawn[:, :k], axes[:, :k])).max().rad2deg() for k in (1, 4))
    assert all_four < 2
    assert one > 10


@seeds(fast=1)
def test_a_network_undoes_noise_better_than_wiener_wiener_better_than_pca_and_pca_better_than_a_copier(seed):
    pca, x, x_test = linear.pca(data(seed).x_train), data(seed).x_train, data(seed).x_test
    maps = [
        denoiser(seed).at(0.3), lambda x_noisy: wiener(x_noisy, pca.mean, x.T.cov(), 0.3),
        linear.best_pca(pca, 0.3), bent(16, seed, 400),
    ]  # fmt: skip
    errors = [measures.dimension(r, x_test, 0.3) for r in maps]
    assert errors == sorted(errors)
    assert errors[0] < 0.85 * errors[1]


@seeds(fast=1)
def test_on_new_digits_the_posterior_mean_of_the_old_ones_is_worse_than_doing_nothing(seed):
    x, x_test = data(seed).x_train, data(seed).x_test
    exact = oracle.Posterior(x, torch.ones(len(x)) / len(x), 0.1)
    by_exact, by_network = (measures.dimension(r, x_test, 0.1, 2) for r in (exact, denoiser(seed).at(0.1)))
    assert by_network < 64 < by_exact


@seeds(fast=0)
def test_t_sne_keeps_digits_further_apart_than_two_numbers_do_those_further_than_lda_and_lda_than_pca(seed):
    x, y, x_test, y_test = data(seed)
    with torch.no_grad():
        sixteen, two = (bent(k, seed, 1500).encoder(x_test) for k in (16, 2))
    islands = torch.from_numpy(TSNE(init="pca", random_state=0).fit_transform(sixteen.numpy()))
    seen = torch.from_numpy(LinearDiscriminantAnalysis(n_components=2).fit(x, y).transform(x_test))
    in_order = linear.pca(x).first(2).encoder(x_test), seen, two, islands
    apart = [measures.neighbour_accuracy(code, y_test) for code in in_order]
    assert apart == sorted(apart)


@pytest.mark.slow
def test_two_numbers_are_too_few_for_noise_to_separate_the_digits_better():
    loss, apart = members.denoising(corruption.gaussian, 0.3), []
    for seed in range(5):
        with torch.no_grad():
            plain = bent(2, seed, 1500).encoder(data(seed).x_test)
            noisy = trained(networks.dense((64, 128, 2), seed), loss, seed).encoder(data(seed).x_test)
        apart.append([measures.neighbour_accuracy(code, data(seed).y_test) for code in (plain, noisy)])
    gains = torch.tensor(apart).diff(dim=1)
    assert gains.mean().abs() < 0.03
    assert gains.min() < 0 < gains.max()


@seeds(fast=0)
def test_a_code_that_has_an_end_costs_more_than_a_free_one(seed):
    ends = [networks.dense((64, 128, 2), seed, code=end) for end in (nn.Tanh(), nn.ReLU(), nn.Sigmoid())]
    errors = [measures.error(trained(r, members.plain, seed, rate=0.004), data(seed).x_test) for r in ends]
    assert min(errors) > measures.error(bent(2, seed, 1500), data(seed).x_test)


@seeds(fast=1)
def test_a_code_of_16_numbers_serves_other_models_as_well_as_the_pixels_do_and_so_does_pcas(seed):
    x, y, x_test, y_test = data(seed)
    for encoder in (bent(16, seed, 400).encoder, linear.pca(x).first(16).encoder):
        with torch.no_grad():
            known, new = encoder(x), encoder(x_test)
        for reader in (KNeighborsClassifier(1), SVC()):
            of_pixels = reader.fit(x, y).score(x_test, y_test)
            assert reader.fit(known, y).score(new, y_test) == pytest.approx(of_pixels, abs=0.02)


@seeds(fast=0)
def test_a_denoisers_code_sorts_the_digits_better_than_a_copiers_which_sorts_them_as_no_training_does(seed):
    start, copier, noisy = (networks.dense((64, 128), seed, code=nn.ReLU()) for _ in range(3))
    trained(copier, members.plain, seed)
    trained(noisy, members.denoising(corruption.gaussian, 0.5), seed)
    untaught, copied, denoised = (measures.probe(r.encoder, data(seed)) for r in (start, copier, noisy))
    assert copied < denoised
    assert copied == pytest.approx(untaught, abs=0.025)


@seeds(fast=0)
def test_with_tied_weights_the_contraction_has_its_price(seed):
    free, tight = (trained(networks.tied((64, 128), seed), members.contractive(k), seed) for k in (0, 0.03))
    lengths = [measures.jacobian_norm(r.encoder, data(seed).x_test[:200]) for r in (tight, free)]
    errors = [measures.error(r, data(seed).x_test) for r in (free, tight)]
    assert lengths[0] < 0.6 * lengths[1]
    assert errors[0] < 0.6 * errors[1]


def shares_right(seed):
    """By each way of starting and fine-tuning: what is read right with 20 labels, with 200, with all."""
    sizes, x, loss = (64, 128, 64), data(seed).x_train, members.denoising(corruption.gaussian, 0.3)
    sets = [*(digits.few(data(seed), n, seed) for n in (20, 200)), data(seed)]
    starts = {
        "random": stacked.untrained(sizes, seed, nn.Sigmoid),
        "ReLU": stacked.untrained(sizes, seed, nn.ReLU),
    }
    starts["layers"] = stacked.pretrain(x, sizes, loss, seed, n_steps=500, rate=0.004)
    right = {name: [stacked.fine_tuned(start, few, seed) for few in sets] for name, start in starts.items()}
    for name, start in starts.items():
        right[f"noisy {name}"] = [stacked.fine_tuned(start, few, seed, sigma=0.3) for few in sets]
    options = {"loss": stacked.classifying(), "seed": seed, "n_steps": 200}
    taught = [stacked.pretrain(few.x_train, sizes, y=few.y_train, **options) for few in sets]
    right["by labels"] = [stacked.fine_tuned(start, few, seed) for start, few in zip(taught, sets)]
    near = [KNeighborsClassifier(1).fit(few.x_train, few.y_train) for few in sets]
    return right | {"nearest": [reader.score(few.x_test, few.y_test) for reader, few in zip(near, sets)]}


@pytest.mark.slow
def test_layers_and_noise_help_where_labels_are_few_and_the_nearest_pixels_win_where_they_are_many():
    splits = [shares_right(seed) for seed in range(5)]
    mean = {name: torch.tensor([right[name] for right in splits]).mean(dim=0) for name in splits[0]}
    for name in ("layers", "by labels", "noisy random", "noisy ReLU"):
        assert (mean[name] > mean["random"])[:2].all(), mean
    assert mean["layers"][0] > mean["by labels"][0], mean
    assert abs(mean["layers"] - mean["noisy random"])[0] < 0.02, mean
    assert (mean["noisy ReLU"] > mean["ReLU"] + 0.01)[:2].all(), mean
    assert mean["noisy layers"][0] > mean["layers"][0], mean
    assert mean["random"][2] > mean["noisy random"][2], mean
    assert mean["ReLU"][2] > mean["layers"][2], mean
    assert max(mean, key=lambda name: mean[name][2]) == "nearest", mean


@seeds(fast=1)
def test_chance_suits_a_variational_decoder_and_no_plain_one_but_mmd_likes_a_normal_distribution_best(seed):
    z, pca = (
        torch.randn(1000, 16, generator=torch.Generator().manual_seed(seed)),
        linear.pca(data(seed).x_train),
    )
    vae = trained(networks.variational((64, 128, 16), seed), members.variational(), seed, n_steps=600)
    normal = pca.first(16).decoder(z * pca.variances[:16].sqrt())
    crowds = [normal, *(model.decoder(z).detach() for model in (vae, bent(16, seed, 400)))]
    smudges, made, scrawls = (measures.mmd(crowd, data(seed).x_test) for crowd in crowds)
    assert smudges < made < scrawls / 5
    smudges, made, scrawls = (measures.nearest(crowd, data(seed).x_train)[0].mean() for crowd in crowds)
    assert made < min(smudges, scrawls / 1.5)


@seeds(fast=1)
def test_a_denoiser_makes_digits_nearer_to_real_ones_and_covers_them_better_than_a_normal_distribution(seed):
    pca, x, x_test = linear.pca(data(seed).x_train), data(seed).x_train, data(seed).x_test
    start = pca.mean + torch.randn(1000, 64, generator=torch.Generator().manual_seed(seed))
    made = sampling.ddim(denoiser(seed).at, sampling.levels(1, 0.05, 25), start)[-1]
    normal = pca.first(16)(linear.fitted_normal(x, 1000))
    for one, other in ((made, x), (x_test, made)):
        by_normal = measures.nearest(normal if one is made else one, normal if other is made else other)
        assert measures.nearest(one, other)[0].mean() < by_normal[0].mean()


def test_an_autoencoder_notices_letters_and_their_pen_the_mean_image_no_pen_and_pca_no_blank_paper():
    x, x_test = data(0).x_train, data(0).x_test
    letters, by_pen, blank = ood.drawn(ood.LETTERS, x, 500), ood.drawn(ood.DIGITS, x, 500), torch.zeros(1, 64)
    for r, strange, least, most in (
        (lambda images: x.mean(dim=0), letters, 0.85, 0.97),
        (lambda images: x.mean(dim=0), by_pen, 0, 0.5),
        (bent(8, 0, 400), letters, 0.98, 1),
        (bent(8, 0, 400), by_pen, 0.75, 0.95),
        (linear.pca(x).first(32), blank, 0, 0.05),
    ):
        images = torch.cat([strange, x_test])
        with torch.no_grad():
            errors = (r(images) - images).square().mean(dim=1)
        assert least <= roc_auc_score(torch.arange(len(images)) < len(strange), errors) <= most


@pytest.mark.slow
@pytest.mark.parametrize("d", [2, 5])
def test_a_denoiser_counts_the_dimensions_of_a_surface(d):
    old, new = (surfaces.sphere(20_000, d, 10, seed) for seed in (0, 1))
    model, loss = models.DAE((64, 64, 64), d=10), members.denoising(corruption.gaussian, 0.1)
    training.fit(model, loss, old, rate=0.01, batch=256)
    assert measures.dimension(model, new, 0.1, repeats=2) == pytest.approx(d, rel=0.05)
