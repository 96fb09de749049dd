"""The checks of the exercises: what is right is found right, and a known mistake is named."""

import functools
import math
import random
import re
from itertools import pairwise

import pytest
import torch
from torch import nn

from dae_helpers import corruption, manifolds, models, oracle, training
from dae_helpers.lesson import checks
from dae_helpers.lesson.exercises import arrows, random_points, solutions, trained

NUMBERS = range(1, 9)
PI = math.pi


@pytest.fixture
def said(capsys):
    """What a check prints, on one line."""

    def said(number, answer):
        capsys.readouterr()
        assert checks.check(number, answer) is None
        return " ".join(capsys.readouterr().out.split())

    return said


@pytest.fixture
def printed(capsys):
    """What a call prints, as it is printed."""

    def printed(function, *args):
        capsys.readouterr()
        assert function(*args) is None
        return capsys.readouterr().out

    return printed


def wrong(number, words, function):
    """One planted mistake, and the words by which it is to be named."""
    return pytest.param(number, words, function, id=f"{number}: {words}")


# Mistakes


# Exercise 1


def unit_arrows(r, x_noisy):
    arrows = r(x_noisy) - x_noisy
    return arrows / arrows.norm(dim=1, keepdim=True)


# Exercise 3


def swapped(curve, sigma, n, seed):
    x_noisy, x = solutions.training_pairs(curve, sigma, n, seed)
    return x, x_noisy


def target_is_input(curve, sigma, n, seed):
    x = curve.sample(n, seed)
    x = corruption.gaussian(x, sigma, seed + 100)
    return x, x


def nothing_corrupted(curve, sigma, n, seed):
    x = curve.sample(n, seed)
    return x, x


def noise_on_both(curve, sigma, n, seed):
    g = torch.Generator().manual_seed(seed)
    x = curve.sample(n, g)
    return x + sigma * torch.randn(n, 2, generator=g), x + sigma * torch.randn(n, 2, generator=g)


def noise_from(make):
    """Training pairs of fresh points, and of the noise make(sigma, n, g)."""

    def pairs(curve, sigma, n, seed):
        g = torch.Generator().manual_seed(seed)
        x = curve.sample(n, g)
        return x + make(sigma, n, g), x

    return pairs


def noise_fixed(curve, sigma, n, seed):
    return corruption.gaussian(x := curve.sample(n, seed), sigma, seed=0), x


def pairs_fixed(curve, sigma, n, seed):
    torch.manual_seed(0)
    x = curve.sample(n, 0)
    return x + sigma * torch.randn(n, 2), x


def points_fixed(curve, sigma, n, seed):
    x = curve.points(n)
    return corruption.gaussian(x, sigma, seed), x


def seed_unused(curve, sigma, n, seed):
    x = curve.sample(n, random.Random(5).randrange(10) + seed)
    return x + sigma * torch.randn_like(x), x


def seed_twice(curve, sigma, n, seed):
    x = curve.sample(n, seed)
    torch.manual_seed(seed)
    return x + sigma * torch.randn(n, 2), x


def two_generators(curve, sigma, n, seed):
    one, two = torch.Generator().manual_seed(seed), torch.Generator().manual_seed(seed)
    return corruption.gaussian(x := curve.sample(n, one), sigma, two), x


def own_circle(curve, sigma, n, seed):
    return corruption.gaussian(x := manifolds.circle().sample(n, seed), sigma, seed + 1), x


# Exercise 4


def spiral(theta, start=0.25):
    r = start + theta / (4 * PI)
    return torch.stack((r * torch.cos(theta), r * torch.sin(theta)), 1)


def by_radius(n):
    radius = torch.empty(n).uniform_(0.25, 1.25)
    return spiral((radius - 0.25) * 4 * PI)


# Exercise 5


def q_ignored(x_noisy, nodes, q, sigma):
    return torch.softmax(-(torch.cdist(x_noisy, nodes) ** 2) / (2 * sigma**2), dim=1) @ nodes


def weights_times_q(x_noisy, nodes, q, sigma):
    return (torch.softmax(-(torch.cdist(x_noisy, nodes) ** 2) / (2 * sigma**2), dim=1) * q) @ nodes


