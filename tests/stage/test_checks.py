"""The checks: what is handed in is tried and told, never raised, and what it sets is put back."""

import os
import signal
import sys

import pytest
import torch
from torch import nn

import __main__
from dae_helpers import models
from dae_helpers.closer_look import checks as closer_look
from dae_helpers.lesson import checks
from dae_helpers.new_points import checks as new_points

ROOMS = checks, new_points, closer_look
EXERCISES = {name: each for room in ROOMS for name, each in room.EXERCISES.items()}


@pytest.fixture
def said(capsys):
    """What a check prints of an answer, on one line."""

    def said(answer, name=None):
        capsys.readouterr()
        next((room for room in ROOMS if name in room.EXERCISES), checks).check(answer, name)
        text = capsys.readouterr().out
        assert len(text) < 600
        assert max(map(len, text.splitlines())) <= 100
        return " ".join(text.split())

    return said


def score(r, x_noisy, sigma):
    return (r(x_noisy) - x_noisy) / sigma**2


# Which exercise it is


def test_an_answer_is_known_by_its_own_name_by_the_one_given_or_by_the_notebooks(said, monkeypatch):
    mine = lambda *given: score(*given)  # noqa: E731
    assert said(score).startswith("score: right. ")
    assert said(mine, "score").startswith("score: right. ")
    monkeypatch.setattr(__main__, "score", mine, raising=False)
    assert said(mine).startswith("score: right. ")
    monkeypatch.setattr(__main__, "split", None, raising=False)
    assert said(None) == "split: not attempted yet."


def test_hints_and_solutions_are_had_by_the_name_or_by_the_function(capsys):
    for name in ("score", score):
        checks.solution(name)
        assert capsys.readouterr().out.startswith("def score(r, x_noisy, sigma):")


@pytest.mark.parametrize(
    "call",
    [
        lambda: checks.check(lambda x: x),
        lambda: checks.require(score, "arrow"),
        lambda: checks.solution("wiener"),
    ],
)
def test_a_name_that_is_no_exercise_of_the_notebook_is_refused_with_those_that_are(call):
    with pytest.raises(ValueError, match="name must be one of 'posterior_mean', 'score', "):
        call()


# Not attempted, or not even an answer


@pytest.mark.parametrize("name", EXERCISES)
def test_an_exercise_that_was_not_attempted_is_no_mistake(said, name):
    def skeleton(*_):
        """As it stands in the notebook."""
        ...

    for nothing in (None, ..., skeleton):
        assert said(nothing, name) == f"{name}: not attempted yet."


def test_dots_left_below_an_answer_are_not_in_its_way_and_a_forgotten_return_is_no_skeleton(said):
    def dotted(*given):
        return score(*given)
        ...

    def forgotten(*given):
        score(*given)

    assert said(dotted, "score").startswith("score: right. ")
    told = "score: not yet. Your function returns nothing: is the return missing?"
    assert said(forgotten, "score") == told


@pytest.mark.parametrize("answer", [3, "r(x) - x", torch.zeros(4, 2), nn.Module], ids=str)
def test_what_is_not_a_function_is_asked_for_as_one(said, answer):
    assert "Hand in what can be called as score(r, x_noisy, sigma), not" in said(answer, "score")


@pytest.mark.parametrize(
    ("name", "answer", "words"),
    [
        ("score", lambda r, x, s: r(x)[:, 0], "a tensor of shape (50,); wanted is a tensor of shape (50, 2)"),
        ("score", lambda r, x, s: [r(x)[0]], "a list of 1 (a tensor of shape (2,)); wanted is a tensor"),
        ("score", lambda r, x, s: [[0.0, 0.0]] * 10**6, "a list of 1000000; wanted is"),
        ("score", lambda r, x, s: r(x) + 0j, "a tensor of torch.complex64; wanted is"),
        ("score", lambda r, x, sigma: (r(x) - x).numpy(), "something of the type ndarray; wanted is"),
        ("training_pairs", lambda c, s, n, seed: c.sample(n), "wanted is a tuple of 2 (a tensor of shape"),
        ("spiral_points", lambda n, turns: torch.ones(n, 2).long(), "a tensor of torch.int64; wanted is"),
        ("spiral_points", lambda n, turns: torch.rand(10_000, 2), "shape (10000, 2); wanted is"),
    ],
)
def test_a_wrong_shape_or_type_is_told_with_the_one_that_is_wanted(said, name, answer, words):
    assert words in said(answer, name)


# Errors


def helper(x):
    return x @ torch.zeros(3, 3)


@torch.no_grad()
def decorated(r, x_noisy, sigma):
    return helper(r(x_noisy))


def recurses(at, sigmas, x):
    return recurses(at, sigmas, x)


class Fails(nn.Module):
    def forward(self, x):
        return self.missing(x)


class Unspeakable(Exception):
    def __str__(self):
        return 1 / 0


def raising(error):
    def answer(*_):
        raise error

    return answer


