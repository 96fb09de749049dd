"""Every explorer of every room: a control moves picture and words, no hand breaks it, and no move is slow."""

import base64
import inspect
import io
import json
import math
from functools import cache
from html.parser import HTMLParser
from importlib import import_module
from itertools import islice

import ipywidgets as widgets
import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as configured
from hypothesis import strategies as st
from matplotlib.quiver import Quiver
from PIL import Image
from torch import Tensor

from dae_helpers import oracle, quadrature, training
from dae_helpers.closer_look import by_heart
from dae_helpers.codes import networks
from dae_helpers.stage import controls

ROOMS = ("lesson", "new_points", "closer_look", "codes")
MAKERS = {
    f"{room}.{name}": getattr(explorers, name)
    for room in ROOMS
    for explorers in [import_module(f"dae_helpers.{room}.explorers")]
    for name in explorers.__all__
}
every_explorer = pytest.mark.parametrize("name", MAKERS)
WIDGET = "application/vnd.jupyter.widget-view+json"
AT_MOST = 8_000_000  # pairs of a point and a node, at which a move may evaluate the exact answer


@pytest.fixture(scope="module")
def make(runs, run, walks):
    """make(name): a new explorer; what its maker needs is found by the names of the parameters."""
    curve, sigmas, walked = walks
    best, points = oracle.PosteriorMean(curve, 0.02), curve.sample(100, seed=4)
    at_hand = {"runs": runs, "run": run, "sigmas": sigmas, "walks": walked, "best": best, "points": points}
    at_hand["walk"] = walked["exact"]
    at_hand["networks"] = {20: run.model, 100: best}
    at_hand["moments"] = list(islice(by_heart.learning(points[:20], best), 8))
    at_hand["guided_walks"] = {w: walked["exact"][::6] for w in (0, 1, 3)}
    coders = {"circle": networks.CodeDAE(), "two charts": networks.Atlas(2)}
    at_hand["coders"] = {name: training.Run(coder, curve, 0.1, 0) for name, coder in coders.items()}

    def make(name):
        needed = [
            each for each in inspect.signature(MAKERS[name]).parameters.values() if each.default is each.empty
        ]
        of_curve = {"curve": "circle" if "runs" in str(needed) else curve}
        return MAKERS[name](**{each.name: (at_hand | of_curve)[each.name] for each in needed})

    return make


@pytest.fixture(scope="module")
def kept(make):
    """kept(name): an explorer as it was made, which a test leaves as it found it."""
    return cache(make)


def hand(control):
    """What a student's hand can make of a control: a strategy; on a logarithmic slider ratios are even."""
    hundredths = st.integers(-150, 150).map(lambda k: k / 100)
    match control:
        case widgets.Dropdown() | widgets.SelectionSlider():
            return st.sampled_from(control.options)
        case widgets.FloatLogSlider():
            return st.floats(control.min, control.max).map(lambda power: control.base**power)
        case widgets.FloatSlider():
            return st.floats(control.min, control.max)
        case widgets.IntSlider():
            return st.integers(control.min, control.max)
        case widgets.Checkbox():
            return st.booleans()
        case widgets.Textarea():  # a pair x y on each line, none twice
            corner = st.tuples(hundredths, hundredths)
            corners = st.lists(corner, min_size=3, max_size=30, unique=True)
            return corners.map(lambda found: "\n".join(f"{x} {y}" for x, y in found))
        case widgets.Text():
            return st.tuples(hundredths, hundredths).map(lambda point: f"{point[0]} {point[1]}")


def other(control):
    """Another value than the one it has."""
    match control:
        case widgets.Dropdown() | widgets.SelectionSlider():
            return next(each for each in control.options if each != control.value)
        case widgets.FloatLogSlider():
            return control.base ** (0.3 * control.min + 0.7 * control.max)
        case widgets.FloatSlider() | widgets.IntSlider():
            return control.min + (control.max - control.min) // 4
        case widgets.Checkbox():
            return not control.value
        case widgets.Text() | widgets.Textarea():
            return "0.2 -0.7" if isinstance(control, widgets.Text) else "0 0\n1 0\n1 -1"


@pytest.fixture(scope="module")
def met(kept):
    """met(name): settings of an explorer's scene: the first ones, and those after each control's move."""

    def met(name):
        explorer = kept(name)
        found = [explorer.settings]
        for control in explorer.controls.values():
            control.value = other(control)
            found.append(explorer.settings)
            button(explorer, "Reset").click()
        return found

    return cache(met)


class Tags(HTMLParser):
    """The tags of a piece of HTML, with their attributes, and its text."""

    def __init__(self, source):
        super().__init__()
        self.tags, self.text = [], ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data


def picture(html):
    """The PNG in a widget's HTML, and its caption; it must hold one <img>, with the caption as its alt."""
    tags = Tags(html)
    ((_, attributes),) = [each for each in tags.tags if each[0] == "img"]
    kind, data = attributes["src"].split(",")
    assert kind == "data:image/png;base64"
    assert attributes["alt"] == tags.text != ""
    return base64.b64decode(data, validate=True), tags.text