def divided(by):
    def mean(x_noisy, nodes, q, sigma):
        w = q * torch.exp(-((x_noisy[:, None] - nodes[None]) ** 2).sum(-1) / by(sigma))
        return (w / w.sum(dim=1, keepdim=True)) @ nodes

    return mean


def from_weights(normalise, power=2):
    def mean(x_noisy, nodes, q, sigma):
        w = q * torch.exp(-((x_noisy[:, None] - nodes[None]).norm(dim=-1) ** power) / (2 * sigma**2))
        return normalise(w) @ nodes

    return mean


def nearest(x_noisy, nodes, q, sigma):
    return torch.stack([nodes[(nodes - x).square().sum(1).argmin()] for x in x_noisy])


def likeliest(x_noisy, nodes, q, sigma):
    return nodes[(q.log() - torch.cdist(x_noisy, nodes) ** 2 / 2 / sigma**2).max(dim=1).indices]


# Exercise 8


def loop(step):
    def sampler(at, sigmas, x):
        for i in range(len(sigmas) - 1):
            x = step(at, sigmas[i], sigmas[i + 1], x)
        return x

    return sampler


def upside_down_but_for_the_last(at, sigmas, x):
    for old, new in pairwise(sigmas[:-1]):
        r = at(old)
        x = r(x) + (x - r(x)) / (new / old)
    return at(sigmas[-2])(x)


def rising(at, sigmas, x):
    levels = [*sorted(float(s) for s in sigmas if s > 0), 0.0]
    for old, new in pairwise(levels):
        x = (1 - new / old) * at(old)(x) + new / old * x
    return x


def one_denoiser(at, sigmas, x):
    r = at(sigmas[0])
    for old, new in pairwise(sigmas):
        x = r(x) + new / old * (x - r(x))
    return x


def backwards(at, sigmas, x):
    levels = list(reversed(sigmas.tolist()))
    for old, new in pairwise(levels):
        r = at(old)
        x = r(x) + torch.tensor(new) / torch.tensor(old) * (x - r(x))
    return x


def without_the_last(at, sigmas, x):
    for old, new in pairwise(sigmas[:-1]):
        x = at(old)(x) + new / old * (x - at(old)(x))
    return x


