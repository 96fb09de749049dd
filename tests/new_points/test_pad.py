"""The drawing pad: whatever is chosen, drawn or typed becomes a curve, or a line that says why not."""

import base64
import html
import re
import threading
from html.parser import HTMLParser

import ipywidgets as widgets
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from dae_helpers import manifolds, models, oracle, training
from dae_helpers.new_points import pad as drawing
from dae_helpers.stage.canvas import PEN, canvas

every_preset = pytest.mark.parametrize("name", drawing.PRESETS)
SQUARE = [[0.0, 0.0], [1.0, 0.0], [1.0, -1.0], [0.0, -1.0]]


@pytest.fixture
def pad():
    return drawing.pad()


def choose(pad, name):
    pad.preset.value = name


def typed(pad, points):
    pad.set(points=points)


def alert(pad):
    """The message, without its tags."""
    return re.sub("<.*?>", "", pad.message.value)


def inside(widget):
    """A widget and all that it holds."""
    yield widget
    for child in getattr(widget, "children", ()):
        yield from inside(child)


@pytest.mark.parametrize(
    "text",
    [
        "0 0\n1 0\n1 -1\n0 -1",
        "0, 0\n1, 0\n1, -1\n0, -1\n",
        "\n  0\t0\n\n1;0\r\n1 ; -1.0\n0. -1e0",
        "(0, 0), (1, 0), (1, -1), (0, -1)",
        "[[0, 0], [1, 0], [1, -1], [0, -1]]",
        "[[0, 0],\n [1, 0],\n [1, -1],\n [0, -1]]",
        "[[ 0.  0.]\n [ 1.  0.]\n [ 1. -1.]\n [ 0. -1.]]",
        "0 0 1 0\n1 −1 0 −1",
    ],
)
def test_a_list_of_points_may_be_typed_or_pasted_in_many_ways(text):
    assert drawing.read(text).tolist() == SQUARE


hundredths = st.integers(-150, 150).map(lambda k: k / 100)


@given(
    st.lists(st.tuples(hundredths, hundredths), max_size=40),
    st.sampled_from([drawing.write, lambda x: str(x.tolist()), lambda x: str(x.numpy())]),
)
@settings(deadline=None, derandomize=True)
def test_what_was_written_is_read_again(points, written):
    points = torch.tensor(points, dtype=torch.float64).reshape(-1, 2)
    torch.testing.assert_close(drawing.read(written(points)), points, atol=1e-9, rtol=0)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("0 0\n1 one", "line 2 must hold pairs of numbers, x and y, got '1 one'"),
        ("0 0\n\n1\n2", "line 3 must hold pairs of numbers, x and y, got '1'"),
        ("[[0, 0], [1, 0, 1]]", "line 1 must hold pairs of numbers"),
        ("a heart", "line 1 must hold pairs of numbers, x and y, got 'a heart'"),
        ("0 0\n1.51 1", r"points must lie in \[−1.5, 1.5\]², got \(1.51, 1\)"),
        ("0 0\n120 -80", r"got \(120, -80\)"),
        ("0 0\nnan 1", r"got \(nan, 1\)"),
        ("0 0\n1 -inf", r"got \(1, -inf\)"),
    ],
)
def test_what_is_no_list_of_points_in_the_square_is_refused_with_its_place(text, message):
    with pytest.raises(ValueError, match=message):
        drawing.read(text)


@given(st.text(max_size=60))
@settings(deadline=None, derandomize=True)
def test_any_text_is_read_as_points_or_refused_in_words(text):
    try:
        points = drawing.read(text)
    except ValueError as error:
        said = str(error)
    else:
        said = ""
        assert points.shape[1:] == (2,)
        assert (points.abs() <= 1.5).all()
    assert re.match(r"$|line \d+ must|points must", said)


def test_there_are_a_heart_an_infinity_sign_a_letter_and_a_star(pad):
    assert {"heart", "infinity sign", "letter S", "star"} <= set(drawing.PRESETS) < set(manifolds.CURVES)
    assert list(pad.preset.options) == [*drawing.PRESETS, "drawing"]


@every_preset
def test_a_preset_has_few_enough_points_to_be_edited_by_hand(name):
    assert len(drawing.read(drawing.PRESETS[name]["points"])) <= 24