def shown(explorer):
    assert explorer.message.value == ""
    return picture(explorer.picture.value)


def button(explorer, description):
    (found,) = [each for each in explorer.bar.children if getattr(each, "description", "") == description]
    return found


@every_explorer
def test_an_explorer_shows_its_scene_and_where_no_widget_can_live_a_picture_with_words(kept, name):
    explorer = kept(name)
    png, caption = shown(explorer)
    assert (png, caption) == explorer.scene.png(**explorer.settings)
    bundle, metadata = explorer._repr_mimebundle_(include=None, exclude=None)
    assert set(bundle) == {"text/plain", "image/png", WIDGET}
    assert (base64.b64decode(bundle["image/png"]), bundle["text/plain"]) == (png, caption)
    assert bundle[WIDGET]["model_id"] == explorer.widget.model_id
    assert metadata["image/png"] == {"alt": caption}
    if explorer.twin is not None:
        twin = {"scene": explorer.name, "settings": explorer.settings | explorer.twin}
        assert json.loads(json.dumps(metadata["dae_helpers"])) == twin
    assert set(explorer.widget.children) >= {explorer.bar, explorer.message, explorer.pictures}


@every_explorer
def test_a_picture_is_a_png_of_the_figures_size_not_blank_and_small_enough_to_be_sent_at_every_move(
    kept, name
):
    scene = kept(name).scene
    png, _ = scene.png(**kept(name).settings)
    image = Image.open(io.BytesIO(png))
    assert image.format == "PNG"
    assert image.size == scene.figure.canvas.get_width_height()
    assert np.ptp(np.asarray(image.convert("RGB"))) > 200
    assert len(png) < 150 * 1024


@every_explorer
def test_a_control_moves_the_picture_and_its_caption_and_reset_puts_them_back(kept, name):
    explorer = kept(name)
    start, before = explorer.settings, shown(explorer)
    for control in explorer.controls.values():
        control.value = other(control)
        after = shown(explorer)
        assert after[0] != before[0]
        assert after[1] != before[1]
        assert after == explorer.scene.png(**explorer.settings)
        button(explorer, "Reset").click()
        assert (explorer.settings, shown(explorer)) == (start, before)


@every_explorer
def test_every_control_says_what_it_does(kept, name):
    buttons = [each for each in kept(name).bar.children if isinstance(each, widgets.Button)]
    for control in (*kept(name).controls.values(), *buttons):
        tooltip = getattr(control, "tooltip", None) or getattr(control, "description_tooltip", None)
        assert control.description
        assert len(tooltip) > len(control.description) or " " in tooltip


@every_explorer
def test_the_same_settings_give_the_same_picture_whatever_was_shown_before(make, kept, met, name):
    scene, fresh, (first, *more) = kept(name).scene, make(name).scene, met(name)
    before = scene.png(**first)
    for others in more:
        there = scene.png(**others)
        assert scene.png(**first) == before
        scene.rest()  # forgets its pixels, as when many others have moved
        assert scene.png(**others) == there == fresh.png(**others)


@every_explorer
def test_the_layout_has_come_to_rest_when_the_picture_is_taken(make, name):
    figure = make(name).scene.figure
    shown = [ax.bbox.extents.copy() for ax in figure.axes]
    figure.set_layout_engine("constrained")
    for _ in range(3):
        figure.canvas.draw()
    for ax, extents in zip(figure.axes, shown):
        np.testing.assert_allclose(ax.bbox.extents, extents, atol=0.1)


@every_explorer
def test_what_moves_lies_over_and_under_what_stands_still_as_if_all_were_painted_anew(kept, met, name):
    # A picture is painted in two goes, and savefig paints everything in one.
    scene, file = kept(name).scene, io.BytesIO()
    for settings in met(name)[-2:]:
        scene.png(**settings)
    twice = np.array(scene.figure.canvas.buffer_rgba(), int)
    scene.figure.savefig(file, dpi=scene.figure.dpi)
    differing = (abs(twice - np.asarray(Image.open(file))).max(axis=2) > 8)[::-1]
    for ax in scene.figure.axes:
        left, bottom, right, top = ax.bbox.extents.astype(int)
        inside = differing[bottom + 4 : top - 4, left + 4 : right - 4]  # the frame may lie under an arrow
        assert inside.mean() < 0.0002


