"""Explorers: every control changes picture and caption, and no student's hand can break them."""

import asyncio
import base64
import gc
import io
import math
import os
import re
import sys
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import ipywidgets as widgets
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import RendererAgg
from PIL import Image

from dae_helpers import manifolds, plots, training
from dae_helpers.lesson import TRAINED_ON, explorers, field
from dae_helpers.stage import controls, pictures

WIDGET = "application/vnd.jupyter.widget-view+json"
TRAIN = "Train a new DAE at this σ"

# For each explorer its controls, each with a value that differs from the first one.
MOVES = {
    "zoom": {"magnification": 100},
    "corruption": {"curve": "spiral", "kind": "masking", "noise": 0.3},
    "field": {"curve": "spiral", "sigma": 0.3, "shown": "error"},
    "guess": {"curve": "spiral", "sigma": 0.1, "point": "0.2 -0.7"},
    "slopes": {"curve": "heart", "sigma": 0.1},
    "film": {"frame": 3},
    "paths": {"curve": "line", "sigma": 0.2, "start": "all over", "x": -0.7, "y": 1.1},
    "side_by_side": {"sigma": 0.3},
    "falling": {"step": 4},
    "walker": {"step": 5, "sigma": 0.2, "alpha": 0.1},
}
# How many random settings each is put to, the same in each run: 300 in all.
RANDOM = {
    "zoom": 40,
    "corruption": 40,
    "field": 50,
    "guess": 40,
    "slopes": 20,
    "film": 20,
    "paths": 30,
    "side_by_side": 20,
    "falling": 20,
    "walker": 20,
}
every_explorer = pytest.mark.parametrize("name", MOVES)


@pytest.fixture(scope="module")
def make(runs, run, falling):
    """make(name): a new explorer."""
    makers = {
        "zoom": explorers.zoom,
        "guess": explorers.guess,
        "slopes": explorers.slopes,
        "corruption": explorers.corruption,
        "field": lambda: explorers.field(runs, "circle"),
        "film": lambda: explorers.film(run),
        "paths": lambda: explorers.paths(runs, "circle"),
        "side_by_side": lambda: explorers.side_by_side(runs),
        "falling": lambda: explorers.falling(*falling),
        "walker": explorers.walker,
    }
    return lambda name: makers[name]()


@pytest.fixture(scope="module")
def kept(make):
    """kept(name): an explorer as it was made, which a test leaves as it found it."""
    return cache(make)


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
def test_an_explorer_shows_its_scene_at_its_controls_settings(kept, name):
    explorer = kept(name)
    assert set(explorer.controls) == set(explorer.settings) == set(MOVES[name])
    assert shown(explorer) == explorer.scene.png(**explorer.settings)
    inside = list(explorer.widget.children)
    assert all(each in inside for each in (explorer.bar, explorer.message, explorer.pictures))
    assert explorer.picture in explorer.pictures.children


@every_explorer
def test_a_control_moves_the_picture_and_its_caption_and_reset_puts_them_back(make, name):
    explorer = make(name)
    start, before = explorer.settings, shown(explorer)
    for moved, value in MOVES[name].items():
        explorer.controls[moved].value = value
        after = shown(explorer)
        assert after[0] != before[0]
        assert after[1] != before[1]
        assert after == explorer.scene.png(**explorer.settings)
        button(explorer, "Reset").click()
        assert (explorer.settings, shown(explorer)) == (start, before)
    explorer.set(**MOVES[name])
    button(explorer, "Reset").click()
    assert (explorer.settings, shown(explorer)) == (start, before)


@every_explorer
def test_every_control_says_what_it_does(kept, name):
    explorer = kept(name)
    buttons = [each for each in explorer.bar.children if isinstance(each, widgets.Button)]
    for control in (*explorer.controls.values(), *buttons):
        tooltip = getattr(control, "tooltip", None) or getattr(control, "description_tooltip", None)
        assert control.description
        assert len(tooltip) > len(control.description) or " " in tooltip


