"""The checks: what is handed in is tried and told, never raised, and whatever it does is undone."""

import functools
import os
import random
import signal
import sys
import warnings
from collections import Counter

import numpy as np
import pytest
import torch
from torch import nn

from dae_helpers import models
from dae_helpers.lesson import checks

EXERCISES = checks.EXERCISES


@pytest.fixture
def printed(capsys):
    """What a call prints, as it is printed."""

    def printed(function, *args):
        capsys.readouterr()
        assert function(*args) is None
        return capsys.readouterr().out

    return printed


@pytest.fixture
def said(printed):
    """What a check prints, on one line."""
    return lambda number, answer: " ".join(printed(checks.check, number, answer).split())


def right(r, x_noisy):
    return r(x_noisy) - x_noisy


# Not attempted, or not even an answer


@pytest.mark.parametrize("number", EXERCISES)
def test_an_exercise_that_was_not_attempted_is_no_mistake(said, number):
    def skeleton(*_):
        """As it stands in the notebook."""
        ...

    for nothing in (None, ..., skeleton):
        assert said(number, nothing) == f"Exercise {number}: not attempted yet."


def test_a_forgotten_return_is_no_skeleton(said):
    def forgotten(r, x_noisy):
        arrows = r(x_noisy) - x_noisy  # noqa: F841

    assert said(1, forgotten) == "Exercise 1: not yet. Your function returns nothing: is the return missing?"


@pytest.mark.parametrize("number", EXERCISES)
@pytest.mark.parametrize("answer", [3, "r(x) - x", torch.zeros(4, 2), nn.Module], ids=str)
def test_what_is_not_a_function_is_asked_for_as_one(said, number, answer):
    assert f"Hand in what can be called as {EXERCISES[number].call}, not" in said(number, answer)


# Errors


def helper(x):
    return x @ torch.zeros(3, 3)


def divides_by_nothing(r, x_noisy, sigma):
    return 1 / 0


@torch.no_grad()
def decorated(r, x_noisy):
    return helper(r(x_noisy))


def recurses(at, sigmas, x):
    return recurses(at, sigmas, x)


class Fails(nn.Module):
    def forward(self, x):
        return self.missing(x)


@pytest.mark.parametrize(
    ("number", "answer", "words"),
    [
        (1, decorated, "RuntimeError: mat1 and mat2"),
        (1, decorated, "(line: return x @ torch.zeros(3, 3))"),
        (2, divides_by_nothing, "ZeroDivisionError: division by zero (line: return 1 / 0)"),
        (7, Fails(), "'Fails' object has no attribute 'missing' (line: return self.missing(x))"),
        (8, recurses, "RecursionError: maximum recursion depth exceeded"),
        (7, models.ConditionalDAE(hidden=(4,)), "missing 1 required positional argument: 'sigma'"),
        (2, lambda r, x: r(x), "It is called as score(r, x_noisy, sigma)"),
        (6, lambda r, x, s, a, z: x + torch.sqrt(2 * a) * s * z, "its square root is number ** 0.5"),
    ],
)  # fmt: skip
def test_an_error_in_the_students_code_is_told_with_its_line(said, number, answer, words):
    verdict = said(number, answer)
    assert verdict.startswith(f"Exercise {number}: not yet. Your code stopped with ")
    assert words in verdict


def test_an_error_in_code_that_has_no_file_is_told_with_the_lines_number(said):
    namespace = {}
    exec("def displacement(r, x_noisy):\n    return r(x) - x_noisy", namespace)
    assert "NameError: name 'x' is not defined (line: number 2)" in said(1, namespace["displacement"])


# Hostile answers


def raising(error):
    def answer(r, x_noisy):
        raise error

    return answer


def returning(make):
    return lambda r, x_noisy: make(r(x_noisy) - x_noisy)


class Mute(Exception):
    def __str__(self):
        raise RuntimeError("no words")


class Closed:
    """An object of which nothing but a call can be had."""

    def __call__(self, r, x_noisy):
        raise ValueError("called")

    def __getattr__(self, name):
        raise RuntimeError(f"no {name}")


class Masked(Closed):
    @property
    def __class__(self):
        raise RuntimeError("no class")


class Liar(torch.Tensor):
    """A tensor that is equal to everything."""

    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        return True


def wrapped_in_itself(r, x_noisy):
    raise ValueError("round and round")