PLANTED = [
    wrong(1, "where the arrow ends", lambda r, x_noisy: r(x_noisy)),
    wrong(1, "sign is flipped", lambda r, x_noisy: -r(x_noisy) + x_noisy),
    wrong(1, "made all arrows equally long", unit_arrows),
    wrong(1, "made all arrows equally long", lambda r, x: torch.nn.functional.normalize(r(x) - x, dim=1)),
    wrong(2, "divide by 2σ²", lambda r, x, sigma: 0.5 * (r(x) - x) / sigma**2),
    wrong(2, "factor 1/σ² is missing", lambda r, x, sigma: -x + r(x)),
    wrong(2, "divide by σ:", lambda r, x, sigma: r(x) / sigma - x / sigma),
    wrong(2, "multiply by σ²", lambda r, x, sigma: sigma * sigma * (r(x) - x)),
    wrong(2, "sign is flipped", lambda r, x, sigma: (x - r(x)) * sigma**-2),
    wrong(2, "divide r(x̃) itself", lambda r, x, sigma: r(x) / (sigma * sigma)),
    wrong(3, "swapped", swapped),
    wrong(3, "target is the noisy input itself", target_is_input),
    wrong(3, "nothing is corrupted", nothing_corrupted),
    wrong(3, "noise on the target as well", noise_on_both),
    wrong(3, "σ and σ² are confused", noise_from(lambda s, n, g: torch.randn(n, 2, generator=g) * s * s)),
    wrong(3, "standard deviation √σ", noise_from(lambda s, n, g: torch.randn(n, 2, generator=g) * s**0.5)),
    wrong(3, "noise is the same for every seed", noise_fixed),
    wrong(3, "noise is the same for every seed", pairs_fixed),
    wrong(3, "clean points are the same for every seed", points_fixed),
    wrong(3, "The same seed gives different numbers", seed_unused),
    wrong(3, "same in both coordinates", noise_from(lambda s, n, g: s * torch.randn(n, 1, generator=g))),
    wrong(3, "one and the same noise", noise_from(lambda s, n, g: s * torch.randn(2, generator=g))),
    wrong(3, "one and the same noise", noise_from(lambda s, n, g: s * torch.randn(1, generator=g))),
    wrong(3, "noise is uniform", noise_from(lambda s, n, g: s * torch.rand(n, 2, generator=g))),
    wrong(3, "noise is uniform", noise_from(lambda s, n, g: s * (2 * torch.rand(n, 2, generator=g) - 1))),
    wrong(3, "another circle", own_circle),
    wrong(3, "drawn from the same random numbers", seed_twice),
    wrong(3, "drawn from the same random numbers", two_generators),
    wrong(4, "angle, and with it the radius, is uniform", lambda n: spiral(torch.rand(n) * 4 * PI)),
    wrong(4, "angle, and with it the radius, is uniform", by_radius),
    wrong(4, "square of the angle", lambda n: spiral(torch.rand(n) ** 0.5 * 4 * PI)),
    wrong(4, "root of the angle", lambda n: spiral(torch.rand(n) ** 2 * 4 * PI)),
    wrong(4, "evenly spaced", lambda n: spiral(torch.linspace(0, 4 * PI, n))),
    wrong(4, "evenly spaced", lambda n: manifolds.spiral().points(n)),
    wrong(4, "not on the spiral", lambda n: spiral(torch.rand(n) * 4 * PI, start=0)),
    wrong(4, "not on the spiral", lambda n: spiral(torch.rand(n) * 720)),
    wrong(4, "not on the spiral", lambda n: spiral(torch.rand(n) * 4 * PI).flip(1)),
    wrong(5, "probabilities q are ignored", q_ignored),
    wrong(5, "distance is not squared", from_weights(lambda w: w / w.sum(1, True), power=1)),
    wrong(5, "σ and σ² are confused", divided(lambda sigma: 2 * sigma)),
    wrong(5, "factor 2 is missing", divided(lambda sigma: sigma**2)),
    wrong(5, "not normalised", from_weights(lambda w: w)),
    wrong(5, "not normalised", from_weights(lambda w: w / w.sum())),
    wrong(5, "not normalised", weights_times_q),
    wrong(5, "wrong dimension", from_weights(lambda w: w / w.sum(0))),
    wrong(5, "single node", nearest),
    wrong(5, "single node", likeliest),
    wrong(
        5,
        "must be log q",
        lambda x, nodes, q, s: torch.softmax(-(torch.cdist(x, nodes) ** 2) / 2 / s**2 + q, 1) @ nodes,
    ),
    wrong(
        5,
        "multiply the exponent by q",
        lambda x, nodes, q, s: torch.softmax(-(torch.cdist(x, nodes) ** 2) / 2 / s**2 * q, 1) @ nodes,
    ),
    wrong(6, "There is no noise", lambda r, x, sigma, alpha, noise: (1 - alpha) * x + alpha * r(x)),
    wrong(
        6, "lacks its factor σ", lambda r, x, sigma, alpha, z: x + alpha * (r(x) - x) + (2 * alpha) ** 0.5 * z
    ),
    wrong(6, "factor 2 is forgotten", lambda r, x, s, a, z: x + a * (r(x) - x) + math.sqrt(a) * s * z),
    wrong(6, "2 belongs under the root", lambda r, x, s, a, z: x + a * (r(x) - x) + 2 * math.sqrt(a) * s * z),
    wrong(
        6, "σ stands outside the root", lambda r, x, s, a, z: x + a * (r(x) - x) + math.sqrt(2 * a * s) * z
    ),
    wrong(6, "without the root", lambda r, x, s, a, z: x + a * (r(x) - x) + a * s * z),
    wrong(6, "without the root", lambda r, x, s, a, z: x + a * (r(x) - x + 2 * s * z)),
    wrong(6, "by σ²", lambda r, x, s, a, z: x + a * (r(x) - x) + math.sqrt(2 * a) * s**2 * z),
    wrong(6, "sign of the arrow", lambda r, x, s, a, z: x + a * (x - r(x)) + math.sqrt(2 * a) * s * z),
    wrong(6, "part of r(x)", lambda r, x, s, a, z: x + a * r(x) + math.sqrt(2 * a) * s * z),
    wrong(6, "all the way", lambda r, x, s, a, z: r(x) + math.sqrt(2 * a) * s * z),
    wrong(6, "the change alone", lambda r, x, s, a, z: a * (r(x) - x) + math.sqrt(2 * a) * s * z),
    wrong(6, "along the score", lambda r, x, s, a, z: x + a * (r(x) - x) / s**2 + math.sqrt(2 * a) * z),
    wrong(
        6,
        "noise of your own",
        lambda r, x, s, a, z: x + a * (r(x) - x) + math.sqrt(2 * a) * s * torch.randn(len(x), 2),
    ),
    wrong(8, "upside down", loop(lambda at, old, new, x: at(old)(x) + old / new * (x - at(old)(x)))),
    wrong(8, "upside down", upside_down_but_for_the_last),
    wrong(8, "swapped", loop(lambda at, old, new, x: at(new)(x) + old / new * (x - at(new)(x)))),
    wrong(8, "jump all the way", loop(lambda at, old, new, x: at(old)(x))),
    wrong(
        8,
        "denoiser of the new level",
        loop(lambda at, old, new, x: at(new)(x) + new / old * (x - at(new)(x))),
    ),
    wrong(8, "denoiser of the first level", one_denoiser),
    wrong(8, "part of x − r(x) to keep", loop(lambda at, old, new, x: x + new / old * (at(old)(x) - x))),
    wrong(8, "wrong order", rising),
    wrong(8, "divides by the level 0", backwards),
    wrong(8, "one step early", without_the_last),
]