@every_explorer
def test_an_explorer_is_a_widget_a_picture_and_a_text(kept, name):
    explorer = kept(name)
    bundle, metadata = explorer._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "image/png", WIDGET}
    png = base64.b64decode(bundle["image/png"], validate=True)
    assert (png, bundle["text/plain"]) == shown(explorer)
    assert Image.open(io.BytesIO(png)).format == "PNG"
    assert bundle[WIDGET]["model_id"] == explorer.widget.model_id
    assert metadata == {"image/png": {"alt": bundle["text/plain"]}}


def test_what_stands_in_for_an_explorer_is_the_picture_at_its_present_settings(make):
    explorer = make("side_by_side")
    explorer.set(**MOVES["side_by_side"])
    bundle, _ = explorer._repr_mimebundle_(include=None, exclude=None)
    assert "σ = 0.3" in bundle["text/plain"]
    assert (base64.b64decode(bundle["image/png"]), bundle["text/plain"]) == shown(explorer)


def test_a_caption_is_text_and_never_markup():
    caption = """<img src=x onerror="alert('x')"> & <b>"bold"</b> ≤ 'σ'"""
    assert picture(controls.as_html(b"png", caption)) == (b"png", caption)


def test_the_name_of_a_curve_of_ones_own_is_text_too(runs):
    explorer = explorers.side_by_side({'<i>mine</i> & "yours"': runs["circle"]})
    assert '<i>mine</i> & "yours"' in shown(explorer)[1]


@pytest.mark.parametrize("broken", ["draw", "png"])
@every_explorer
def test_an_error_is_shown_as_one_line_and_goes_away_at_the_next_good_picture(
    kept, name, broken, monkeypatch
):
    def fail(**_):
        raise ValueError("the <pen> is\nbroken & blunt")

    explorer, (moved, value) = kept(name), next(iter(MOVES[name].items()))
    start, before = explorer.settings[moved], shown(explorer)
    with monkeypatch.context() as patch:
        patch.setattr(explorer.scene, broken, fail)
        explorer.controls[moved].value = value
        alert = Tags(explorer.message.value)
        assert [attributes["role"] for _, attributes in alert.tags] == ["alert"]
        assert " ".join(alert.text.split()) == "ValueError: the <pen> is broken & blunt"
        assert picture(explorer.picture.value) == before
    explorer.controls[moved].value = start
    assert shown(explorer) == before


@pytest.mark.parametrize("moved", ["x", "y"])
def test_to_move_a_point_is_to_drop_one_point(make, moved):
    explorer = make("paths")
    explorer.controls[moved].value = MOVES["paths"][moved]
    assert explorer.settings["start"] == "one point"
    assert shown(explorer) == explorer.scene.png(**explorer.settings)


def test_the_play_button_moves_the_film(make):
    explorer = make("film")
    (play,) = [each for each in explorer.bar.children if isinstance(each, widgets.Play)]
    frame = explorer.controls["frame"]
    assert (play.min, play.max) == (frame.min, frame.max)
    before = shown(explorer)
    play.value = 2
    assert frame.value == 2
    assert shown(explorer) == explorer.scene.png(frame=2) != before


def test_moves_leave_nothing_in_the_notebook(make, capsys):
    """An hour of playing does not make the saved file grow: a cell's output is one picture."""
    explorer = make("walker")
    size = len(str(explorer._repr_mimebundle_()))
    for step in range(50):
        explorer.set(step=8 * step)
    assert capsys.readouterr() == ("", "")  # where display prints, without a kernel
    assert len(str(explorer._repr_mimebundle_())) < 1.5 * size


@pytest.fixture
def alive():
    """alive(): how many canvases and curves there are that were not there before the test."""
    gc.collect()
    gc.freeze()  # what was there before is looked at no more

    def alive():
        gc.collect()
        kinds = [type(each) for each in gc.get_objects()]
        return kinds.count(RendererAgg), kinds.count(manifolds.Curve)

    yield alive
    gc.unfreeze()


@pytest.mark.parametrize("name", ["guess", "corruption", "field"])
def test_a_cell_that_runs_again_and_again_keeps_neither_pixels_nor_curves(make, name, monkeypatch, alive):
    monkeypatch.setattr(pictures, "AT_HAND", 1)
    shown = [make(name)]
    canvases, curves = alive()
    for _ in range(3):
        shown.append(make(name))  # no widget forgets what it answers with
        shown[-1].set(**MOVES[name])
    assert alive() <= (canvases, curves + 1)  # one that was asked for


