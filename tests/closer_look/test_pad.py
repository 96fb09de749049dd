"""The drawing pad: whatever is chosen, drawn or typed becomes a curve, or a line that says why not."""

import html
import re
import threading

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from dae_helpers import manifolds, models, oracle, training
from dae_helpers.closer_look import explorers
from dae_helpers.closer_look.pad import PRESETS, read, write
from dae_helpers.stage.canvas import PEN, canvas

SQUARE = [[0.0, 0.0], [1.0, 0.0], [1.0, -1.0], [0.0, -1.0]]


@pytest.fixture
def pad():
    return explorers.pad()


def alert(pad):
    """The message, without its tags."""
    return html.unescape(re.sub("<.*?>", "", pad.message.value))


def state(pad):
    return pad.curve, pad.shown, pad.picture.value, pad.canvas.value


@pytest.mark.parametrize(
    "text",
    [
        "\n  0\t0\n\n1;0\r\n1 ; -1.0\n0. -1e0",
        "(0, 0), (1, 0), (1, -1), (0, -1)",
        "[[ 0.  0.]\n [ 1.  0.]\n [ 1. -1.]\n [ 0. -1.]]",
        "0 0 1 0\n1 −1 0 −1",
    ],
)
def test_a_list_of_points_may_be_typed_or_pasted_in_many_ways(text):
    assert read(text).tolist() == SQUARE


hundredths = st.integers(-150, 150).map(lambda k: k / 100)


@given(
    st.lists(st.tuples(hundredths, hundredths), max_size=40),
    st.sampled_from([write, lambda x: str(x.tolist()), lambda x: str(x.numpy())]),
)
@settings(deadline=None, derandomize=True)
def test_what_was_written_is_read_again(points, written):
    points = torch.tensor(points, dtype=torch.float64).reshape(-1, 2)
    torch.testing.assert_close(read(written(points)), points, atol=1e-9, rtol=0)


@given(st.text(max_size=60))
@settings(deadline=None, derandomize=True)
def test_any_text_is_read_as_points_or_refused_in_words(text):
    try:
        points = read(text)
    except ValueError as error:
        said = str(error)
    else:
        said = ""
        assert points.shape[1:] == (2,)
        assert (points.abs() <= 1.5).all()
    assert re.match(r"$|line \d+ must|points must", said)


MISTAKES = {
    "[]": "points must hold at least 3 distinct points, got 0",
    "0 0\n0 0\n0 0": "points must hold at least 3 distinct points, got 1",
    "0 0\n1 one": "line 2 must hold pairs of numbers, x and y, got '1 one'",
    "0 0\n\n1\n2": "line 3 must hold pairs of numbers, x and y, got '1'",
    "[[0, 0], [1, 0, 1]]": "line 1 must hold pairs of numbers, x and y, got '[[0, 0], [1, 0, 1]]'",
    "0 0\n1 1\n2 0": "points must lie in [−1.5, 1.5]², got (2, 0)",
    "0 0\nnan 1": "points must lie in [−1.5, 1.5]², got (nan, 1)",
    "-1.4 0 1.4 0 " * 20: "a curve must be at most 100 long, got 109",  # 39 spans of 2.8
}


@pytest.mark.parametrize("text", MISTAKES)
def test_a_mistake_is_shown_as_one_line_and_the_last_good_curve_stays(pad, text):
    pad.set(points=str(SQUARE))
    before, (bundle, _) = state(pad), pad._repr_mimebundle_()
    pad.set(points=text)
    assert alert(pad) == f"ValueError: {MISTAKES[text]}"
    assert (*state(pad), pad._repr_mimebundle_()[0]) == (*before, bundle)
    pad.undo.click()
    assert (pad.message.value, pad.curve.length) == ("", before[0].length)
    assert pad.canvas.value.strip() == before[-1].strip()
    assert pad.canvas.value != before[-1]  # a front end draws it anew only if it has changed
    pad.set(points="0 0\n1 1\n0 1")
    assert pad.message.value == ""
    assert "through 3 points" in pad.shown[1]