@pytest.mark.parametrize(("number", "words", "function"), PLANTED)
def test_a_planted_mistake_is_named_in_one_short_paragraph(printed, number, words, function):
    text = printed(checks.check, number, function)
    assert text.startswith(f"Exercise {number}: not yet. ")
    assert words in " ".join(text.split())
    assert len(text) < 500
    assert max(map(len, text.splitlines())) <= 100
    assert "\n\n" not in text


@pytest.mark.parametrize("number", NUMBERS)
def test_every_mistake_that_a_check_knows_is_planted_here(number):
    planted = [param.values[1] for param in [*PLANTED, *PLANTED_MAPS] if param.values[0] == number]
    for sentence, _ in checks.EXERCISES[number].mistakes:
        # Of the other noise levels and curves, some are planted for all.
        assert sentence in trained.ELSEWHERE or any(words in sentence for words in planted)


def test_the_number_that_shows_a_mistake_stands_beside_the_right_one(said):
    assert re.search(r"for x̃ = \(\S+, \S+\) your answer is \(\S+, \S+\), wanted", said(1, lambda r, x: r(x)))
    crowded = said(4, lambda n: spiral(torch.rand(n) * 4 * PI))
    assert re.search(r"6[456]\.\d% of your points lie on the inner half of the length, wanted 50%", crowded)
    confused = said(3, noise_from(lambda s, n, g: s**2 * torch.randn(n, 2, generator=g)))
    assert re.search(r"at σ = 0\.2, input minus target has the standard deviation 0\.0[34]\d\d", confused)
    assert re.search(r"its variance runs from 0\.9[456] to 1\.(09|1\d) times σ²", said(3, seed_twice))


# Right answers


def normalised_by_hand(x_noisy, nodes, q, sigma):
    w = torch.exp(-((x_noisy.unsqueeze(1) - nodes) ** 2).sum(dim=2) / (2 * sigma**2)) * q
    return torch.einsum("kn,ni->ki", w, nodes) / w.sum(dim=1)[:, None]


def by_inverse_cdf(n):
    theta = torch.linspace(0, 4 * PI, 5001, dtype=torch.float64)
    r = 0.25 + theta / (4 * PI)
    s = torch.cumsum(torch.sqrt(r**2 + 1 / (16 * PI**2)), 0)
    s = (s - s[0]) / (s[-1] - s[0])
    k = torch.searchsorted(s, torch.rand(n, dtype=torch.float64)).clamp(1)
    return spiral(theta[k] - torch.rand(n) * (theta[1] - theta[0]))