@every_explorer
def test_a_scene_that_has_rested_draws_the_same_picture(make, name):
    explorer = make(name)
    explorer.set(**MOVES[name])
    before = shown(explorer)
    explorer.scene.rest()
    explorer.redraw()
    assert shown(explorer) == before


OVER_RANGES = {
    "field": lambda runs, **others: explorers.field(runs, **{"curve": "circle"} | others),
    "paths": lambda runs, **others: explorers.paths(runs, **{"curve": "circle"} | others),
    "side_by_side": explorers.side_by_side,
}
every_explorer_of_runs = pytest.mark.parametrize("explore", OVER_RANGES.values(), ids=OVER_RANGES)


@every_explorer_of_runs
def test_what_is_no_dict_of_runs_over_a_range_is_refused_by_name(explore, run, runs):
    example = r"training\.fit\(models\.ConditionalDAE\(\), curve, sigma=\(0\.02, 0\.5\)\)"
    with pytest.raises(TypeError, match=r"^runs must be a Mapping, such as \{'circle': run\}, got Run$"):
        explore(runs["circle"])
    with pytest.raises(ValueError, match=r"^runs must hold at least one Run, got none$"):
        explore({})
    with pytest.raises(TypeError, match=rf"^runs\['circle'\] must be a Run, such as {example}, got DAE$"):
        explore({"circle": run.model})
    with pytest.raises(ValueError, match=rf"^runs\['circle'\] .* {example}, got a DAE .* sigma=0\.1$"):
        explore({"circle": run})
    with pytest.raises(ValueError, match=r"^runs\['one'\] .* a range of σ, .* got a ConditionalDAE .*=0\.2$"):
        explore(runs | {"one": replace(runs["circle"], sigma=0.2)})


@every_explorer_of_runs
def test_an_explorer_starts_within_the_noise_levels_of_the_training(explore, runs):
    for sigma, error in [(0.01, ValueError), (0.6, ValueError), ("0.1", TypeError)]:
        with pytest.raises(error, match=r"^sigma must .*, got "):
            explore(runs, sigma=sigma)
    assert explore(runs, sigma=0.5).settings["sigma"] == pytest.approx(0.5)
    narrow = runs | {"narrow": replace(runs["circle"], sigma=(0.05, 0.2))}
    with pytest.raises(ValueError, match=r"^sigma must lie in \[0\.05, 0\.2\], got 0\.5$"):
        explore(narrow, sigma=0.5)


@pytest.mark.parametrize("sigma", [0.02, 0.05, 0.1, 0.2, 0.3, 0.5])
def test_a_slider_has_a_step_where_it_starts_so_that_no_front_end_moves_it(runs, sigma):
    slider = explorers.side_by_side(runs, sigma).controls["sigma"]
    steps = (math.log10(sigma) - slider.min) / slider.step
    assert 10 ** (slider.min + round(steps) * slider.step) == pytest.approx(sigma, rel=2e-3)
    assert 60 <= round((slider.max - slider.min) / slider.step) <= 120


@pytest.mark.parametrize("name", ["field", "paths"])
def test_an_explorer_starts_on_one_of_its_curves(name, runs):
    with pytest.raises(ValueError, match=r"^curve must be one of 'line', 'circle', 'spiral', got 'square'$"):
        OVER_RANGES[name](runs, curve="square")


def test_a_film_is_shown_of_one_run_with_one_noise_level(runs):
    with pytest.raises(TypeError, match=r"^run must be a Run, such as training\.fit\(.*\), got dict$"):
        explorers.film(runs)
    with pytest.raises(TypeError, match=r"a ConditionalDAE becomes a map by model\.at\(sigma\)$"):
        explorers.film(runs["circle"])


