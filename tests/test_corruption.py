"""Corruption: the noise has the law that its name promises."""

import math

import pytest
import torch

from dae_helpers import corruption, manifolds, oracle

X = manifolds.circle().sample(100_000, seed=5)
ALL = {
    name: lambda x, seed=0, kind=kind: kind.corrupt(x, 0.3, seed)
    for name, kind in corruption.CORRUPTIONS.items()
}
every_corruption = pytest.mark.parametrize("corrupt", ALL.values(), ids=ALL.keys())


def first(curve, sigma, n, seed=0):
    return next(corruption.pairs(curve, sigma, n, seed))


def largest_gap(u):
    """The largest gap between the distribution of u and the uniform one on [0, 1]."""
    u = u.double().flatten().sort().values
    return (u - (torch.arange(len(u)) + 0.5) / len(u)).abs().max().item()


@every_corruption
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("d", [1, 2, 64])
def test_corrupted_points_keep_their_shape_and_their_type(corrupt, dtype, d):
    corrupted = corrupt(torch.ones(10, d, dtype=dtype))
    assert corrupted.shape == (10, d)
    assert corrupted.dtype == dtype


def test_gaussian_noise_is_normal_of_its_standard_deviation_and_independent_of_all_else():
    noise = (corruption.gaussian(X, 0.3) - X) / 0.3
    for coordinate in noise.T:  # with 100 000 points a gap of 0.006 comes once in a thousand times
        assert largest_gap(torch.special.ndtr(coordinate)) < 0.006
    correlations = torch.corrcoef(torch.cat([noise, X], dim=1).T)
    assert correlations[:2].fill_diagonal_(0).abs().max() < 4 / math.sqrt(len(X))


def test_no_noise_changes_nothing():
    assert corruption.gaussian(X, 0).equal(X)
    assert corruption.masking(X, 0).equal(X)
    assert corruption.salt_and_pepper(X, 0).equal(X)


def test_masking_sets_the_given_share_of_coordinates_to_zero_and_keeps_the_rest():
    masked = corruption.masking(X, 0.3)
    assert (masked == 0).float().mean().item() == pytest.approx(0.3, abs=0.005)
    assert ((masked == 0) | (masked == X)).all()
    assert corruption.masking(X, 1).eq(0).all()
    both = (masked == 0).all(dim=1)  # the two coordinates are hit independently
    assert both.float().mean().item() == pytest.approx(0.09, abs=0.004)


def test_salt_and_pepper_sends_coordinates_to_either_end_of_their_range():
    peppered = corruption.salt_and_pepper(X, 0.4)
    salt, pepper = peppered == 1.5, peppered == -1.5
    assert salt.float().mean().item() == pytest.approx(0.2, abs=0.005)
    assert pepper.float().mean().item() == pytest.approx(0.2, abs=0.005)
    assert (salt | pepper | (peppered == X)).all()


def test_pairs_are_a_point_of_the_curve_its_corruption_and_the_noise_level():
    x, x_noisy, level = first(manifolds.circle(), 0.2, 64)
    assert (x.shape, x_noisy.shape, level.shape) == ((64, 2), (64, 2), (64, 1))
    assert (x.dtype, x_noisy.dtype, level.dtype) == (torch.float32,) * 3
    torch.testing.assert_close(x.norm(dim=1), torch.ones(64))
    torch.testing.assert_close(level, torch.full((64, 1), 0.2))


def test_pairs_are_uniform_on_the_curve_and_in_the_log_of_the_level_with_normal_noise_all_independent():
    x, x_noisy, level = first(manifolds.circle(), (0.02, 0.5), 4096)
    noise, height = (x_noisy - x) / level, (level / 0.02).log() / math.log(0.5 / 0.02)
    assert largest_gap(torch.atan2(x[:, 1], x[:, 0]) / (2 * math.pi) % 1) < 0.01
    assert -1e-5 < height.min() <= height.max() < 1 + 1e-5
    assert largest_gap(height) < 0.01
    for coordinate in noise.T:
        assert largest_gap(torch.special.ndtr(coordinate)) < 0.01
    assert noise.square().mean().item() == pytest.approx(1, abs=0.01)
    together = torch.cat([noise, x, level.log()], dim=1)
    assert torch.corrcoef(together.T).fill_diagonal_(0).abs().max() < 0.03


def test_evenly_spread_pairs_scatter_less_than_random_ones():
    def scatter(batches):
        return torch.stack([x.mean(dim=0) for x in batches]).square().mean().item()

    circle = manifolds.circle()
    even = scatter([first(circle, 0.2, 512, seed)[0] for seed in range(30)])
    random = scatter([circle.sample(512, seed) for seed in range(30)])
    assert even < random / 10


