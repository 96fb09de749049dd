"""Pictures in place of a slider: few, small, and each with the words that belong to it."""

import base64
import io

import ipywidgets as widgets
import pytest
from PIL import Image

from dae_helpers.closer_look import explorers
from dae_helpers.stage import stills
from dae_helpers.stage.controls import log_slider


@pytest.fixture(scope="module")
def zoom():
    return explorers.zoom()


def test_the_pictures_are_what_the_explorer_shows_and_small_together(zoom, monkeypatch):
    monkeypatch.setenv(stills.WANTED, "1")
    settings = stills.stills(zoom, 6)["settings"]
    assert len(settings["images"]) == len(settings["captions"]) == len(settings["values"]) == 6
    start = settings["picture"]
    png, caption = zoom.scene.png(**zoom.settings)
    assert (settings["values"][start], settings["captions"][start]) == ("10", caption)
    ground, over = (
        Image.open(io.BytesIO(base64.b64decode(uri.partition(",")[2]))).convert("RGBA")
        for uri in (settings["ground"], settings["images"][start])
    )
    shown = Image.alpha_composite(ground, over).convert("RGB")
    assert shown.tobytes() == Image.open(io.BytesIO(png)).convert("RGB").tobytes()
    assert len(set(settings["captions"])) == 6
    monkeypatch.setattr(stills, "BYTES", 40_000)
    fewer = stills.stills(zoom, 6)["settings"]
    assert 2 <= len(fewer["images"]) < 6
    assert sum(map(len, [fewer["ground"], *fewer["images"]])) <= 40_000


def test_a_students_notebook_keeps_no_pictures(zoom, monkeypatch):
    monkeypatch.delenv(stills.WANTED, raising=False)
    assert set(zoom._repr_mimebundle_()[1]) == {"image/png"}


@pytest.mark.parametrize(
    ("slider", "ends"),
    [
        (widgets.IntSlider(min=0, max=100, step=4, value=48), (0, 100)),
        (widgets.SelectionSlider(options=[2, 8, 32], value=8), (2, 32)),
        (log_slider("noise σ", "", 0.05, 1, 0.3), (0.05, 1)),
    ],
)
def test_the_values_go_from_end_to_end_in_order_and_the_present_one_is_among_them(slider, ends):
    values, start = stills.stops(slider, 8)
    assert (values[0], values[-1]) == pytest.approx(ends)
    assert values[start] == slider.value
    assert values == sorted(set(values))
    assert len(values) <= 8