def test_a_curve_of_ones_own_reads_well_in_a_caption(runs):
    curve = manifolds.through([[-1, 0], [0, 1], [1, 0]])
    explorer = explorers.field({curve.name: replace(runs["circle"], curve=curve)}, curve.name)
    assert shown(explorer)[1].startswith("The curve at σ = 0.1, learned")


async def until(condition):
    """Let the event loop turn until something is so; a minute is for ever."""

    async def turns():
        while not condition():
            await asyncio.sleep(0.001)

    await asyncio.wait_for(turns(), 60)


def chart(explorer):
    """The steps that the training has done, by its chart's caption; 0 without a chart."""
    source = explorer.pictures.children[-1].value
    return int(re.match(r"Step (\d+):", picture(source)[1])[1]) if source else 0


def test_a_network_is_trained_before_the_students_eyes(make):
    async def student():
        explorer = make("field")
        train, before = button(explorer, TRAIN), shown(explorer)
        train.click()
        assert train.description == "Stop"
        await until(lambda: chart(explorer) >= 45)
        assert train.description == "Stop"
        during = shown(explorer)
        await until(lambda: train.description == TRAIN)
        assert chart(explorer) == 300
        after = shown(explorer)
        assert len({before, during, after}) == 3
        assert float(re.search(r"([\d.]+)%", after[1])[1]) < 2

    asyncio.run(student())


def test_training_is_stopped_by_the_same_button_and_what_was_learned_stays(make):
    async def student():
        explorer = make("field")
        train, before = button(explorer, TRAIN), shown(explorer)
        train.click()
        await until(lambda: chart(explorer) >= 30)
        train.click()
        await until(lambda: train.description == TRAIN)
        steps, stopped = chart(explorer), shown(explorer)
        await asyncio.sleep(0.05)
        assert chart(explorer) == steps < 300
        assert shown(explorer) == stopped != before

    asyncio.run(student())


def test_reset_forgets_the_network_that_was_trained(make):
    async def student():
        explorer = make("field")
        train, before = button(explorer, TRAIN), shown(explorer)
        train.click()
        await until(lambda: chart(explorer) >= 300)
        assert shown(explorer) != before
        button(explorer, "Reset").click()
        await until(lambda: train.description == TRAIN)
        assert shown(explorer) == before
        assert chart(explorer) == 0

    asyncio.run(student())


def test_a_move_after_a_training_draws_one_picture_and_the_right_one(make):
    async def student():
        explorer, untrained = make("field"), make("field")
        train, pictures = button(explorer, TRAIN), []
        train.click()
        await until(lambda: chart(explorer) == 300)
        await until(lambda: train.description == TRAIN)
        explorer.picture.observe(lambda change: pictures.append(change["new"]), "value")
        for each in (explorer, untrained):
            each.set(sigma=0.3)
        assert pictures == [untrained.picture.value]

    asyncio.run(student())


def test_two_presses_at_once_leave_the_button_as_it_was(make):
    async def student():
        explorer = make("field")
        train, before = button(explorer, TRAIN), shown(explorer)
        train.click()
        train.click()
        await asyncio.sleep(0.05)
        assert train.description == TRAIN
        assert shown(explorer) == before

    asyncio.run(student())


def test_pressed_again_after_a_stop_the_button_trains_another_network(make):
    async def student():
        explorer = make("field")
        train = button(explorer, TRAIN)
        networks = []
        for _ in range(2):
            train.click()
            await until(lambda: chart(explorer) == 20)
            networks.append(explorer.picture.value)
            train.click()
            await until(lambda: train.description == TRAIN)
            explorer.controls["sigma"].value *= 1.1
            assert chart(explorer) == 0
            explorer.controls["sigma"].value = 0.1
        assert networks[0] != networks[1]

    asyncio.run(student())


@pytest.mark.parametrize("moved", ["sigma", "curve"])
@pytest.mark.parametrize("steps", [0, 30, 300])
def test_at_another_noise_or_curve_the_network_for_all_noises_is_back(make, moved, steps):
    async def student():
        explorer = make("field")
        train = button(explorer, TRAIN)
        train.click()
        await until(lambda: chart(explorer) >= steps)
        explorer.controls[moved].value = MOVES["field"][moved]
        await until(lambda: train.description == TRAIN)
        await asyncio.sleep(0.05)
        assert chart(explorer) == 0
        expected = make("field")
        expected.controls[moved].value = MOVES["field"][moved]
        assert shown(explorer) == shown(expected)

    asyncio.run(student())


