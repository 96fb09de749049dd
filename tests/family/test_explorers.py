"""The explorers: every setting draws a picture and says in words what it shows."""

import ast
from pathlib import Path

import pytest
import torch
from torch import nn

from dae_helpers.family import denoisers, digits, explorers, following, linear, networks
from dae_helpers.family import predictions as asked
from dae_helpers.stage.questions import Question

DATA = digits.load()
PCA = linear.pca(DATA.x_train)
START = torch.randn(3, 64, generator=torch.Generator().manual_seed(0))
LEVELS = [1.0, 0.5, 0.2]

MADE = {
    "squeeze": lambda: explorers.squeeze(DATA, PCA, {k: networks.dense((64, k)) for k in (1, 4)}, size=4),
    "undo": lambda: explorers.undo(
        DATA, {"Wiener": lambda s: linear.Wiener(PCA, s), "DAE": denoisers.dense(64, (8,)).at}, ("DAE",)
    ),
    "walk": lambda: explorers.walk(DATA, {"plain": networks.dense((64, 4))}),
    "follow": lambda: explorers.follow(DATA, PCA, denoisers.dense(64, (8,)).at, LEVELS, START),
}
MOVES = {
    "squeeze": {"size": 1, "which": 7},
    "undo": {"sigma": 1.0, "which": 11},
    "walk": {"start": 0, "end": 9},
    "follow": {"step": 0, "which": 2},
}


@pytest.mark.parametrize("name", MADE)
def test_each_control_changes_picture_and_caption(name):
    view = MADE[name]()
    for setting, value in MOVES[name].items():
        before = view.shown
        view.set(**{setting: value})
        assert view.message.value == ""
        assert view.shown[0] != before[0], setting
        assert len(view.shown[1]) > 40
    bundle, metadata = view._repr_mimebundle_()
    assert metadata["image/png"]["alt"] == bundle["text/plain"] == view.shown[1]


def test_what_falls_without_noise_stays_where_it_is():
    visited = following.falling(lambda sigma: nn.Identity(), LEVELS, START)
    assert visited.shape == (3, 3, 64)
    assert torch.allclose(visited[-1], START)
    to_zero = following.falling(lambda sigma: torch.zeros_like, LEVELS, START)
    assert torch.allclose(to_zero[-1], 0.2 * START)


def test_every_prediction_has_one_right_answer_and_a_reply_to_each():
    questions = [each for each in vars(asked).values() if isinstance(each, Question)]
    assert len(questions) >= 4
    for question in questions:
        assert sum(option.right for option in question.options) == 1
        assert all(len(option.reply) > 80 for option in question.options)


def test_the_lesson_does_without_the_family_and_without_scikit_learn():
    package = Path(digits.__file__).parent.parent
    for path in package.rglob("*.py"):
        if path.parts[len(package.parts)] == "family":
            continue
        names = {
            name
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, (ast.Import, ast.ImportFrom))
            for name in [getattr(node, "module", None) or "", *(alias.name for alias in node.names)]
        }
        assert not [name for name in names if {"family", "sklearn"} & set(name.split("."))], path
