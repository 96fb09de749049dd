"""The exercises of all notebooks: known mistakes are named; right answers are right however written."""

import functools
import itertools
import math
import re
from collections import Counter
from pathlib import Path

import nbformat
import pytest
import torch
from torch import nn

from dae_helpers import corruption, manifolds, models, oracle, training
from dae_helpers.closer_look import checks as closer_look
from dae_helpers.codes import checks as codes
from dae_helpers.family import checks as family
from dae_helpers.lesson import checks as lesson
from dae_helpers.lesson.exercises import pairs_measured, training_pairs
from dae_helpers.new_points import checks as new_points
from dae_helpers.pictures import checks as pictures
from tools.notebook import NOTEBOOKS, ROOT

ROOMS = {
    "demo": lesson,
    "new_points": new_points,
    "closer_look": closer_look,
    "codes": codes,
    "family": family,
    "pictures": pictures,
}
CHECKS = {name: checks for checks in ROOMS.values() for name in checks.EXERCISES}
EXERCISES = {name: checks.EXERCISES[name] for name, checks in CHECKS.items()}
WORKED = {name: exercise.worked for name, exercise in EXERCISES.items()}
PI = math.pi


@pytest.fixture
def said(capsys):
    """What a check prints of an answer, on one line."""

    def said(name, answer):
        capsys.readouterr()
        CHECKS[name].check(answer, name)
        text = capsys.readouterr().out
        assert len(text) < 600
        assert max(map(len, text.splitlines())) <= 100
        return " ".join(text.split())

    return said


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_each_exercise_is_two_cells_of_its_notebook_that_know_its_name_and_its_points(notebook):
    exercises = ROOMS[Path(notebook).stem].EXERCISES
    cells = {cell.id: cell for cell in nbformat.read(ROOT / notebook, as_version=4).cells}
    assert {id for id, cell in cells.items() if "nbgrader" in cell.metadata} == {
        f"{name.replace('_', '-')}-{part}" for name in exercises for part in ("your-answer", "check")
    }
    for name, exercise in exercises.items():
        answer = cells[f"{name.replace('_', '-')}-your-answer"]
        assert answer.metadata.nbgrader.grade_id == name
        assert exercise.call.partition("(")[0] in answer.source
        check = cells[f"{name.replace('_', '-')}-check"]
        assert check.metadata.nbgrader.grade_id == f"{name}-check"
        assert check.metadata.nbgrader.points == exercise.points
        assert check.source in (f"checks.check({name})", f'checks.check(my_map, "{name}")')


# Known mistakes


def test_every_exercise_has_a_name_of_its_own_and_every_known_mistake_an_example():
    assert len(EXERCISES) == sum(len(checks.EXERCISES) for checks in ROOMS.values())
    assert all(mistake.examples for exercise in EXERCISES.values() for mistake in exercise.mistakes)


@pytest.mark.parametrize(
    ("name", "mistake"),
    [
        pytest.param(name, mistake, id=f"{name}: {mistake.words}")
        for name, exercise in EXERCISES.items()
        for mistake in exercise.mistakes
    ],
)
def test_a_known_mistake_is_named_by_its_own_sentence_in_one_short_paragraph(said, name, mistake):
    for answer in mistake.examples:
        text = said(name, answer)
        assert text.startswith(f"{name}: not yet. {mistake.words}")
        assert "nan" not in re.sub(r"\(\S+,\s\S+\)", "", text)


# Wrong answers that are no known mistakes: right in one setting only, or wrong in a way without a name


def pairs_of(noise):
    """Pairs of clean points x and the noise noise(x, σ, ε) of their inputs."""

    def pairs(curve, sigma, n, seed):
        g = torch.Generator().manual_seed(seed)
        x = curve.sample(n, g)
        return x + noise(x, sigma, torch.randn(n, 2, generator=g)), x

    return pairs


def spiral(theta, turns=2.0, start=0.25):
    r = start + theta / (2 * PI * turns)
    return torch.stack((r * torch.cos(theta), r * torch.sin(theta)), 1)


