"""The exercises: known mistakes are named; right answers are right however written, and no others."""

import functools
import itertools
import math
import random
import re

import pytest
import torch
from torch import nn

from dae_helpers import corruption, manifolds, models, oracle, training
from dae_helpers.lesson import checks
from dae_helpers.lesson.exercises import pairs_measured, spiral_points, training_pairs

EXERCISES = checks.EXERCISES
PI = math.pi


def example(mistake, k, number):
    return pytest.param(number, mistake.words, mistake.examples[k], id=f"{number}: {mistake.words} {k}")


MISTAKES = [
    example(mistake, k, number)
    for number, exercise in EXERCISES.items()
    for mistake in exercise.mistakes
    for k in range(len(mistake.examples))
]


@pytest.mark.parametrize(("number", "words", "answer"), MISTAKES)
def test_a_known_mistake_is_named_by_its_own_sentence_in_one_short_paragraph(capsys, number, words, answer):
    checks.check(number, answer)
    text = capsys.readouterr().out
    assert " ".join(text.split()).startswith(f"Exercise {number}: not yet. {words}")
    assert len(text) < 600
    assert max(map(len, text.splitlines())) <= 100
    assert "\n\n" not in text
    assert "nan" not in re.sub(r"\(\S+,\s\S+\)", "", text)


def test_every_known_mistake_has_an_example():
    assert all(mistake.examples for exercise in EXERCISES.values() for mistake in exercise.mistakes)


# The same mistakes as others would write them


def pairs_fixed(curve, sigma, n, seed):
    torch.manual_seed(0)
    x = curve.sample(n, 0)
    return x + sigma * torch.randn(n, 2), x


def seed_unused(curve, sigma, n, seed):
    x = curve.sample(n, random.randrange(10))
    return x + sigma * torch.randn_like(x), x


def two_generators(curve, sigma, n, seed):
    one, two = torch.Generator().manual_seed(seed), torch.Generator().manual_seed(seed)
    return corruption.gaussian(x := curve.sample(n, one), sigma, two), x


def spiral(theta, turns=2.0, start=0.25):
    r = start + theta / (2 * PI * turns)
    return torch.stack((r * torch.cos(theta), r * torch.sin(theta)), 1)


def with_weights(by=lambda sigma: 2 * sigma**2, dim=1):
    def mean(x_noisy, nodes, sigma):
        w = torch.exp(-((x_noisy[:, None] - nodes[None]) ** 2).sum(-1) / by(sigma))
        return (w / w.sum(dim=dim, keepdim=True)) @ nodes

    return mean


def loop(step, levels=lambda sigmas: sigmas):
    def sampler(at, sigmas, x):
        levels_ = levels(sigmas)
        for i in range(len(levels_) - 1):
            x = step(at, levels_[i], levels_[i + 1], x)
        return x

    return sampler


def euler(at, old, new, x):
    return at(old)(x) + new / old * (x - at(old)(x))


def returns_inside(at, sigmas, x):
    for old, new in itertools.pairwise(sigmas):
        x = euler(at, old, new, x)
        return x


def five_steps(at, sigmas, x):
    for i in range(5):
        x = euler(at, sigmas[i], sigmas[i + 1], x)
    return x


def with_fresh_noise(at, sigmas, x):
    for old, new in itertools.pairwise(sigmas):
        x = at(old)(x) + new * torch.randn(len(x), 2)
    return x


PLANTED = [
    (3, "noise is the same for every seed", pairs_fixed),
    (3, "same seed gives different numbers", seed_unused),
    (3, "drawn from the same random numbers", two_generators),
    (3, "target is the noise", lambda curve, s, n, seed: (curve.sample(n, seed), s * torch.randn(n, 2))),
    (4, "angle, and with it the radius", lambda n, turns: spiral(torch.rand(n) * 2 * PI * turns, turns)),
    (4, "not on the spiral", lambda n, turns: spiral(torch.rand(n) * 2 * PI * turns, turns, start=0)),
    (4, "not on the spiral", lambda n, turns: spiral(torch.rand(n) * 720, turns)),
    (5, "factor 2 is missing", with_weights(lambda sigma: sigma**2)),
    (5, "exp is rounded to 0", with_weights()),
    (5, "wrong dimension", with_weights(dim=0)),
    (6, "without the root", lambda r, x, s, a, z: x + a * (r(x) - x + 2 * s * z)),
    (
        6,
        "noise of your own",
        lambda r, x, s, a, z: torch.lerp(x, r(x), a) + (2 * a) ** 0.5 * s * torch.randn(len(x), 2),
    ),
    (6, "√(1 − (1 − α)²)", lambda r, x, s, a, z: x + a * (r(x) - x) + math.sqrt(2 * a - a * a) * s * z),
    (8, "return inside the loop", returns_inside),
    (8, "number of steps is written in", five_steps),
    (8, "draw noise on the way", with_fresh_noise),
    (8, "one step early", loop(euler, lambda sigmas: sigmas[:-1])),
    (8, "wrong order", loop(euler, lambda sigmas: [*sorted(float(s) for s in sigmas if s > 0), 0.0])),
    (9, "q are ignored", lambda x, nodes, q, s: with_weights()(x, nodes, s)),
]