@pytest.mark.parametrize(
    ("name", "answer", "words"),
    [
        ("score", decorated, "RuntimeError: mat1 and mat2"),
        ("score", decorated, "(line: return x @ torch.zeros(3, 3))"),
        ("score", raising(ValueError("word " * 200_000)), "ValueError: word word"),
        ("score", raising(SystemExit(3)), "SystemExit: 3 (line: raise error)"),
        ("score", raising(AssertionError), "AssertionError (line: raise error)"),
        ("score", raising(Unspeakable()), "Unspeakable (line: raise error)"),
        ("figure_eight", Fails(), "'Fails' object has no attribute 'missing' (line: return self.missing(x))"),
        ("sampler", recurses, "RecursionError: maximum recursion depth exceeded"),
        ("figure_eight", models.ConditionalDAE((4,)), "missing 1 required positional argument: 'sigma'"),
        ("score", lambda r, x: r(x), "It is called as score(r, x_noisy, sigma)"),
        ("langevin_step", lambda r, x, s, a, z: x + torch.sqrt(2 * a), "its square root is number ** 0.5"),
    ],
)
def test_an_error_in_the_students_code_is_told_with_its_line(said, name, answer, words):
    told = said(answer, name)
    assert told.startswith(f"{name}: not yet. Your code stopped with ")
    assert words in told


def test_an_error_in_code_that_has_no_file_is_told_with_the_lines_number(said):
    namespace = {}
    exec("def score(r, x_noisy, sigma):\n    return r(x) - x_noisy", namespace)
    assert "NameError: name 'x' is not defined (line: number 2)" in said(namespace["score"])


def test_the_user_can_stop_a_check():
    def slow(r, x_noisy, sigma):
        os.kill(os.getpid(), signal.SIGINT)
        for _ in range(10_000):
            r(x_noisy)

    # A shell that runs the tests in the background has them ignore the signal.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            checks.check(slow, "score")
    finally:
        signal.signal(signal.SIGINT, before)


# State


@pytest.mark.parametrize(
    "device", ["cpu", "meta"]
)  # where no number can be had, the check ends with an error
def test_what_an_answer_sets_is_put_back(said, device):
    def spoiling(*given):
        torch.manual_seed(5)
        torch.set_default_dtype(torch.float64)
        torch.set_default_device(device)
        torch.set_grad_enabled(False)
        torch.set_num_threads(torch.get_num_threads() + 1)
        return score(*given)

    def state():
        settings = torch.get_default_dtype(), torch.get_default_device(), torch.get_num_threads()
        return torch.get_rng_state().tolist(), torch.is_grad_enabled(), settings

    before = state()
    assert ("right" in said(spoiling, "score")) == (device == "cpu")
    assert state() == before


@pytest.mark.parametrize(
    ("name", "argument", "answer"),
    [
        ("score", "x_noisy", lambda r, x, s: x.mul_(-1).add_(r(-x)) / s**2),
        (
            "training_pairs",
            "curve",
            lambda c, *rest: (c.vertices.mul_(2), c.sample(rest[1]), c.sample(rest[1]))[1:],
        ),
        ("sampler", "sigmas", lambda at, sigmas, x: EXERCISES["sampler"].worked(at, sigmas.div_(2), x)),
    ],
)
def test_an_answer_that_changes_its_input_is_told_so_and_the_next_is_tried_on_fresh_data(
    said, name, argument, answer
):
    assert f"Your function changes its input {argument}, " in said(answer, name)
    assert ": right. " in said(EXERCISES[name].worked, name)


# What runs the lesson


def test_a_right_function_runs_the_lesson_and_in_place_of_any_other_the_packages_own(capsys):
    assert checks.yours(score) is score
    assert capsys.readouterr().out == "Using your score.\n"
    for unfit in (None, lambda r, x, s: r(x), lambda r, x, s: 1 / 0):
        assert checks.yours(unfit, "score") is EXERCISES["score"].worked
        assert capsys.readouterr().out == "Using the package's score, as yours is not right yet.\n"


# Marks


def test_require_is_silent_when_the_answer_is_right_and_raises_what_check_says_when_not(said, capsys):
    assert checks.require(score) is None
    assert capsys.readouterr().out == ""
    for wrong in (None, lambda r, x, s: r(x), lambda r, x, s: 1 / 0):
        with pytest.raises(AssertionError) as error:
            checks.require(wrong, "score")
        assert str(error.value) == said(wrong, "score")


def test_where_nbgrader_gives_marks_a_check_raises_what_it_would_say(said, monkeypatch):
    told = said(lambda r, x, s: r(x), "score")
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    with pytest.raises(AssertionError) as error:
        checks.check(lambda r, x, s: r(x), "score")
    assert str(error.value) == told
    assert said(score).startswith("score: right. ")


def test_what_a_right_answer_writes_to_stderr_is_printed_and_costs_no_marks(capsys):
    """nbgrader gives nothing for a cell that writes to stderr."""

    def talks(*given):
        print("here I am", file=sys.stderr)
        return score(*given)

    checks.check(talks, "score")
    out, err = capsys.readouterr()
    assert "here I am" in out
    assert ": right. " in out
    assert err == ""