def by_rejection(n):
    theta = 4 * PI * torch.rand(5 * n)
    length = ((0.25 + theta / (4 * PI)) ** 2 + (1 / (4 * PI)) ** 2).sqrt()
    return spiral(theta[torch.rand(5 * n) * length.max() < length][:n])


def pairs_of_float64(curve, sigma, n, seed):
    torch.manual_seed(seed)
    x = curve.at(torch.rand(n), torch.float64)
    return [x + torch.normal(0.0, sigma, x.shape, dtype=torch.float64), x]


def pairs_from_one_seed(curve, sigma, n, seed):
    x = curve.sample(n, seed)
    return corruption.gaussian(x, sigma, seed), x  # draws from a stream of its own


def pairs_from_two_seeds(curve, sigma, n, seed):
    x = curve.sample(n, 2 * seed)
    return x + sigma * torch.randn(n, 2, generator=torch.Generator().manual_seed(2 * seed + 1)), x


def noise_before_points(curve, sigma, n, seed):
    g = torch.Generator().manual_seed(seed)
    noise = sigma * torch.randn(n, 2, generator=g)
    x = curve.sample(n, g)
    return x + noise, x


def score_by_differentiation(r, x_noisy, sigma):
    best = oracle.PosteriorMean(manifolds.circle(), sigma)
    x = x_noisy.double().requires_grad_()
    return torch.autograd.grad(best.log_density(x).sum(), x)[0]


@torch.no_grad()
def in_place(r, x_noisy):
    x_noisy.mul_(-1).add_(r(-x_noisy))
    return x_noisy


class Step(nn.Module):
    def forward(self, r, x, sigma, alpha, noise):
        return torch.lerp(x, r(x), alpha) + noise * sigma * math.sqrt(2 * alpha)


def from_floats(at, sigmas, x):
    levels = [float(s) for s in sigmas]
    for i, level in enumerate(levels[:-1]):
        noise = (x - at(level)(x)) / level
        x = x + (levels[i + 1] - level) * noise
    return x


RIGHT = [
    (1, lambda r, x_noisy: (r(x_noisy) - x_noisy).detach()),
    (1, lambda r, x_noisy: r(x_noisy.double()) - x_noisy.double()),
    (1, in_place),
    (1, functools.partial(lambda sign, r, x: sign * (r(x) - x), 1)),
    (2, score_by_differentiation),
    (2, lambda r, x_noisy, sigma: nn.Parameter((r(x_noisy) - x_noisy) / sigma**2)),
    (3, pairs_of_float64),
    (3, pairs_from_one_seed),
    (3, pairs_from_two_seeds),
    (3, noise_before_points),
    (4, by_inverse_cdf),
    (4, by_rejection),
    (4, lambda n: manifolds.spiral().sample(n, seed=7)),
    (5, normalised_by_hand),
    (5, lambda x, nodes, q, s: normalised_by_hand(x.double(), nodes.double(), q.double(), s)),
    (6, Step()),
    (8, from_floats),
]


@pytest.mark.parametrize(("number", "function"), RIGHT)
def test_a_right_answer_may_be_written_in_many_ways(said, number, function):
    assert said(number, function).startswith(f"Exercise {number}: right. ")


@pytest.mark.parametrize("number", [1, 2, 5, 6, 8])
def test_a_right_answer_is_told_that_it_agrees_at_every_point(said, number):
    verdict = said(number, checks.EXERCISES[number].right)
    agrees = "Your answer and the wanted one agree at all 50 points (largest difference 0)."
    assert verdict.startswith(f"Exercise {number}: right. {agrees}")
    assert "error" not in verdict


def test_a_right_posterior_mean_is_shown_which_of_two_equally_near_nodes_draws_it(said):
    shown = (
        "midway between a node (−1, 0) with q = 0.25 and a node (1, 0) with q = 0.75, your r is (0.50, 0.00)"
    )
    assert shown in said(5, solutions.posterior_mean)
    assert shown in said(5, normalised_by_hand)
    assert "midway" not in said(5, q_ignored)
    x, nodes, q, _ = arrows.between_two_nodes()
    assert torch.cdist(x, nodes).tolist() == [[1, 1]]
    assert nodes.tolist() == [[-1, 0], [1, 0]]
    assert q.tolist() == [0.25, 0.75]


