"""The explorers: every setting draws a picture and says in words what it shows."""

import pytest
import torch

from dae_helpers.family import explorers
from dae_helpers.family import questions as asked
from dae_helpers.images import denoisers, digits, linear, networks
from dae_helpers.stage.questions import Question

DATA = digits.load()
PCA = linear.pca(DATA.x_train)
START = torch.randn(3, 64, generator=torch.Generator().manual_seed(0))
LEVELS = [1.0, 0.5, 0.2]

MADE = {
    "squeeze": lambda: explorers.squeeze(DATA, PCA, {k: networks.dense((64, k)) for k in (1, 4)}, size=4),
    "undo": lambda: explorers.undo(
        DATA, {"PCA": lambda s: linear.best_pca(PCA, s), "DAE": denoisers.dense(64, (8,)).at}, ("DAE",), 0.3
    ),
    "walk": lambda: explorers.walk(DATA, {"plain": networks.dense((64, 4))}, 1, 7),
    "follow": lambda: explorers.follow(DATA, PCA, denoisers.dense(64, (8,)).at, LEVELS, START),
}
MOVES = {
    "squeeze": {"size": 1, "which": 7},
    "undo": {"sigma": 1.0, "which": 11},
    "walk": {"start": 0, "end": 9},
    "follow": {"step": 2, "which": 2},
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


def test_every_prediction_has_one_right_answer_and_a_reply_to_each():
    questions = [each for each in vars(asked).values() if isinstance(each, Question)]
    assert len(questions) >= 4
    for question in questions:
        assert sum(option.right for option in question.options) == 1
        assert all(len(option.reply) > 80 for option in question.options)