@pytest.mark.slow
def test_one_network_learns_the_star_at_every_noise_level_to_within_three_percent():
    model, star = models.ConditionalDAE(), manifolds.star()  # of the presets the hardest
    training.fit(model, star, (0.02, 0.5), progress=False)
    assert max(oracle.excess_risk(model.at(s), star, s) for s in (0.02, 0.05, 0.1, 0.2, 0.5)) < 0.03


def test_the_pad_begins_with_the_heart(pad):
    assert (pad.preset.value, pad.curve.name, pad.curve.closed) == ("heart", "heart", True)
    assert pad.message.value == ""
    assert pad.shown[1].startswith("The heart is a closed curve of length ")


@every_preset
def test_a_chosen_preset_fills_the_text_and_becomes_the_curve(pad, name):
    choose(pad, "star" if name == "heart" else "heart")
    choose(pad, name)
    assert pad.settings == drawing.PRESETS[name]
    assert pad.curve.vertices.equal(manifolds.CURVES[name]().vertices)
    assert pad.curve.name == name
    assert f"The {name} is a" in pad.picture.value
    assert f"of length {pad.curve.length:.2f} through" in pad.picture.value


def test_typed_points_become_a_curve_called_the_drawing(pad):
    before = pad.shown
    typed(pad, str(SQUARE))
    expected = manifolds.through(SQUARE, closed=True)
    assert pad.curve.vertices.equal(expected.vertices)
    assert (pad.curve.name, pad.preset.value) == ("drawing", "drawing")
    assert pad.shown[1] == f"The drawing is a closed curve of length {expected.length:.2f} through 4 points."
    assert pad.shown[0] != before[0]


def test_the_box_says_whether_the_curve_is_closed(pad):
    typed(pad, str(SQUARE))
    closed = pad.shown
    pad.set(closed=False)
    assert pad.curve.length == manifolds.through(SQUARE).length
    assert "an open curve" in pad.shown[1]
    assert pad.shown[0] != closed[0]
    pad.set(closed=True)
    assert pad.shown == closed


MISTAKES = {
    "[]": "ValueError: points must hold at least 3 distinct points, got 0",
    "0 0": "ValueError: points must hold at least 3 distinct points, got 1",
    "0 0\n0 0\n0 0": "ValueError: points must hold at least 3 distinct points, got 1",
    "0 0\n1 one": "ValueError: line 2 must hold pairs of numbers, x and y, got &#x27;1 one&#x27;",
    "0 0\n1 1\n2 0": "ValueError: points must lie in [−1.5, 1.5]², got (2, 0)",
}


@pytest.mark.parametrize("text", MISTAKES)
def test_a_mistake_is_shown_as_one_line_and_the_last_good_curve_stays(pad, text):
    typed(pad, str(SQUARE))
    before = pad.curve, pad.shown, pad.picture.value, pad.canvas.value
    typed(pad, text)
    assert alert(pad) == MISTAKES[text]
    assert (pad.curve, pad.shown, pad.picture.value, pad.canvas.value) == before
    typed(pad, "0 0\n1 1\n0 1")
    assert pad.message.value == ""
    assert "through 3 points" in pad.shown[1]


def test_a_mistake_does_not_keep_the_pad_from_being_shown(pad):
    before = pad._repr_mimebundle_()
    typed(pad, "0 0")
    assert pad._repr_mimebundle_() == before


def test_a_cleared_pad_is_empty_without_complaint_and_keeps_its_curve(pad):
    before = pad.curve, pad.shown
    typed(pad, "no points")
    press(pad, "Clear")
    assert (pad.settings["points"], pad.message.value) == ("", "")
    assert (pad.curve, pad.shown) == before
    assert pad.canvas.value == canvas(torch.empty(0, 2))
    choose(pad, "heart")
    assert pad.settings == drawing.PRESETS["heart"]


def test_to_choose_the_drawing_is_to_begin_one(pad):
    choose(pad, "drawing")
    assert pad.settings["points"] == ""
    typed(pad, str(SQUARE))
    choose(pad, "star")
    assert pad.curve.name == "star"


def press(pad, name):
    (button,) = [each for each in pad.bar.children if getattr(each, "description", "") == name]
    button.click()