@pytest.mark.parametrize("seed", range(20))
def test_chance_makes_no_right_answer_wrong(said, seed):
    def points(n):
        torch.manual_seed(seed)
        return solutions.spiral_points(n)

    def pairs(curve, sigma, n, k):
        return solutions.training_pairs(curve, sigma, n, 1000 * seed + k)

    assert ": right." in said(4, points)
    assert ": right." in said(3, pairs)


def test_the_variance_on_a_tenth_of_the_circle_tells_twice_used_random_numbers_from_fresh_ones():
    def unevenness(pairs, seed):
        got = [pairs(random_points.small_circle(), 0.2, 100_000, seed + k) for k in (0, 1)]
        variances = random_points.tenths(got)
        return (variances / variances.mean() - 1).abs().max()

    # The check parts them at 0.04.
    assert max(unevenness(solutions.training_pairs, seed) for seed in range(0, 40, 2)) < 0.03
    assert min(unevenness(seed_twice, seed) for seed in range(0, 40, 2)) > 0.07


def test_the_texts_say_whose_method_it_is_and_that_there_are_others(printed):
    assert "One way of several" in printed(checks.solution, 4)
    assert "algorithm 1 without its second-order correction" in printed(checks.solution, 8)
    assert any(
        "with the same seed give the same numbers" in " ".join(each.split()) for each in solutions.HINTS[3]
    )


@pytest.mark.parametrize("number", NUMBERS)
def test_a_printed_solution_runs_by_itself_and_is_right(printed, said, number):
    namespace = {}
    code = printed(checks.solution, number)
    exec(code, namespace)
    name = "my_map" if number == 7 else re.search(r"^def (\w+)", code, re.MULTILINE)[1]
    assert '"""' in code
    assert said(number, namespace[name]).startswith(f"Exercise {number}: right. ")


# A trained map


@pytest.fixture(scope="module")
def denoiser():
    """A network for the figure-eight, or for another curve or noise level."""

    @functools.cache
    def denoiser(sigma=0.1, curve=None, n_steps=600):
        model = models.DAE()
        for _ in training.steps(model, curve or checks.figure_eight(), sigma, n_steps):
            pass
        return model

    return denoiser


def wrong_map(words, make):
    return pytest.param(7, words, make, id=words)


CIRCLE = manifolds.circle()
PLANTED_MAPS = [
    wrong_map("returns the arrow", lambda denoiser: lambda x: denoiser()(x) - x),
    wrong_map("arrows are flipped", lambda denoiser: lambda x: x - (denoiser()(x) - x)),
    wrong_map("arrows are flipped", lambda denoiser: lambda x: x - denoiser()(x)),
    wrong_map("no better than doing nothing", lambda denoiser: models.DAE()),
    wrong_map("no better than doing nothing", lambda denoiser: lambda x: x),
    wrong_map("no better than doing nothing", lambda denoiser: nn.Linear(2, 2)),
    wrong_map("another noise level: it does best at σ = 0.2", lambda denoiser: denoiser(0.2)),
    wrong_map("another noise level: it does best at σ = 0.05", lambda denoiser: denoiser(0.05)),
    wrong_map("another noise level: it does best at σ = 0.32", lambda denoiser: denoiser(0.1**0.5)),
    wrong_map("another noise level: it does best at σ = 0.01", lambda denoiser: denoiser(0.1**2)),
    wrong_map("another curve, the circle", lambda denoiser: denoiser(curve=CIRCLE)),
]


@pytest.mark.parametrize(("number", "words", "make"), PLANTED_MAPS)
def test_a_map_that_learned_something_else_is_told_what(said, denoiser, number, words, make):
    verdict = said(number, make(denoiser))
    assert words in verdict
    assert "wanted below 1%" in verdict


