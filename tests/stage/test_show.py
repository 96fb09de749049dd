"""How a figure is shown: with its caption in words, in a notebook and in a script."""

import base64
import io

from PIL import Image

from dae_helpers import manifolds, plots
from dae_helpers.stage import pictures

CAPTION = "A circle, and about it " + "many words " * 20


def circle():
    figure, (ax,) = plots.figure()
    plots.manifold(manifolds.circle(), plots.plane(ax))
    return figure


def test_a_figure_is_shown_with_its_caption_as_alt_text_and_in_words(monkeypatch, capsys):
    calls, figure = [], circle()
    monkeypatch.setattr(pictures, "display", lambda *data, **options: calls.append((data, options)))
    monkeypatch.setattr(pictures.InteractiveShell, "initialized", lambda: True)
    pictures.show(figure, CAPTION)
    (((bundle,), options),) = calls
    assert set(bundle) == {"image/png", "text/plain"}
    image = Image.open(io.BytesIO(base64.b64decode(bundle["image/png"], validate=True)))
    assert image.size == figure.canvas.get_width_height()
    assert options == {"metadata": {"image/png": {"alt": CAPTION}}, "raw": True}
    printed = capsys.readouterr().out
    assert printed.split() == CAPTION.split()
    assert max(map(len, printed.splitlines())) <= 100


def test_in_a_script_the_caption_is_printed_and_no_picture(capsys):
    pictures.show(circle(), CAPTION)
    assert capsys.readouterr().out.split() == CAPTION.split()
