"""Each check of an argument, once: what it lets through, and what it says to all else."""

import re

import numpy as np
import pytest
import torch

from dae_helpers import arguments, manifolds, models
from dae_helpers.curve import Curve

NAN, INF = float("nan"), float("inf")
X = torch.zeros(4, 2)

# For each check: what it lets through; what it refuses, with the error and the message's end.
LETS = {
    "count": (lambda n: arguments.count("n", n), [1, 7, np.int64(3)]),
    "number": (lambda t: arguments.number("t", t, 0, 1), [0, 0.5, 1, np.float32(0.5), torch.tensor(0.5)]),
    "positive": (lambda t: arguments.positive("t", t), [1e-9, 3, torch.tensor(2)]),
    "noise_range": (lambda s: arguments.noise_range("s", s)[1], [0.1, (0.02, 0.5), (0.1, 0.1)]),
    "instance": (lambda curve: arguments.instance("curve", curve, Curve), [manifolds.circle()]),
    "one_of": (lambda name: arguments.one_of("name", name, "ab"), ["a", "b"]),
    "points": (lambda x: arguments.points("x", x), [X, X[:0], X.double(), torch.zeros(5, 64), X + NAN]),
    "fractions": (lambda u: arguments.fractions("u", u), [torch.tensor([0, 0.5, 1])]),
    "map": (lambda r: arguments.apply(r, X), [lambda x: x, models.DAE(), models.ConditionalDAE().at(0.1)]),
}
NO_NUMBER = "0.1", None, True, [0.1], torch.zeros(2)
NO_COUNT = 2.0, True, "8", None
REFUSES = {
    "count": {"n must be at least 1, got 0": [0], "n must be a whole number, got ": NO_COUNT},
    "number": {
        "t must be a number, got ": NO_NUMBER,
        "t must be a finite number, got ": [NAN, INF],
        "t must lie in [0, 1], got 1.5": [1.5],
    },
    "positive": {"t must be greater than 0, got 0": [0], "t must be a finite": [NAN]},
    "noise_range": {
        "s must be a range (low, high) with low ≤ high, got (0.5, 0.02)": [(0.5, 0.02)],
        "s must be greater than 0, got 0": [(0, 0.5)],
        "s must be a number or a pair (low, high), got ": [[1, 2], (1, 2, 3), "1"],
    },
    "instance": {
        "curve must be a Curve, got 'circle'": ["circle"],
        "curve must be a Curve, got the class DAE; are its parentheses missing?": [models.DAE],
    },
    "one_of": {"name must be one of 'a', 'b', got 'c'": ["c"]},
    "points": {
        "x must have the shape (n, d), got (2,)": [X[0]],
        "x must have the shape (n, d), got (4, 0)": [X[:, :0]],
        "x must be a torch tensor of floats, got a tensor of torch.int64": [X.long()],
        "x must be a torch tensor of floats, got ndarray": [X.numpy()],
    },
    "fractions": {
        "u must be a float tensor": [0.5, torch.empty(0), torch.tensor([0, 1]), X],
        "u must lie in [0, 1], got values from 0 to 1.5": [torch.tensor([0, 1.5])],
    },
    "map": {
        "r must be a map: a callable from (n, 2) to (n, 2), got 3": [3],
        "got the class DAE; are its parentheses missing?": [models.DAE],
        "got ConditionalDAE; a ConditionalDAE becomes a map by model.at": [models.ConditionalDAE()],
        "r must return a tensor of shape (4, 2), got (4, 1)": [lambda x: x[:, :1]],
        "r must return a tensor of shape (4, 2), got list": [torch.Tensor.tolist],
    },
}


@pytest.mark.parametrize("check", LETS)
def test_what_fits_goes_through_as_it_is(check):
    function, good = LETS[check]
    for value in good:
        function(value)
    if check in ("count", "number", "positive"):
        assert [function(value) for value in good] == good


@pytest.mark.parametrize("check", REFUSES)
def test_what_does_not_is_refused_with_what_was_got_and_what_is_wanted(check):
    for message, values in REFUSES[check].items():
        for value in values:
            with pytest.raises((TypeError, ValueError), match=re.escape(message)):
                LETS[check][0](value)