def test_a_map_that_needs_more_training_is_told_how_far_it_is_and_no_more(said, denoiser):
    assert re.fullmatch(
        r"Exercise 7: not yet\. Its excess risk is \d+\.\d\d%, wanted below 1%\.",
        said(7, denoiser(n_steps=60)),
    )


def test_the_excess_risk_is_that_of_the_oracle(said, denoiser):
    risk = oracle.excess_risk(denoiser(n_steps=60), checks.figure_eight(), 0.1)
    assert f"{risk:.2%}" in said(7, denoiser(n_steps=60))


def test_the_exact_map_passes_and_a_network_that_is_too_large_does_not(said):
    assert "right. Its excess risk is 0.00%" in said(7, oracle.PosteriorMean(checks.figure_eight(), 0.1))
    assert "has 33666 parameters; at most 10000" in said(7, models.DAE(hidden=(128, 128, 128)))
    assert "has 13058 parameters; at most 10000" in said(7, models.ConditionalDAE().at(0.1))


def test_a_run_in_place_of_its_model_is_told_so(said):
    run = training.fit(models.DAE(), CIRCLE, n_steps=1, progress=False)
    assert "Try its .model" in said(7, run)


def test_the_figure_eight_is_a_closed_curve_that_fits_the_square():
    curve = checks.figure_eight()
    assert curve.closed
    assert curve.extent <= 1.5
    crossings = curve.points(4000).norm(dim=1) < 0.005
    assert crossings.nonzero().diff(dim=0).max() > 1000


# Not attempted, or not even an answer


@pytest.mark.parametrize("number", NUMBERS)
def test_an_exercise_that_was_not_attempted_is_no_mistake(said, number):
    def skeleton(*_): ...

    def ellipsis(*_):
        return ...

    for nothing in (None, ..., skeleton, ellipsis):
        assert said(number, nothing) == f"Exercise {number}: not attempted yet."


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("answer", [3, "r(x) - x", torch.zeros(4, 2), nn.Module], ids=str)
def test_what_is_not_a_function_is_asked_for_as_one(said, number, answer):
    assert f"Hand in what can be called as {checks.EXERCISES[number].call}, not" in said(number, answer)


@pytest.mark.parametrize(
    ("number", "function", "words"),
    [
        (
            1,
            lambda r, x: (r(x) - x).sum(dim=1),
            "returns a tensor of shape (50,); wanted is a tensor of shape (50, 2)",
        ),
        (2, lambda r, x, sigma: (r(x) - x).tolist(), "returns a tuple of 50"),
        (2, lambda r, x, sigma: (r(x) - x).numpy(), "something of the type ndarray"),
        (
            3,
            lambda curve, sigma, n, seed: curve.sample(n),
            "wanted is a tuple of 2 (a tensor of shape (100000, 2)",
        ),
        (4, lambda n: torch.rand(n), "returns a tensor of shape (10000,)"),
        (4, lambda n: torch.ones(n, 2, dtype=torch.long), "a tensor of torch.int64"),
        (5, lambda x, nodes, q, sigma: nodes, "shape (40, 2); wanted is a tensor of shape (50, 2)"),
        (6, lambda r, x, sigma, alpha, noise: 0.5, "something of the type float"),
        (7, lambda x: x[:, :1], "shape (20000, 1)"),
        (8, lambda at, sigmas, x: [x] * 5, "a tuple of 5"),
    ],
)
def test_a_wrong_shape_or_type_is_told_with_the_one_that_is_wanted(said, number, function, words):
    verdict = said(number, function)
    assert words in verdict
    assert "; wanted is " in verdict


def test_an_unknown_mistake_is_shown_at_one_point(said):
    verdict = said(6, lambda r, x, sigma, alpha, noise: x + 7)
    assert re.fullmatch(
        r"Exercise 6: not yet\. The largest of 50 errors is \S+: "
        r"for x = \(\S+, \S+\) your answer is \(\S+, \S+\), wanted \(\S+, \S+\)\.",
        verdict,
    )
    assert "your answer is (nan, nan)" in said(5, lambda x, nodes, q, sigma: x * math.nan)
    assert "nan" in said(7, lambda x: x * math.nan)
    for number in (3, 4):
        assert ": not yet." in said(number, lambda *args: RIGHT_SHAPES[len(args)]())


