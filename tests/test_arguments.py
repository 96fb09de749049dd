"""Each check of an argument, once: what it lets through, and what it says to all else."""

import numpy as np
import pytest
import torch

from dae_helpers import arguments, manifolds, models, seeds

NAN, INF = float("nan"), float("inf")
X = torch.zeros(4, 2)

# For each check: what it lets through; what it refuses, with the error and the message's end.
LETS = {
    "count": (lambda n: arguments.count("n", n), [1, 7, np.int64(3)]),
    "seed": (seeds.whole_seed, [0, 2**32 - 1]),
    "number": (lambda t: arguments.number("t", t, 0, 1), [0, 0.5, 1, np.float32(0.5), torch.tensor(0.5)]),
    "positive": (lambda t: arguments.positive("t", t), [1e-9, 3, torch.tensor(2)]),
    "noise_range": (lambda s: arguments.noise_range("s", s)[1], [0.1, (0.02, 0.5), (0.1, 0.1)]),
    "instance": (lambda curve: arguments.instance("curve", curve, manifolds.Curve), [manifolds.circle()]),
    "one_of": (lambda name: arguments.one_of("name", name, "ab"), ["a", "b"]),
    "points": (lambda x: arguments.points("x", x), [X, X[:0], X.double(), torch.zeros(5, 64)]),
    "plane": (lambda x: arguments.points("x", x, 2, torch.float32), [X]),
    "fractions": (lambda u: arguments.fractions("u", u), [torch.tensor([0, 0.5, 1])]),
    "map": (lambda r: arguments.apply(r, X), [lambda x: x, models.DAE(), models.ConditionalDAE().at(0.1)]),
}
REFUSES = {
    "count": [
        (0, ValueError, "n must be at least 1, got 0"),
        *((n, TypeError, "n must be a whole number, got ") for n in (2.0, True, "8", None, torch.tensor(2))),
        *((n, TypeError, "n must be a whole number, got ") for n in (np.array(3.5), np.array([1, 2]))),
    ],
    "seed": [
        (-1, ValueError, "seed must be at least 0, got -1"),
        (2**32, ValueError, "seed must be less than 2**32, got 4294967296"),
        (1.5, TypeError, "seed must be a whole number, got 1.5"),
    ],
    "number": [
        *((t, TypeError, "t must be a number, got ") for t in ("0.1", None, True, np.True_, [0.1])),
        *((t, TypeError, "t must be a number, got ") for t in (torch.tensor(True), torch.zeros(2))),
        *((t, ValueError, "t must be a finite number, got ") for t in (NAN, INF, 10**400)),
        (1.5, ValueError, "t must lie in [0, 1], got 1.5"),
    ],
    "positive": [(0, ValueError, "t must be greater than 0, got 0"), (NAN, ValueError, "t must be a finite")],
    "noise_range": [
        ((0.5, 0.02), ValueError, "s must be a range (low, high) with low ≤ high, got (0.5, 0.02)"),
        ((0, 0.5), ValueError, "s must be greater than 0, got 0"),
        *((s, TypeError, "s must be a number or a pair (low, high), got ") for s in ([1, 2], (1, 2, 3), "1")),
        (None, TypeError, "s must be a number, got None"),
    ],
    "instance": [
        ("circle", TypeError, "curve must be a Curve, got 'circle'"),
        (X, TypeError, "curve must be a Curve, got Tensor"),
        (models.DAE, TypeError, "curve must be a Curve, got the class DAE; are its parentheses missing?"),
    ],
    "one_of": [("c", ValueError, "name must be one of 'a', 'b', got 'c'"), (None, ValueError, "name must")],
    "points": [
        (X[0], ValueError, "x must have the shape (n, d), got (2,)"),
        (X[:, :0], ValueError, "x must have the shape (n, d), got (4, 0)"),
        (X.long(), TypeError, "x must be a torch tensor of floats, got a tensor of torch.int64"),
        (X.numpy(), TypeError, "x must be a torch tensor of floats, got ndarray"),
    ],
    "plane": [
        (torch.zeros(4, 3), ValueError, "x must have the shape (n, 2), got (4, 3)"),
        (X.double(), TypeError, "x must be torch.float32, as the model's weights are, got torch.float64"),
    ],
    "fractions": [
        (0.5, TypeError, "u must be a float tensor"),
        (torch.empty(0), TypeError, "u must be a float tensor"),
        (torch.tensor([0, 1]), TypeError, "u must be a float tensor"),
        (X, TypeError, "u must be a float tensor"),
        (torch.tensor([NAN]), ValueError, "u must lie in [0, 1]"),
        (torch.tensor([0, 1.5]), ValueError, "u must lie in [0, 1], got values from 0 to 1.5"),
    ],
    "map": [
        (3, TypeError, "r must be a map: a callable from (n, 2) to (n, 2), got 3"),
        (models.DAE, TypeError, "got the class DAE; are its parentheses missing?"),
        (
            models.ConditionalDAE(),
            TypeError,
            "got ConditionalDAE; a ConditionalDAE becomes a map by model.at",
        ),
        (lambda x: x[:, :1], ValueError, "r must return a tensor of shape (4, 2), got (4, 1)"),
        (lambda x: x[:2], ValueError, "r must return a tensor of shape (4, 2), got (2, 2)"),
        (lambda x: x.tolist(), ValueError, "r must return a tensor of shape (4, 2), got list"),
    ],
}


@pytest.mark.parametrize("check", LETS)
def test_what_fits_goes_through_as_it_is(check):
    function, good = LETS[check]
    for value in good:
        function(value)
    if check in ("count", "seed", "number", "positive"):
        assert [function(value) for value in good] == good


@pytest.mark.parametrize(
    ("check", "value", "error", "message"), [(check, *case) for check in REFUSES for case in REFUSES[check]]
)
def test_what_does_not_is_refused_with_what_was_got_and_what_is_wanted(check, value, error, message):
    with pytest.raises(error) as raised:
        LETS[check][0](value)
    assert message in str(raised.value)