@every_explorer
def test_on_the_canvas_the_tip_of_an_arrow_is_where_the_map_sends_its_tail(kept, met, name):
    scene = kept(name).scene
    quivers = [each for ax in scene.figure.axes for each in ax.get_children() if isinstance(each, Quiver)]
    for settings in met(name) if quivers else []:
        scene.png(**settings)
        for quiver in quivers:
            arrows = np.stack([quiver.U, quiver.V], axis=1)
            # In pixels: each arrow, and of its outline the vertex that lies farthest from its tail.
            wanted = quiver.axes.transData.transform(arrows) - quiver.axes.transData.transform((0, 0))
            outlines = [quiver.get_transform().transform(path.vertices) for path in quiver.get_paths()]
            tips = np.stack([outline[np.hypot(*outline.T).argmax()] for outline in outlines])
            long = (np.hypot(*wanted.T) > 5) & ~quiver.Umask  # what is NaN is not drawn
            np.testing.assert_allclose(tips[long], wanted[long], atol=1.0)


@every_explorer
def test_a_move_evaluates_the_exact_answer_at_few_points_and_nodes_only(make, name, monkeypatch):
    """What a move costs, but counted, by the weights of nodes: a stopwatch would tell of the machine."""
    pairs, integrals, explorer = [], [], make(name)

    def counting(work, counts, size):
        return lambda *given, **named: (counts.append(size(given[0])), work(*given, **named))[1]

    for each in ("softmax", "logsumexp"):
        counted = counting(getattr(Tensor, each), pairs, Tensor.numel)
        monkeypatch.setattr(Tensor, each, counted)
    monkeypatch.setattr(quadrature, "mean_variance", counting(quadrature.mean_variance, integrals, len))
    for control in explorer.controls.values():
        for value in (other(control), *([control.base**control.min] if hasattr(control, "base") else [])):
            pairs.clear()
            control.value = value
            assert sum(pairs) <= AT_MOST
    assert integrals == []
    assert explorer.message.value == ""


@pytest.mark.parametrize("broken", ["draw", "png"])
def test_an_error_is_shown_as_one_line_and_goes_away_at_the_next_good_picture(make, broken, monkeypatch):
    def fail(**_):
        raise ValueError("the <pen> is\nbroken & blunt")

    explorer = make("closer_look.zoom")
    start, before = explorer.settings, shown(explorer)
    with monkeypatch.context() as patch:
        patch.setattr(explorer.scene, broken, fail)
        explorer.set(magnification=100)
        alert = Tags(explorer.message.value)
        assert [attributes["role"] for _, attributes in alert.tags] == ["alert"]
        assert " ".join(alert.text.split()) == "ValueError: the <pen> is broken & blunt"
        assert picture(explorer.picture.value) == before
    explorer.set(**start)
    assert shown(explorer) == before


@every_explorer
def test_a_play_button_moves_its_slider(kept, name):
    explorer = kept(name)
    for play in [each for each in explorer.bar.children if isinstance(each, widgets.Play)]:
        (slider,) = [each for each in explorer.controls.values() if isinstance(each, widgets.IntSlider)]
        assert (play.min, play.max) == (slider.min, slider.max)
        before, rest = shown(explorer), slider.value
        play.value = play.max if rest == play.max - play.step else play.max - play.step
        assert slider.value == play.value
        assert shown(explorer) != before
        button(explorer, "Reset").click()


def test_a_caption_is_text_and_never_markup():
    caption = """<img src=x onerror="alert('x')"> & <b>"bold"</b> ≤ 'σ'"""
    assert picture(controls.as_html(b"png", caption)) == (b"png", caption)


def test_moves_leave_nothing_in_the_notebook(make, capsys):
    """An hour of playing does not make the saved file grow: a cell's output is one picture."""
    explorer = make("new_points.walker")
    size = len(str(explorer._repr_mimebundle_()))
    for step in range(50):
        explorer.set(step=8 * step)
    assert capsys.readouterr() == ("", "")  # where display prints, without a kernel
    assert len(str(explorer._repr_mimebundle_())) < 1.5 * size


@every_explorer
def test_a_slider_has_a_step_where_it_starts_so_that_no_front_end_moves_it(kept, name):
    for slider in [each for each in kept(name).controls.values() if isinstance(each, widgets.FloatLogSlider)]:
        steps = (math.log10(slider.value) - slider.min) / slider.step
        assert 10 ** (slider.min + round(steps) * slider.step) == pytest.approx(slider.value, rel=2e-3)
        assert 60 <= round((slider.max - slider.min) / slider.step) <= 120


@every_explorer
def test_at_random_settings_an_explorer_shows_a_picture_and_no_error(make, name):
    explorer = make(name)
    every = st.fixed_dictionaries({each: hand(control) for each, control in explorer.controls.items()})

    @given(chosen=every)
    @configured(
        max_examples=10,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    def a_picture_and_no_error(chosen):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(explorer, "redraw", lambda: None)  # until all is set
            for control in reversed(explorer.controls):  # x and y first: to move them is to choose a start
                explorer.controls[control].value = chosen[control]
        explorer.redraw()
        png, caption = shown(explorer)
        assert all(value == pytest.approx(chosen[each]) for each, value in explorer.settings.items())
        assert Image.open(io.BytesIO(png)).size == explorer.scene.figure.canvas.get_width_height()
        assert "nan" not in caption

    a_picture_and_no_error()