def test_the_presets_are_curves_with_few_enough_points_to_be_edited_by_hand(pad):
    assert {"heart", "infinity sign", "letter S", "star"} <= set(PRESETS) < set(manifolds.CURVES)
    assert list(pad.preset.options) == [*PRESETS, "drawing"]
    assert (pad.preset.value, pad.curve.name, pad.message.value) == ("heart", "heart", "")
    for name in reversed(PRESETS):
        pad.preset.value = name
        assert pad.settings == PRESETS[name]
        assert pad.curve.name == name
        assert pad.curve.vertices.equal(manifolds.CURVES[name]().vertices)
        assert f"The {name} is a" in pad.picture.value
        assert f"of length {pad.curve.length:.2f} through" in pad.picture.value
        assert 10 <= len(read(PRESETS[name]["points"])) <= 24


@pytest.mark.slow
def test_one_network_learns_the_star_at_every_noise_level_to_within_three_percent():
    model, star = models.ConditionalDAE(), manifolds.named("star")  # of the presets the hardest
    training.fit(model, star, (0.02, 0.5), progress=False)
    assert max(oracle.excess_risk(model.at(s), star, s) for s in (0.02, 0.05, 0.1, 0.2, 0.5)) < 0.03


def test_typed_points_become_a_curve_called_the_drawing_closed_or_open_as_the_box_says(pad):
    for closed, words in [(True, "a closed curve"), (False, "an open curve")]:
        pad.set(points=str(SQUARE), closed=closed)
        expected = manifolds.through(SQUARE, closed=closed)
        assert pad.curve.vertices.equal(expected.vertices)
        assert pad.shown[1] == f"The drawing is {words} of length {expected.length:.2f} through 4 points."
    assert (pad.curve.name, pad.preset.value) == ("drawing", "drawing")


def test_a_curve_through_two_points_is_open_whatever_the_box_says(pad):
    """So no message comes and goes, and moves the canvas under the pen, between a stroke's two changes."""
    pad.set(points="-1 0\n1 0\n1 0")
    assert pad.settings["closed"]
    assert (pad.message.value, pad.curve.closed, pad.curve.length) == ("", False, 2)


@pytest.mark.parametrize(
    "empty", [lambda pad: pad.clear.click(), lambda pad: pad.preset.set_trait("value", "drawing")]
)
def test_a_cleared_pad_is_empty_without_complaint_and_keeps_its_curve(pad, empty):
    before = pad.curve, pad.shown
    empty(pad)
    assert (pad.settings["points"], pad.message.value) == ("", "")
    assert (pad.curve, pad.shown) == before
    assert pad.canvas.value == canvas(torch.empty(0, 2))
    pad.preset.value = "heart"
    assert pad.settings == PRESETS["heart"]


def test_undo_goes_back_by_one_drawing_and_forth_and_reset_to_the_heart(pad):
    heart = pad.settings, pad.shown
    pad.undo.click()
    assert (pad.settings, pad.shown) == heart
    pad.set(points=str(SQUARE))  # as the pen does: first the points, and then
    pad.set(closed=False)
    drawn = pad.settings, pad.shown
    for wanted in (heart, drawn):
        pad.undo.click()
        assert (pad.settings, pad.shown) == wanted
    pad.clear.click()
    pad.undo.click()
    assert (pad.settings, pad.shown) == drawn
    pad.reset.click()
    assert (pad.settings, pad.shown, pad.preset.value) == (*heart, "heart")


def test_two_controls_that_move_at_once_agree_in_the_end(pad, monkeypatch):
    """As when a kernel answers them on two threads, and the first is slow to draw."""
    draw, begun, overtaken = pad.scene.png, threading.Event(), threading.Event()

    def slow(**settings):
        if not begun.is_set():
            begun.set()
            overtaken.wait(0.2)
        return draw(**settings)

    def open_it():
        begun.wait()
        pad.set(closed=False)
        overtaken.set()

    monkeypatch.setattr(pad.scene, "png", slow)
    other = threading.Thread(target=open_it)
    other.start()
    pad.set(points=str(SQUARE))
    other.join()
    assert "an open curve" in pad.shown[1]
    assert not pad.curve.closed


def test_the_canvas_shows_the_points_and_asks_nobody_for_anything(pad):
    pad.preset.value = "star"
    dots = re.search(r'class="dots" d="([^"]*)"', pad.canvas.value)[1]
    assert dots.startswith("M0 1.3h0M")
    assert dots.count("M") == 20
    assert f'onpointerdown="{PEN}"' in pad.canvas.value
    assert "http" not in pad.canvas.value