def test_arrows_and_what_is_shown_may_change_while_a_network_is_trained(make):
    async def student():
        explorer = make("field")
        train = button(explorer, TRAIN)
        train.click()
        await until(lambda: chart(explorer) >= 15)
        explorer.set(shown="error")
        assert "error arrows" in shown(explorer)[1]
        steps = chart(explorer)
        await until(lambda: chart(explorer) > steps)
        assert train.description == "Stop"

    asyncio.run(student())


def test_an_error_while_training_is_shown_and_ends_it(make, monkeypatch):
    def fail(*_, **__):
        raise RuntimeError("no memory left")
        yield

    async def student():
        explorer = make("field")
        train = button(explorer, TRAIN)
        monkeypatch.setattr(training, "steps", fail)
        train.click()
        await until(lambda: train.description == TRAIN)
        assert Tags(explorer.message.value).text == "RuntimeError: no memory left"

    asyncio.run(student())


def test_a_figure_is_shown_with_its_caption_as_alt_text_and_in_words(monkeypatch, capsys):
    calls = []
    monkeypatch.setattr(pictures, "display", lambda *data, **options: calls.append((data, options)))
    figure, (ax,) = plots.figure()
    plots.manifold(manifolds.circle(), plots.plane(ax))
    caption = "A circle, and about it " + "many words " * 20
    assert pictures.show(figure, caption) is None
    (((bundle,), options),) = calls
    assert set(bundle) == {"image/png", "text/plain"}
    image = Image.open(io.BytesIO(base64.b64decode(bundle["image/png"], validate=True)))
    assert image.size == figure.canvas.get_width_height()
    assert options == {"metadata": {"image/png": {"alt": caption}}, "raw": True}
    printed = capsys.readouterr().out
    assert printed.split() == caption.split()
    assert max(map(len, printed.splitlines())) <= 100


def values(control):
    """What a student's hand can make of a control; on a logarithmic slider its ratios are even."""
    if isinstance(control, widgets.Dropdown):
        return st.sampled_from(control.options)
    if isinstance(control, widgets.FloatLogSlider):
        return st.floats(control.min, control.max).map(lambda power: control.base**power)
    if isinstance(control, widgets.FloatSlider):
        return st.floats(control.min, control.max)
    if isinstance(control, widgets.Text):  # two numbers x y
        return st.tuples(*[st.integers(-160, 160)] * 2).map(lambda p: f"{p[0] / 100} {p[1] / 100}")
    return st.integers(control.min, control.max)


@every_explorer
def test_at_random_settings_an_explorer_shows_a_picture_and_no_error(make, name):
    explorer = make(name)
    every = st.fixed_dictionaries({each: values(control) for each, control in explorer.controls.items()})

    @given(chosen=every)
    @settings(
        max_examples=RANDOM[name], deadline=None, database=None, derandomize=True,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
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


@pytest.mark.slow
def test_an_hour_of_sliding_leaves_no_figures_artists_or_memory_behind(make):
    if not Path("/proc/self/statm").exists():
        pytest.skip("resident memory is read from /proc, which this system lacks")

    def resident():
        gc.collect()
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20

    def artists():
        return [len(ax.get_children()) for ax in explorer.scene.figure.axes]

    def slide(moves):
        for k in moves:
            sigma = (0.05, 0.1, 0.2, 0.3, 0.4)[k % 5]
            explorer.set(sigma=sigma, curve=TRAINED_ON[k % 3], shown=list(field.SHOWN)[k // 3 % 3])

    explorer = make("field")
    slide(range(20))  # every σ on every curve: their oracles are kept
    before, memory = artists(), resident()
    slide(range(100))  # each moves three or four controls: over 300 pictures
    assert artists() == before
    assert resident() - memory < 5
    pyplot = sys.modules.get("matplotlib.pyplot")
    assert pyplot is None or pyplot.get_fignums() == []