wrapped_in_itself.__wrapped__ = wrapped_in_itself
HOSTILE = {
    "a list": (returning(torch.Tensor.tolist), "returns a list of 50; wanted is"),
    "a long list": (lambda r, x: [[0.0, 0.0]] * 1_000_000, "returns a list of 1000000; wanted is"),
    "a megabyte's message": (raising(ValueError("word " * 200_000)), "ValueError: word word"),
    "a message of one word": (raising(ValueError("w" * 1_000_000)), "ValueError: www"),
    "control characters": (raising(ValueError("\x1b[31mred\rtop\x07")), "ValueError: "),
    "a long name": (returning(lambda x: type("A" * 1_000_000, (), {})()), "something of the type AAA"),
    "exit": (lambda r, x: sys.exit(3), "SystemExit: 3"),
    "its own interrupt": (raising(KeyboardInterrupt()), "KeyboardInterrupt"),
    "a closed generator": (raising(GeneratorExit()), "GeneratorExit"),
    "a mute error": (raising(Mute()), "stopped with Mute (line: raise error)"),
    "failing attributes": (Closed(), "stopped with"),
    "a failing class": (Masked(), "stopped with"),
    "wrapped in itself": (wrapped_in_itself, "ValueError: round and round"),
    "a lazy tensor": (lambda r, x: nn.UninitializedParameter(), "UninitializedParameter"),
    "a lazy layer": (nn.LazyLinear(2), "stopped with"),
    "a sparse tensor": (returning(torch.Tensor.to_sparse), "nested or sparse"),
    "a meta tensor": (returning(lambda x: x.to("meta")), "no numbers (device meta)"),
    "a nested tensor": (returning(lambda x: torch.nested.nested_tensor([x, x])), "nested or sparse"),
    "a jagged tensor": (returning(lambda x: torch.nested.nested_tensor([x], layout=torch.jagged)), "returns"),
    "a lying tensor": (returning(lambda x: x.as_subclass(Liar)), "the type Liar"),
    "complex numbers": (returning(lambda x: x + 0j), "torch.complex64"),
    "a generator": (lambda r, x: (yield x), "the type generator"),
}  # fmt: skip


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_answer_is_told_in_one_short_paragraph(printed, name):
    answer, words = HOSTILE[name]
    text = printed(checks.check, 1, answer)
    assert " ".join(text.split()).startswith("Exercise 1: not yet. ")
    assert words in " ".join(text.split())
    assert len(text) < 600
    assert max(map(len, text.splitlines())) <= 100
    assert text.replace("\n", "").isprintable()
    assert printed(checks.check, 1, right).startswith("Exercise 1: right. ")


def test_the_user_can_stop_a_check():
    def slow(r, x_noisy):
        os.kill(os.getpid(), signal.SIGINT)
        for _ in range(10_000):
            r(x_noisy)

    # A shell that runs the tests in the background has them ignore the signal.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            checks.check(1, slow)
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, before)


# State


def read_state():
    return {
        "torch's random numbers": torch.get_rng_state().tolist(),
        "Python's": random.getstate(),
        "NumPy's": str(np.random.get_state()),  # noqa: NPY002
        "dtype": torch.get_default_dtype(),
        "device": torch.get_default_device(),
        "threads": torch.get_num_threads(),
        "NumPy's errors": np.geterr(),
        "gradients": torch.is_grad_enabled(),
        "determinism": torch.are_deterministic_algorithms_enabled(),
        "recursion": sys.getrecursionlimit(),
        "folder": os.getcwd(),
        "warnings": list(warnings.filters),
        "output": (id(sys.stdout), id(sys.stderr)),
    }


SPOILS = [
    lambda: (torch.manual_seed(5), random.seed(5), np.random.seed(5)),  # noqa: NPY002
    lambda: torch.set_default_dtype(torch.float64),
    lambda: torch.set_default_device("meta"),
    lambda: torch.set_num_threads(torch.get_num_threads() + 1),
    lambda: np.seterr(all="raise"),
    lambda: torch.set_grad_enabled(False),
    lambda: torch.use_deterministic_algorithms(True),
    lambda: sys.setrecursionlimit(5000),
    lambda: os.chdir("/"),
    lambda: warnings.simplefilter("always"),
    lambda: setattr(sys, "stdout", None),
]


@pytest.mark.parametrize("ends", ["with an answer", "with an error"])
@pytest.mark.parametrize("k", range(len(SPOILS)))
def test_what_an_answer_sets_is_put_back(said, k, ends):
    def spoiling(r, x_noisy):
        SPOILS[k]()
        return right(r, x_noisy) if ends == "with an answer" else 1 / 0

    checks.check(1, right)
    before = read_state()
    said(1, spoiling)
    assert read_state() == before
    assert ": right. " in said(1, right)