@pytest.fixture
def said(capsys):
    """What a check prints, on one line."""

    def said(number, answer):
        capsys.readouterr()
        assert checks.check(number, answer) is None
        return " ".join(capsys.readouterr().out.split())

    return said


@pytest.mark.parametrize(("number", "words", "answer"), PLANTED)
def test_a_mistake_is_named_however_it_is_written(said, number, words, answer):
    verdict = said(number, answer)
    assert verdict.startswith(f"Exercise {number}: not yet. ")
    assert words in verdict


# Answers that are right in one setting, or by one statistic, only


def counting(right):
    calls = itertools.count()
    return lambda *given: right(*given) * (1 if next(calls) == 0 else math.nan)


def points_of(x):
    """Pairs of clean points x(n, g) and right noise."""

    def pairs(curve, sigma, n, seed):
        g = torch.Generator().manual_seed(seed)
        clean = x(curve, n, g)
        return clean + sigma * torch.randn(n, 2, generator=g), clean

    return pairs


def noise_of(make):
    def pairs(curve, sigma, n, seed):
        g = torch.Generator().manual_seed(seed)
        x = curve.sample(n, g)
        return x + make(x, sigma, torch.randn(n, 2, generator=g)), x

    return pairs


def along(change):
    """Points of the spiral at changed shares of its length."""

    def points(n, turns=2.0):
        vertices = CURVES[turns].points(20_001)
        s = change(torch.rand(n)) * 20_000
        i = s.long().clamp(max=19_999)
        return torch.lerp(vertices[i], vertices[i + 1], (s - i)[:, None])

    return points


CURVES = {turns: manifolds.spiral(turns) for turns in (0.5, 1.0, 2.0)}


def r_dtheta(n, turns=2.0):
    radius = (0.0625 + 1.5 * torch.rand(n)).sqrt()
    return spiral((radius - 0.25) * 2 * PI * turns, turns)


def unshifted(x, nodes, q, s):
    w = q * torch.exp(-(torch.cdist(x, nodes) ** 2) / (2 * s**2))
    return w / w.sum(1, keepdim=True) @ nodes


class Nodes(nn.Module):
    """The exact denoiser of the figure-eight, as a table in a buffer."""

    def __init__(self, n):
        super().__init__()
        self.register_buffer("nodes", checks.figure_eight().points(n))

    def forward(self, x):
        return (-torch.cdist(x, self.nodes).square() / 0.02).softmax(dim=1) @ self.nodes


@functools.cache
def trained(hidden=(64, 48, 48, 48), n_steps=300):
    model = models.DAE(hidden)
    for _ in training.steps(model, checks.figure_eight(), 0.1, n_steps):
        pass
    return model


def step_with(alpha=None, sigma=None):
    return lambda r, x, s, a, z: EXERCISES[6].right(r, x, sigma or s, alpha or a, z)


