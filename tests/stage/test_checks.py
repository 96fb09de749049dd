"""The checks: what is handed in is tried and told, never raised, and what it sets is put back."""

import os
import signal
import sys

import pytest
import torch
from torch import nn

import __main__
from dae_helpers import models
from dae_helpers.lesson import checks
from dae_helpers.new_points import checks as new_points

EXERCISES = checks.EXERCISES | new_points.EXERCISES


@pytest.fixture
def said(capsys):
    """What a check prints of an answer, on one line."""

    def said(answer, name=None):
        capsys.readouterr()
        (checks if name in checks.EXERCISES or name is None else new_points).check(answer, name)
        text = capsys.readouterr().out
        assert len(text) < 600
        assert max(map(len, text.splitlines())) <= 100
        return " ".join(text.split())

    return said


def displacement(r, x_noisy):
    return r(x_noisy) - x_noisy


# Which exercise it is


def test_an_answer_is_known_by_its_own_name_by_the_one_given_or_by_the_notebooks(said, monkeypatch):
    mine = lambda r, x_noisy: r(x_noisy) - x_noisy  # noqa: E731
    assert said(displacement).startswith("displacement: right. ")
    assert said(mine, "displacement").startswith("displacement: right. ")
    monkeypatch.setattr(__main__, "displacement", mine, raising=False)
    assert said(mine).startswith("displacement: right. ")
    monkeypatch.setattr(__main__, "score", None, raising=False)
    assert said(None) == "score: not attempted yet."


def test_hints_and_solutions_are_had_by_the_name_or_by_the_function(capsys):
    for name in ("displacement", displacement):
        checks.solution(name)
        assert capsys.readouterr().out.startswith("def displacement(r, x_noisy):")


@pytest.mark.parametrize(
    "call",
    [
        lambda: checks.check(lambda x: x),
        lambda: checks.require(displacement, "arrow"),
        lambda: checks.solution("wiener"),
    ],
)
def test_a_name_that_is_no_exercise_of_the_notebook_is_refused_with_those_that_are(call):
    with pytest.raises(ValueError, match="name must be one of 'displacement', .*'score', "):
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
    def dotted(r, x_noisy):
        return r(x_noisy) - x_noisy
        ...

    def forgotten(r, x_noisy):
        r(x_noisy) - x_noisy

    assert said(dotted, "displacement").startswith("displacement: right. ")
    told = "displacement: not yet. Your function returns nothing: is the return missing?"
    assert said(forgotten, "displacement") == told


@pytest.mark.parametrize("answer", [3, "r(x) - x", torch.zeros(4, 2), nn.Module], ids=str)
def test_what_is_not_a_function_is_asked_for_as_one(said, answer):
    assert "Hand in what can be called as displacement(r, x_noisy), not" in said(answer, "displacement")


@pytest.mark.parametrize(
    ("name", "answer", "words"),
    [
        (
            "displacement",
            lambda r, x: r(x)[:, 0],
            "a tensor of shape (50,); wanted is a tensor of shape (50, 2)",
        ),
        ("displacement", lambda r, x: [r(x)[0]], "a list of 1 (a tensor of shape (2,)); wanted is a tensor"),
        ("displacement", lambda r, x: [[0.0, 0.0]] * 10**6, "a list of 1000000; wanted is"),
        ("displacement", lambda r, x: r(x) + 0j, "a tensor of torch.complex64; wanted is"),
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
def decorated(r, x_noisy):
    return helper(r(x_noisy))


def recurses(at, sigmas, x):
    return recurses(at, sigmas, x)


class Fails(nn.Module):
    def forward(self, x):
        return self.missing(x)


def raising(error):
    def answer(r, x_noisy):
        raise error

    return answer


@pytest.mark.parametrize(
    ("name", "answer", "words"),
    [
        ("displacement", decorated, "RuntimeError: mat1 and mat2"),
        ("displacement", decorated, "(line: return x @ torch.zeros(3, 3))"),
        ("displacement", raising(ValueError("word " * 200_000)), "ValueError: word word"),
        ("displacement", raising(SystemExit(3)), "SystemExit: 3 (line: raise error)"),
        ("displacement", raising(AssertionError), "AssertionError (line: raise error)"),
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
    exec("def displacement(r, x_noisy):\n    return r(x) - x_noisy", namespace)
    assert "NameError: name 'x' is not defined (line: number 2)" in said(namespace["displacement"])


def test_the_user_can_stop_a_check():
    def slow(r, x_noisy):
        os.kill(os.getpid(), signal.SIGINT)
        for _ in range(10_000):
            r(x_noisy)

    # A shell that runs the tests in the background has them ignore the signal.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            checks.check(slow, "displacement")
    finally:
        signal.signal(signal.SIGINT, before)


# State


@pytest.mark.parametrize("ends", ["with an answer", "with an error"])
def test_what_an_answer_sets_is_put_back(said, ends):
    def spoiling(r, x_noisy):
        torch.manual_seed(5)
        torch.set_default_dtype(torch.float64)
        torch.set_num_threads(torch.get_num_threads() + 1)
        return displacement(r, x_noisy) if ends == "with an answer" else 1 / 0

    def state():
        return torch.get_rng_state().tolist(), torch.get_default_dtype(), torch.get_num_threads()

    before = state()
    assert ("right" in said(spoiling, "displacement")) == (ends == "with an answer")
    assert state() == before


@pytest.mark.parametrize(
    ("name", "argument", "answer"),
    [
        ("displacement", "x_noisy", lambda r, x: x.mul_(-1).add_(r(-x))),
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


# Marks


def test_require_is_silent_when_the_answer_is_right_and_raises_what_check_says_when_not(said, capsys):
    assert checks.require(displacement) is None
    assert capsys.readouterr().out == ""
    for wrong in (None, lambda r, x: r(x), lambda r, x: 1 / 0):
        with pytest.raises(AssertionError) as error:
            checks.require(wrong, "displacement")
        assert str(error.value) == said(wrong, "displacement")


def test_where_nbgrader_gives_marks_a_check_raises_what_it_would_say(said, monkeypatch):
    told = said(lambda r, x: r(x), "displacement")
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    with pytest.raises(AssertionError) as error:
        checks.check(lambda r, x: r(x), "displacement")
    assert str(error.value) == told
    assert said(displacement).startswith("displacement: right. ")


def test_what_a_right_answer_writes_to_stderr_is_printed_and_costs_no_marks(capsys):
    """nbgrader gives nothing for a cell that writes to stderr."""

    def talks(r, x_noisy):
        print("here I am", file=sys.stderr)
        return displacement(r, x_noisy)

    checks.check(talks, "displacement")
    out, err = capsys.readouterr()
    assert "here I am" in out
    assert ": right. " in out
    assert err == ""