RIGHT_SHAPES = {
    1: lambda: torch.full((10_000, 2), math.nan),
    4: lambda: (torch.full((100_000, 2), math.nan),) * 2,
}


# Errors


def helper(x):
    return x @ torch.zeros(3, 3)


def calls_a_helper(r, x_noisy):
    return helper(r(x_noisy))


def divides_by_nothing(r, x_noisy, sigma):
    return 1 / 0


def asserts(n):
    assert n < 0


def recurses(at, sigmas, x):
    return recurses(at, sigmas, x)


class Fails(nn.Module):
    def forward(self, x):
        return self.missing(x)


@pytest.mark.parametrize(
    ("number", "function", "words"),
    [
        (1, calls_a_helper, "RuntimeError: mat1 and mat2"),
        (1, calls_a_helper, "(line: return x @ torch.zeros(3, 3))"),
        (2, divides_by_nothing, "ZeroDivisionError: division by zero (line: return 1 / 0)"),
        (4, asserts, "AssertionError"),
        (
            7,
            Fails(),
            "AttributeError: 'Fails' object has no attribute 'missing' (line: return self.missing(x))",
        ),
        (8, recurses, "RecursionError: maximum recursion depth exceeded"),
        (7, models.ConditionalDAE(hidden=(4,)), "missing 1 required positional argument: 'sigma'"),
        (2, lambda r, x: r(x), "TypeError"),
        (2, lambda r, x: r(x), "It is called as score(r, x_noisy, sigma)"),
    ],
)
def test_an_error_in_the_students_code_is_told_and_not_raised(said, number, function, words):
    verdict = said(number, function)
    assert verdict.startswith(f"Exercise {number}: not yet. Your code stopped with ")
    assert words in verdict


def test_a_root_that_torch_takes_of_tensors_only_is_told_by_what_to_replace_it(said):
    def step(r, x, sigma, alpha, noise):
        return x + alpha * (r(x) - x) + torch.sqrt(2 * alpha) * sigma * noise

    verdict = said(6, step)
    assert "must be Tensor, not float" in verdict
    assert verdict.endswith(
        "A plain number is no tensor: its square root is number ** 0.5, as in (2 * alpha) ** 0.5."
    )
    assert "plain number" not in said(2, divides_by_nothing)


def test_an_error_in_code_that_has_no_file_is_told_with_the_lines_number(said):
    namespace = {}
    exec("def displacement(r, x_noisy):\n    return r(x) - x_noisy", namespace)
    assert "NameError: name 'x' is not defined (line: number 2)" in said(1, namespace["displacement"])


def test_a_student_can_stop_a_check():
    def slow(r, x_noisy):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        checks.check(1, slow)


# Hints, solutions, numbers


@pytest.mark.parametrize("number", NUMBERS)
def test_hints_come_one_after_the_other_and_then_again(printed, monkeypatch, number):
    monkeypatch.setattr(checks, "_hints_given", checks.Counter())
    n = len(solutions.HINTS[number])
    assert n in (2, 3)
    hints = [printed(checks.hint, number) for _ in range(n + 1)]
    for k, text in enumerate(hints[:n]):
        assert text.startswith(f"Exercise {number}, hint {k + 1} of {n}: ")
    assert hints[n] == hints[0]
    assert len(set(hints)) == n


@pytest.mark.parametrize("call", [lambda k: checks.check(k, None), checks.hint, checks.solution])
@pytest.mark.parametrize("number", [0, 9, -1, "1", None, 1.5, [1]], ids=str)
def test_there_are_eight_exercises_and_no_others(call, number):
    with pytest.raises(ValueError, match="number must be one of 1, 2, 3, 4, 5, 6, 7, 8, got"):
        call(number)


@pytest.mark.parametrize("number", NUMBERS)
def test_a_check_says_the_same_every_time_and_leaves_the_random_numbers_alone(said, number):
    answer = checks.EXERCISES[number].right
    before = torch.get_rng_state()
    first = said(number, answer)
    assert said(number, answer) == first
    assert torch.equal(torch.get_rng_state(), before)
    assert ": right. " in first