def given(name, **fixed):
    """The solution, but that some of its arguments are others: what fixed[argument](value) makes of them."""
    names = EXERCISES[name].names
    return lambda *args: WORKED[name](*(fixed.get(k, lambda v: v)(v) for k, v in zip(names, args)))


class Table(nn.Module):
    """The exact denoiser of the figure-eight, as a table in a buffer."""

    def __init__(self):
        super().__init__()
        self.register_buffer("nodes", closer_look.figure_eight().points(6000))

    def forward(self, x):
        return (-torch.cdist(x, self.nodes).square() / 0.02).softmax(dim=1) @ self.nodes


@functools.cache
def trained(n_steps=300):
    model = models.DAE()
    training.fit(model, closer_look.figure_eight(), 0.1, n_steps=n_steps, progress=False)
    return model


LARGE = models.DAE(hidden=(128, 128, 128))
WRONG = [
    ("score", "does not depend on sigma", given("score", sigma=lambda s: 0.3)),
    ("score", "The largest of", given("score", sigma=lambda s: max(s, 0.1))),
    ("score", "The largest of", given("score", sigma=lambda s: min(s, 1))),
    ("training_pairs", "does not depend on sigma", given("training_pairs", sigma=lambda s: 0.2)),
    ("training_pairs", "shape (100000, 2)", given("training_pairs", n=lambda n: 100_000)),
    ("training_pairs", "Over", pairs_of(lambda x, s, z: s * torch.cat([z[: len(z) // 2]] * 2))),
    ("training_pairs", "Over", pairs_of(lambda x, s, z: 1.02 * s * z)),
    ("posterior_mean", "The largest of", given("posterior_mean", sigma=lambda s: max(s, 0.05))),
    ("posterior_mean", "The largest of", given("posterior_mean", sigma=lambda s: min(s, 1))),
    ("posterior_mean", "The largest of 10 errors", given("posterior_mean", nodes=lambda nodes: nodes[:70])),
    ("weighted_mean", "The largest of", given("weighted_mean", q=lambda q: q.clamp(min=1e-3))),
    ("spiral_points", "without manifolds", lambda n, turns: manifolds.spiral(turns).sample(n)),
    ("langevin_step", "does not depend on alpha", given("langevin_step", alpha=lambda a: 0.2)),
    ("langevin_step", "The largest of", given("langevin_step", alpha=lambda a: min(a, 0.5))),
    ("langevin_step", "The largest of", given("langevin_step", sigma=lambda s: max(s, 0.1))),
    ("sampler", "does not depend on sigmas", given("sampler", sigmas=lambda s: [1, 0.5, 0.2, 0.1, 0])),
    ("figure_eight", "brings 33666 numbers along", lambda x: LARGE(x)),
    ("figure_eight", "brings 33666 numbers along", LARGE.forward),
    ("figure_eight", "brings 17218 numbers along", models.ConditionalDAE().at(0.1)),
    ("figure_eight", "brings 12000 numbers along", Table()),
]


@pytest.mark.parametrize(("name", "words", "answer"), WRONG)
def test_a_wrong_answer_is_told_so_however_it_is_written(said, name, words, answer):
    assert re.match(f"{name}: not yet. .*{re.escape(words)}", said(name, answer))


@pytest.mark.parametrize("name", EXERCISES)
def test_nan_is_told_as_such_and_as_nothing_else(said, name):
    def nan(*args):
        got = EXERCISES[name].like(*args)
        return tuple(x * math.nan for x in got) if isinstance(got, tuple) else got * math.nan

    assert "NaN or infinite, as when something is divided by 0" in said(name, nan)


# Right answers


def point_by_point(x, nodes, q, sigma):
    """The mean in plain Python."""
    rows = []
    for point in x.tolist():
        a = [-(math.dist(point, node) ** 2) / (2 * sigma**2) for node in nodes.tolist()]
        w = [math.exp(each - max(a)) * qk for each, qk in zip(a, q.tolist())]
        rows.append([sum(wk * node[i] for wk, node in zip(w, nodes.tolist())) / sum(w) for i in (0, 1)])
    return torch.tensor(rows)


def by_inverse_cdf(n, turns):
    theta = torch.linspace(0, 2 * PI * turns, 5001, dtype=torch.float64)
    r = 0.25 + theta / (2 * PI * turns)
    s = torch.cumsum(torch.sqrt(r**2 + 1 / (2 * PI * turns) ** 2), 0)
    s = (s - s[0]) / (s[-1] - s[0])
    k = torch.searchsorted(s, torch.rand(n, dtype=torch.float64)).clamp(1)
    return spiral(theta[k] - torch.rand(n) * (theta[1] - theta[0]), turns)


def pairs_of_float64(curve, sigma, n, seed):
    torch.manual_seed(seed)
    x = curve.at(torch.rand(n), torch.float64)
    return [x + torch.normal(0.0, sigma, x.shape, dtype=torch.float64), x]


def pairs_from_one_seed(curve, sigma, n, seed):
    x = curve.sample(n, seed)
    return corruption.gaussian(x, sigma, seed), x  # draws from a stream of its own


def pairs_spread_evenly(curve, sigma, n, seed):
    x, x_noisy, _ = next(corruption.pairs(curve, sigma, n, seed))
    return x_noisy, x


class Step(nn.Module):
    def forward(self, r, x, sigma, alpha, noise):
        return torch.lerp(x, r(x), alpha) + noise * sigma * math.sqrt(2 * alpha)


def from_floats(at, sigmas, x):
    levels = [float(s) for s in sigmas]
    for old, new in itertools.pairwise(levels):
        x = x + (new - old) * (x - at(old)(x)) / old
    return x


RIGHT = [
    ("score", lambda r, x_noisy, sigma: r(x_noisy).sub_(x_noisy).div_(sigma**2)),
    ("score", lambda r, x_noisy, sigma: nn.Parameter((r(x_noisy) - x_noisy) / sigma**2)),
    ("training_pairs", pairs_of_float64),
    ("training_pairs", pairs_from_one_seed),
    ("training_pairs", pairs_spread_evenly),
    ("spiral_points", by_inverse_cdf),
    ("posterior_mean", lambda x, nodes, s: point_by_point(x, nodes, torch.ones(len(nodes)), s)),
    ("weighted_mean", point_by_point),
    ("langevin_step", Step()),
    ("sampler", from_floats),
    (
        "velocity",
        lambda at, x, t: (
            (x / (1 - t) - at(t / (1 - t))(x / (1 - t))) * (1 - t) / t - at(t / (1 - t))(x / (1 - t))
        ),
    ),
]


@pytest.mark.parametrize(("name", "answer"), RIGHT)
def test_a_right_answer_may_be_written_in_many_ways(said, name, answer):
    assert said(name, answer).startswith(f"{name}: right. ")


def test_a_trained_network_may_be_handed_in_as_a_part_of_something_else(said):
    model = trained()
    for answer in (model.forward, functools.partial(model)):
        assert said("figure_eight", answer).startswith("figure_eight: right. ")


@pytest.mark.parametrize("seed", [0, *(pytest.param(k, marks=pytest.mark.slow) for k in range(1, 5))])
def test_chance_makes_no_right_answer_wrong(said, seed):
    calls = itertools.count(100 * seed)

    def points(n, turns):
        torch.manual_seed(next(calls))
        return WORKED["spiral_points"](n, turns)

    assert said("spiral_points", points).startswith("spiral_points: right.")
    pairs = given("training_pairs", seed=lambda k: 1000 * seed + k)
    assert said("training_pairs", pairs).startswith("training_pairs: right.")


def test_the_variance_on_a_tenth_of_the_circle_tells_twice_used_random_numbers_from_fresh_ones():
    def unevenness(answer, seed):
        curve, sigma, n, _ = pairs_measured.trials()[0]
        pairs = [pairs_measured.Pairs(0, *answer(curve, sigma, n, seed + k)) for k in (0, 1)]
        variances = pairs_measured.tenths(*pairs)
        return (variances / variances.mean() - 1).abs().max()

    # The check parts them at 0.04.
    assert max(unevenness(training_pairs.training_pairs, seed) for seed in range(5)) < 0.03
    assert min(unevenness(training_pairs.seed_twice, seed) for seed in range(5)) > 0.07


# Solutions and hints


@pytest.mark.parametrize("name", EXERCISES)
def test_a_printed_solution_runs_by_itself_is_right_and_says_the_same_again(capsys, said, name):
    CHECKS[name].solution(name)
    code, namespace = capsys.readouterr().out, {}
    exec(code, namespace)
    answer = namespace["my_map" if name == "figure_eight" else name]
    assert '"""' in code
    first = said(name, answer)
    assert first.startswith(f"{name}: right. ")
    assert "nan" not in first
    assert said(name, answer) == first


@pytest.mark.parametrize("name", EXERCISES)
def test_hints_come_one_after_the_other_and_end_with_the_solution(capsys, monkeypatch, name):
    monkeypatch.setattr(CHECKS[name].EXERCISES, "hints_given", Counter())
    hints, texts = EXERCISES[name].hints, []
    n = len(hints)
    for _ in range(n + 2):
        CHECKS[name].hint(name)
        texts.append(" ".join(capsys.readouterr().out.split()))
    assert n in (2, 3)
    assert texts[:n] == [f"{name}, hint {k} of {n}: {hint}" for k, hint in enumerate(hints, 1)]
    assert f'checks.solution("{name}") prints a solution' in texts[n]
    assert texts[n + 1] == texts[0]


# What is said besides the mistake


def test_the_number_that_shows_a_mistake_stands_beside_the_right_one(said):
    assert re.search(
        r"for x̃ = \(\S+, \S+\), σ = 0.3 your answer is \(\S+, \S+\), wanted \(\S+, \S+\)\.",
        said("score", lambda r, x, s: r(x)),
    )
    crowded = said("spiral_points", lambda n, turns: spiral(torch.rand(n) * 2 * PI * turns, turns))
    assert re.search(r"6[3456]\.\d% of your points lie on the inner half of the length, wanted 50%", crowded)
    confused = said("training_pairs", pairs_of(lambda x, s, z: s * s * z))
    assert re.search(r"at σ = 0\.2, input minus target has the standard deviation 0\.0[34]\d\d", confused)


def test_a_right_weighted_mean_is_shown_which_of_two_equally_near_nodes_draws_it(said):
    shown = "midway between a node (−1, 0) with q = 0.25 and a node (1, 0) with q = 0.75, it is (0.50, 0.00)"
    assert shown in said("weighted_mean", WORKED["weighted_mean"])


def test_a_map_that_needs_more_training_is_told_how_far_it_is_as_the_oracle_counts(said):
    risk = oracle.excess_risk(trained(n_steps=20), closer_look.figure_eight(), 0.1)
    told = f"figure_eight: not yet. Its excess risk is {risk:.2%}, wanted below 1%."
    assert said("figure_eight", trained(n_steps=20)) == told


def test_a_run_in_place_of_its_model_is_told_so(said):
    run = training.fit(models.DAE(), manifolds.circle(), n_steps=1, progress=False)
    assert "Try its .model" in said("figure_eight", run)


def test_the_figure_eight_is_a_closed_curve_that_fits_the_square_and_belongs_to_who_asks_for_it():
    curve = closer_look.figure_eight()
    assert curve.closed
    assert curve.extent <= 1.5
    crossings = curve.points(4000).norm(dim=1) < 0.005
    assert crossings.nonzero().diff(dim=0).max() > 1000
    curve.vertices.mul_(2)
    assert closer_look.figure_eight().extent <= 1.5