def test_undo_goes_back_by_one_drawing_and_forth(pad):
    heart = pad.settings
    typed(pad, str(SQUARE))  # as the pen does: first the points, and then
    pad.set(closed=False)
    drawn = pad.settings, pad.shown
    press(pad, "Undo")
    assert pad.settings == heart
    assert pad.preset.value == pad.curve.name == "heart"
    press(pad, "Undo")
    assert (pad.settings, pad.shown) == drawn
    press(pad, "Clear")
    press(pad, "Undo")
    assert (pad.settings, pad.shown) == drawn
    typed(pad, "0 0\n1 one")
    press(pad, "Undo")
    assert (pad.settings, pad.shown, pad.message.value) == (*drawn, "")


def test_undo_before_anything_was_drawn_does_nothing(pad):
    before = pad.settings, pad.shown
    press(pad, "Undo")
    assert (pad.settings, pad.shown) == before


def zigzag(n):
    """A curve of n spans, each 2.8 long."""
    return "\n".join(f"{2.8 * (k % 2) - 1.4} {2.8 * k / n - 1.4:.3f}" for k in range(n + 1))


def test_a_scribble_too_long_is_refused_in_words_and_goes_from_the_sheet_on_undo(pad):
    before = pad.curve, pad.shown, pad.canvas.value
    typed(pad, zigzag(80))
    assert alert(pad) == "ValueError: a curve must be at most 100 long, got 227"
    assert (pad.curve, pad.shown, pad.canvas.value) == before
    press(pad, "Undo")
    assert pad.message.value == ""
    assert pad.canvas.value.strip() == before[2].strip()
    assert pad.canvas.value != before[2]  # a front end draws it anew only if it has changed


def test_the_longest_curve_has_an_exact_answer_at_the_smallest_noise(pad):
    typed(pad, zigzag(33))
    assert pad.message.value == ""
    assert 90 < pad.curve.length <= 100
    assert oracle.PosteriorMean(pad.curve, 0.01).sigma == 0.01


def test_a_list_of_very_many_points_is_refused(pad):
    before = pad.curve
    typed(pad, "0 0 1 1\n" * 50_000)
    assert alert(pad) == "ValueError: points must be at most 2000, got 100000"
    assert pad.curve == before


def test_a_curve_through_two_points_is_open_whatever_the_box_says(pad):
    """So no message comes and goes, and moves the canvas under the pen, between a stroke's two changes."""
    typed(pad, "-1 0\n1 0\n1 0")
    assert pad.settings["closed"]
    assert (pad.message.value, pad.curve.closed, pad.curve.length) == ("", False, 2)
    assert "an open curve" in pad.shown[1]


def test_reset_brings_the_heart_back(pad):
    choose(pad, "letter S")
    typed(pad, "0 0\n1 1")
    press(pad, "Reset")
    assert pad.preset.value == pad.curve.name == "heart"


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
    typed(pad, str(SQUARE))
    other.join()
    assert "an open curve" in pad.shown[1]
    assert not pad.curve.closed


def test_where_no_widget_can_live_the_picture_of_the_curve_stands_in(pad):
    choose(pad, "star")
    bundle, metadata = pad._repr_mimebundle_()
    assert base64.b64decode(bundle["image/png"]) == pad.shown[0]
    assert bundle["text/plain"] == metadata["image/png"]["alt"] == pad.shown[1]
    assert bundle["application/vnd.jupyter.widget-view+json"]["model_id"] == pad.widget.model_id


def test_the_pen_finds_one_text_and_one_box_around_it(pad):
    """It looks for them in the front end, by these."""
    assert "dae-pad" in pad.widget._dom_classes
    kinds = [type(each) for each in inside(pad.widget)]
    assert kinds.count(widgets.Textarea) == kinds.count(widgets.Checkbox) == 1
    assert not pad.controls["points"].continuous_update


def test_the_sheet_shows_the_points_and_asks_nobody_for_anything(pad):
    choose(pad, "star")
    tags = []

    class Tags(HTMLParser):
        def handle_starttag(self, tag, attrs):
            tags.append((tag, dict(attrs)))

    Tags().feed(pad.canvas.value)
    (svg,) = [attrs for tag, attrs in tags if tag == "svg"]
    (dots,) = [attrs["d"] for _, attrs in tags if attrs.get("class") == "dots"]
    assert svg["onpointerdown"] == html.unescape(PEN)
    assert dots.startswith("M0 1.3h0M")
    assert dots.count("M") == 20
    assert {tag for tag, _ in tags} == {"svg", "g", "path", "polyline", "text"}
    assert "http" not in pad.canvas.value