class Normed(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(2, 8), nn.BatchNorm1d(8), nn.Linear(8, 2))

    def forward(self, x):
        return self.layers(x)


def test_a_networks_statistics_are_put_back_and_its_weights_keep_their_history(said):
    model = Normed()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    loss = model.layers[0].weight.square().sum()
    for answer in (model, model.forward, lambda x: model(x), functools.partial(model)):
        assert "no better than doing nothing" in said(7, answer)
        assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())
    loss.backward()


@pytest.mark.parametrize(
    ("number", "name", "answer"),
    [
        (1, "x_noisy", lambda r, x: x.mul_(-1).add_(r(-x))),
        (3, "curve", lambda curve, *rest: (curve.vertices.mul_(2), EXERCISES[3].worked(curve, *rest))[1]),
        (5, "nodes", lambda x, nodes, s: EXERCISES[5].right(x, nodes.mul_(1.1), s)),
        (6, "x", lambda r, x, s, a, z: x.add_(a * (r(x) - x)).add_((2 * a) ** 0.5 * s * z)),
        (8, "sigmas", lambda at, sigmas, x: EXERCISES[8].right(at, sigmas.div_(2), x)),
        (
            9,
            "q",
            lambda x, nodes, q, s: (q.log_() - torch.cdist(x, nodes) ** 2 / 2 / s**2).softmax(1) @ nodes,
        ),
    ],
)
def test_an_answer_that_changes_its_input_is_told_so_and_the_next_is_tried_on_fresh_data(
    said, number, name, answer
):
    assert f"Your function changes its input {name}, " in said(number, answer)
    assert ": right. " in said(number, EXERCISES[number].worked)


# Numbers, grading, hints


@pytest.mark.parametrize("number", EXERCISES)
def test_require_is_silent_when_the_answer_is_right_and_raises_what_check_says_when_not(printed, number):
    if number != 7:
        assert printed(checks.require, number, EXERCISES[number].worked) == ""
    mistake = EXERCISES[number].mistakes[-1]
    said = " ".join(printed(checks.check, number, mistake.examples[0]).split())
    with pytest.raises(AssertionError) as error:
        checks.require(number, mistake.examples[0])
    assert str(error.value) == said
    assert mistake.words in said
    with pytest.raises(AssertionError, match="not attempted yet"):
        checks.require(number, None)


def test_where_nbgrader_gives_marks_a_check_raises_what_it_would_say(said, monkeypatch):
    told = said(1, lambda r, x: r(x))
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    with pytest.raises(AssertionError) as error:
        checks.check(1, lambda r, x: r(x))
    assert str(error.value) == told
    assert said(1, right).startswith("Exercise 1: right. ")


def test_what_a_right_answer_writes_to_stderr_is_printed_and_costs_no_marks(capsys):
    """nbgrader gives nothing for a cell that writes to stderr."""

    def talks(r, x_noisy):
        print("here I am", file=sys.stderr)
        return right(r, x_noisy)

    checks.check(1, talks)
    out, err = capsys.readouterr()
    assert "here I am" in out
    assert ": right. " in out
    assert err == ""


def test_an_answer_is_not_right_because_it_replaced_what_compares(said, monkeypatch):
    monkeypatch.setattr(torch, "allclose", lambda *_, **__: True)
    assert ": not yet. You return r(x̃)" in said(1, lambda r, x: r(x))


CALLS = [lambda k: checks.check(k, None), lambda k: checks.require(k, None), checks.hint, checks.solution]


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("number", [0, 10, -1, "1", None, 1.0, 1.5, True, [1]], ids=str)
def test_there_are_nine_exercises_and_no_others(call, number):
    with pytest.raises((TypeError, ValueError), match="number must be "):
        call(number)


@pytest.mark.parametrize("number", EXERCISES)
def test_hints_come_one_after_the_other_and_end_with_the_solution(printed, monkeypatch, number):
    monkeypatch.setattr(EXERCISES, "hints_given", Counter())
    hints = EXERCISES[number].hints
    n = len(hints)
    assert n in (2, 3)
    texts = [" ".join(printed(checks.hint, number).split()) for _ in range(n + 2)]
    assert texts[:n] == [f"Exercise {number}, hint {k} of {n}: {hint}" for k, hint in enumerate(hints, 1)]
    assert f"checks.solution({number}) prints a solution" in texts[n]
    assert texts[n + 1] == texts[0]
