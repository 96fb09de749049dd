"""Pictures look the same whatever the reader's own matplotlib settings are."""

import ast
from pathlib import Path

import pytest
from matplotlib import style

from dae_helpers.closer_look import pad
from dae_helpers.lesson import slopes
from dae_helpers.new_points import walker

PACKAGE = Path(__file__).resolve().parents[2] / "dae_helpers"
# None of them may become ours, and LaTeX need not even be there.
READERS = [style.library["dark_background"], {"font.size": 20, "lines.linewidth": 9, "text.usetex": True}]
EXPLORERS = [slopes.explorer, walker.explorer, pad.pad]


@pytest.mark.parametrize("explore", EXPLORERS, ids=lambda explore: explore.__module__)
def test_the_readers_settings_change_no_pixel_of_an_explorer(explore):
    plain = explore().shown
    for settings in READERS:
        with style.context(settings):
            assert explore().shown == plain


def test_whoever_makes_a_figure_makes_it_with_our_settings():
    for path in PACKAGE.rglob("*.py"):
        for each in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(each, ast.FunctionDef):
                calls = {ast.unparse(call.func) for call in ast.walk(each) if isinstance(call, ast.Call)}
                decorators = " ".join(map(ast.unparse, each.decorator_list))
                if calls & {"Figure", "plots.figure", "panels", "image_plots.panels"}:
                    assert "style.settings()" in decorators, f"{path.name}: {each.name}"