LARGE = models.DAE((128, 64, 128))
HALF = [
    (2, "does not depend on sigma", lambda r, x, sigma: (r(x) - x) / 0.3**2),
    (3, "does not depend on sigma", lambda curve, s, n, seed: EXERCISES[3].worked(curve, 0.2, n, seed)),
    (3, "shape (100000, 2)", lambda curve, s, n, seed: EXERCISES[3].worked(curve, s, 100_000, seed)),
    (3, "one and the same", points_of(lambda curve, n, g: curve.sample(1, g).expand(n, 2))),
    (3, "crowd", points_of(lambda curve, n, g: curve.at(torch.rand(n, generator=g) ** 2))),
    (3, "larger in one coordinate", noise_of(lambda x, s, z: s * z * torch.tensor([1.02, 0.98]))),
    (3, "shrink", noise_of(lambda x, s, z: s * z + x * ((1 - s * s) ** 0.5 - 1))),
    (3, "Over", noise_of(lambda x, s, z: s * torch.cat([z[: len(z) // 2]] * 2))),
    (4, "from a table", lambda n, turns=2.0: CURVES[turns].points(100)[torch.randint(100, (n,))]),
    (4, "r dθ", r_dtheta),
    (4, "no point at all", along(lambda u: 0.005 + 0.995 * u)),
    (4, "put on one spot", along(lambda u: torch.where(u < 0.02, 0.5, u))),
    (4, "table of lengths too coarse", along(lambda u: u + 0.2 * (12 * PI * u).sin() / (12 * PI))),
    (1, "The largest of", lambda r, x: (r(x) - x).clamp(-1, 1)),
    (2, "The largest of", lambda r, x, sigma: (r(x) - x) / max(sigma, 0.1) ** 2),
    (2, "The largest of", lambda r, x, sigma: (r(x) - x) / min(sigma, 1) ** 2),
    (3, "Over", noise_of(lambda x, s, z: 1.02 * s * z)),
    (5, "The largest of", lambda x, nodes, s: EXERCISES[5].worked(x, nodes, max(s, 0.05))),
    (5, "The largest of", lambda x, nodes, s: EXERCISES[5].worked(x, nodes, min(s, 1))),
    (6, "The largest of", lambda r, x, s, a, z: EXERCISES[6].right(r, x, s, min(a, 0.5), z)),
    (6, "The largest of", lambda r, x, s, a, z: EXERCISES[6].right(r, x, max(s, 0.1), a, z)),
    (9, "The largest of", lambda x, nodes, q, s: EXERCISES[9].right(x, nodes, q.clamp(min=1e-3), s)),
    (4, "same at each call", lambda n, turns=2.0: CURVES[turns].sample(n, seed=7)),
    (
        4,
        "without manifolds",
        lambda n, turns=2.0: manifolds.spiral(turns).sample(n, int(torch.randint(99, ()))),
    ),
    (9, "two different answers", counting(EXERCISES[9].right)),
    (9, "exp is rounded to 0", unshifted),
    (5, "The largest of 30 errors", lambda x, nodes, s: EXERCISES[5].worked(x, nodes[:40], s)),
    (6, "does not depend on alpha", step_with(alpha=0.2)),
    (6, "does not depend on sigma", step_with(sigma=0.3)),
    (7, "numbers along", lambda x: LARGE(x)),
    (7, "numbers along", LARGE.forward),
    (7, "exact map", oracle.PosteriorMean(checks.figure_eight(), 0.1)),
    (7, "exact map", Nodes(1000)),
    (7, "numbers along", Nodes(6000)),
    (8, "multiply x by the first level", lambda at, sigmas, x: EXERCISES[8].right(at, sigmas, x * sigmas[0])),
    (
        8,
        "does not depend on sigmas",
        lambda at, s, x: EXERCISES[8].right(at, torch.tensor([1, 0.5, 0.2, 0.1, 0]), x),
    ),
]


@pytest.mark.parametrize(("number", "words", "answer"), HALF)
def test_an_answer_that_is_right_in_one_setting_only_is_not_right(said, number, words, answer):
    verdict = said(number, answer)
    assert verdict.startswith(f"Exercise {number}: not yet. ")
    assert words in verdict


@pytest.mark.parametrize("number", EXERCISES)
def test_nan_is_told_as_such_and_as_nothing_else(said, number):
    right = EXERCISES[number].right if number == 7 else EXERCISES[number].worked

    def nan(*given):
        got = right(*given)
        return tuple(x * math.nan for x in got) if isinstance(got, tuple) else got * math.nan

    assert "NaN or infinite, as when something is divided by 0" in said(number, nan)


# Right answers


def normalised_by_hand(x_noisy, nodes, q, sigma):
    w = torch.exp(-((x_noisy.unsqueeze(1) - nodes) ** 2).sum(dim=2) / (2 * sigma**2)) * q
    return torch.einsum("kn,ni->ki", w, nodes) / w.sum(dim=1)[:, None]


def shifted_by_hand(x_noisy, nodes, sigma):
    a = -(torch.cdist(x_noisy, nodes) ** 2) / (2 * sigma**2)
    w = (a - a.max(dim=1, keepdim=True).values).exp()
    return w @ nodes / w.sum(dim=1, keepdim=True)


def by_inverse_cdf(n, turns):
    theta = torch.linspace(0, 2 * PI * turns, 5001, dtype=torch.float64)
    r = 0.25 + theta / (2 * PI * turns)
    s = torch.cumsum(torch.sqrt(r**2 + 1 / (2 * PI * turns) ** 2), 0)
    s = (s - s[0]) / (s[-1] - s[0])
    k = torch.searchsorted(s, torch.rand(n, dtype=torch.float64)).clamp(1)
    return spiral(theta[k] - torch.rand(n) * (theta[1] - theta[0]), turns)


def by_rejection(n, turns):
    theta = 2 * PI * turns * torch.rand(5 * n + 50)
    b = 1 / (2 * PI * turns)
    length = ((0.25 + theta * b) ** 2 + b**2).sqrt()
    return spiral(theta[torch.rand(len(theta)) * (1.5625 + b**2) ** 0.5 < length][:n], turns)


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


def pairs_spread_evenly(curve, sigma, n, seed):
    x, x_noisy, _ = next(corruption.pairs(curve, sigma, n, seed))
    return x_noisy, x


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
    (1, lambda r, x_noisy: r(x_noisy).sub_(x_noisy)),
    (1, functools.partial(lambda sign, r, x: sign * (r(x) - x), 1)),
    (2, lambda r, x_noisy, sigma: nn.Parameter((r(x_noisy) - x_noisy) / sigma**2)),
    (3, pairs_of_float64),
    (3, pairs_from_one_seed),
    (3, pairs_from_two_seeds),
    (3, noise_before_points),
    (3, pairs_spread_evenly),
    (4, by_inverse_cdf),
    (4, by_rejection),
    (5, shifted_by_hand),
    (5, lambda x, nodes, s: oracle_of(nodes, x, s)),
    (6, Step()),
    (8, from_floats),
    (9, lambda x, nodes, q, s: oracle_of(nodes, x, s, q)),
]


def oracle_of(nodes, x, sigma, q=None):
    """Point by point, in plain Python."""
    rows = []
    for point in x.tolist():
        a = [-(math.dist(point, node) ** 2) / (2 * sigma**2) for node in nodes.tolist()]
        w = [math.exp(each - max(a)) * (1 if q is None else q[k].item()) for k, each in enumerate(a)]
        rows.append([sum(wk * node[i] for wk, node in zip(w, nodes.tolist())) / sum(w) for i in (0, 1)])
    return torch.tensor(rows)


@pytest.mark.parametrize(("number", "answer"), RIGHT)
def test_a_right_answer_may_be_written_in_many_ways(said, number, answer):
    assert said(number, answer).startswith(f"Exercise {number}: right. ")


@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(k, marks=pytest.mark.slow) for k in range(2, 10))])
def test_chance_makes_no_right_answer_wrong(said, seed):
    def points(n, turns):
        torch.manual_seed(seed + calls.pop())
        return spiral_points.spiral_points(n, turns)

    def pairs(curve, sigma, n, k):
        return training_pairs.training_pairs(curve, sigma, n, 1000 * seed + k)

    calls = [100 * k for k in range(7)]
    assert ": right." in said(4, points)
    assert ": right." in said(3, pairs)


def test_the_variance_on_a_tenth_of_the_circle_tells_twice_used_random_numbers_from_fresh_ones():
    def unevenness(pairs, seed):
        got = [pairs(pairs_measured.curves()[0], 0.2, 100_000, seed + k) for k in (0, 0, 1)]
        variances = pairs_measured.tenths(got)
        return (variances / variances.mean() - 1).abs().max()

    # The check parts them at 0.04.
    assert max(unevenness(training_pairs.training_pairs, seed) for seed in range(0, 20, 2)) < 0.03
    assert min(unevenness(training_pairs.seed_twice, seed) for seed in range(0, 20, 2)) > 0.07


@pytest.mark.parametrize("number", EXERCISES)
def test_a_printed_solution_runs_by_itself_is_right_and_says_the_same_again(capsys, said, number):
    checks.solution(number)
    code, namespace = capsys.readouterr().out, {}
    exec(code, namespace)
    name = "my_map" if number == 7 else EXERCISES[number].worked.__name__
    assert '"""' in code
    first = said(number, namespace[name])
    assert first.startswith(f"Exercise {number}: right. ")
    assert said(number, namespace[name]) == first
    assert "nan" not in first


def test_a_right_posterior_mean_is_shown_which_of_two_equally_near_nodes_draws_it(said):
    shown = "midway between a node (−1, 0) with q = 0.25 and a node (1, 0) with q = 0.75, it is (0.50, 0.00)"
    assert shown in said(9, EXERCISES[9].worked)


# What is said besides the mistake


def test_the_number_that_shows_a_mistake_stands_beside_the_right_one(said):
    assert re.search(
        r"for x̃ = \(\S+, \S+\), σ = 0.3 your answer is \(\S+, \S+\), wanted", said(2, lambda r, x, s: r(x))
    )
    crowded = said(4, lambda n, turns: spiral(torch.rand(n) * 2 * PI * turns, turns))
    assert re.search(r"6[3456]\.\d% of your points lie on the inner half of the length, wanted 50%", crowded)
    confused = said(3, noise_of(lambda x, s, z: s * s * z))
    assert re.search(r"at σ = 0\.2, input minus target has the standard deviation 0\.0[34]\d\d", confused)


def test_an_unknown_mistake_is_shown_at_one_point(said):
    assert re.fullmatch(
        r"Exercise 6: not yet\. The largest of 50 errors is \S+: for x = \(\S+, \S+\), σ = 0.3, α = 0.2 "
        r"your answer is \(\S+, \S+\), wanted \(\S+, \S+\)\.",
        said(6, lambda r, x, sigma, alpha, noise: 3 * r(x) + x + noise * sigma * alpha),
    )


@pytest.mark.parametrize(
    ("number", "answer", "words"),
    [
        (1, lambda r, x: r(x)[:, 0], "returns a tensor of shape (50,); wanted is a tensor of shape (50, 2)"),
        (2, lambda r, x, sigma: (r(x) - x).numpy(), "something of the type ndarray"),
        (3, lambda curve, sigma, n, seed: curve.sample(n), "wanted is a tuple of 2 (a tensor of"),
        (4, lambda n, turns: torch.rand(n), "returns a tensor of shape (10000,)"),
        (4, lambda n, turns: torch.ones(n, 2, dtype=torch.long), "a tensor of torch.int64"),
        (4, lambda n, turns: by_rejection(10_000, turns), "shape (10000, 2); wanted is"),
        (5, lambda x, nodes, sigma: nodes, "shape (40, 2); wanted is a tensor of shape (50, 2)"),
        (6, lambda r, x, sigma, alpha, noise: 0.5, "something of the type float"),
        (8, lambda at, sigmas, x: [x] * 5, "a list of 5"),
        (1, lambda r, x: [r(x)[0], x[0]], "a list of 2 (a tensor of shape (2,), a tensor of shape (2,))"),
    ],
)  # fmt: skip
def test_a_wrong_shape_or_type_is_told_with_the_one_that_is_wanted(said, number, answer, words):
    assert words in said(number, answer)
    assert "; wanted is " in said(number, answer)


# A trained map


def test_a_map_that_needs_more_training_is_told_how_far_it_is_as_the_oracle_counts(said):
    model = trained(n_steps=20)
    risk = oracle.excess_risk(model, checks.figure_eight(), 0.1)
    assert said(7, model) == f"Exercise 7: not yet. Its excess risk is {risk:.2%}, wanted below 1%."


def test_a_network_may_be_handed_in_as_a_part_of_something_else(said):
    model = trained()
    for answer in (model, model.forward, lambda x: model(x), functools.partial(model)):
        assert said(7, answer).startswith("Exercise 7: right. ")


def test_a_network_that_is_too_large_is_told_its_size(said):
    assert "brings 33666 numbers along" in said(7, models.DAE(hidden=(128, 128, 128)))
    assert "brings 17218 numbers along" in said(7, models.ConditionalDAE().at(0.1))


def test_a_run_in_place_of_its_model_is_told_so(said):
    run = training.fit(models.DAE(), manifolds.circle(), n_steps=1, progress=False)
    assert "Try its .model" in said(7, run)


def test_the_figure_eight_is_a_closed_curve_that_fits_the_square_and_belongs_to_who_asks_for_it(said):
    curve = checks.figure_eight()
    assert curve.closed
    assert curve.extent <= 1.5
    crossings = curve.points(4000).norm(dim=1) < 0.005
    assert crossings.nonzero().diff(dim=0).max() > 1000
    curve.vertices.mul_(2)
    assert checks.figure_eight().extent <= 1.5
    assert said(7, trained()).startswith("Exercise 7: right. ")
