"""Numbers as hands type or paste them."""

import pytest

from dae_helpers.closer_look import pad
from dae_helpers.lesson import guess
from dae_helpers.stage.typed import numbers

PAIRS = [
    "0.5 1.25",
    "0,5 1,25",
    "0,5;1,25",
    "0,5; 1,25",
    "0,5, 1,25",
    "(0,5; 1,25)",
    ",5\t1,25 ",
    "0,5 , 1,25",
    "5e-1;1,25",
    "0.5,1.25",
]


@pytest.mark.parametrize("line", PAIRS)
def test_a_decimal_comma_is_read_as_one(line):
    assert numbers(line) == [0.5, 1.25]
    assert pad.read(f"{line}\n{line}").tolist() == [[0.5, 1.25]] * 2
    assert guess.read(line).tolist() == [0.5, 1.25]


def test_elsewhere_a_comma_parts_two_numbers():
    for line in ("1,0", "1, 0", "[1,0]", "(1 , 0)", "1,0,"):
        assert numbers(line) == [1, 0]
    assert numbers("0,1 1,0 1,-1") == [0, 1, 1, 0, 1, -1]
    assert numbers("[[0,1],[−1,0]]") == [0, 1, -1, 0]
    assert numbers("−0,5 1") == [-0.5, 1]