def test_every_batch_of_pairs_is_new_and_its_average_noise_still_zero():
    stream = corruption.pairs(manifolds.circle(), 0.2, 512)
    batches = [next(stream) for _ in range(20)]
    starts = torch.stack([x[0] for x, _, _ in batches])
    assert len(starts.unique(dim=0)) == 20
    noise = torch.cat([x_noisy - x for x, x_noisy, _ in batches])
    torch.testing.assert_close(noise.mean(dim=0), torch.zeros(2), atol=0.002, rtol=0)


def test_one_seed_for_points_and_noise_leaves_them_independent():
    """The noise's size is the same on every tenth of the circle: 1, give or take 0.007."""
    n, curve, seed = 200_000, manifolds.circle(), 0
    x = curve.sample(n, seed)
    noise = corruption.gaussian(x, 1.0, seed) - x
    tenth = (torch.atan2(x[:, 1], x[:, 0]) / (2 * torch.pi) % 1 * 10).long()
    for k in range(10):
        assert noise[tenth == k].square().mean().item() == pytest.approx(1, abs=0.03)
        assert noise[tenth == k].mean().abs() < 0.03


# Where a corrupted point came from

A, B = torch.tensor([[0.2, -0.4]]).double(), torch.tensor([[1.0, 0.2]]).double()  # a stretch of length 1


def integral(likelihood, points, cell):
    return likelihood(points, A, B, 0.3).sum().item() * cell


def test_gaussian_likelihood_is_a_density_over_the_plane():
    ticks = torch.linspace(-3, 4, 176).double()
    likelihood = corruption.CORRUPTIONS["gaussian"].likelihood
    assert integral(likelihood, torch.cartesian_prod(ticks, ticks), 0.04**2) == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize(("name", "hit"), [("masking", [0.0]), ("salt and pepper", [-1.5, 1.5])])
def test_the_likelihoods_of_all_that_can_become_of_a_point_sum_to_one(name, hit):
    """Both hit: p²; one hit: a density over what the other, kept, can be; none: over the stretch."""
    likelihood, n = corruption.CORRUPTIONS[name].likelihood, 2000
    t = ((torch.arange(n) + 0.5) / n).unsqueeze(1).double()
    clean = torch.lerp(A, B, t)
    both = integral(likelihood, torch.cartesian_prod(*[torch.tensor(hit).double()] * 2), 1)
    assert both == pytest.approx(0.09)
    for lost, width in [(0, 0.6), (1, 0.8)]:
        one = 0
        for value in hit:
            x_noisy = clean.clone()
            x_noisy[:, lost] = value
            one += integral(likelihood, x_noisy, width / n)
        assert one == pytest.approx(0.3 * 0.7, rel=1e-4)
    assert integral(likelihood, clean, 1 / n) == pytest.approx(0.7**2, rel=1e-4)


def test_where_a_noisy_point_came_from_is_the_posterior_whose_mean_is_the_best_guess():
    curve = manifolds.spiral()
    ends = curve.at(torch.linspace(0, 1, 2001), torch.float64)
    x_noisy = corruption.gaussian(curve.sample(50, seed=1), 0.1, seed=2).double()
    p = oracle.origins(corruption.CORRUPTIONS["gaussian"], x_noisy, 0.1, ends[:-1], ends[1:])
    torch.testing.assert_close(p.sum(dim=1), torch.ones(50).double())
    best = oracle.PosteriorMean(curve, 0.1)(x_noisy)
    torch.testing.assert_close(p @ (ends[:-1] + ends[1:]) / 2, best, atol=1e-5, rtol=0)


@pytest.mark.parametrize("kind", corruption.CORRUPTIONS.values(), ids=corruption.CORRUPTIONS)
def test_a_corrupted_point_can_always_have_come_from_where_it_did(kind):
    ends = manifolds.named("heart").at(torch.linspace(0, 1, 401), torch.float64)
    i = torch.arange(400)
    x_noisy = kind.corrupt(torch.lerp(ends[:-1], ends[1:], 0.3), 0.4, 7)
    p = oracle.origins(kind, x_noisy, 0.4, ends[:-1], ends[1:])
    assert (p[i, i] > 0).all()
    # Bayes: a stretch is as probable as it is often the right one.
    assert p[i, i].mean().item() == pytest.approx(p.square().sum(dim=1).mean().item(), rel=0.2)
