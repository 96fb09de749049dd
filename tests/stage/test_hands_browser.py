"""Hands on the drawing pad and on a picture with a draggable point, in a page that holds nothing else."""

import pytest
import torch

from dae_helpers.lesson import guess
from dae_helpers.new_points import pad as drawing
from dae_helpers.stage.canvas import canvas

# What the front ends make around them; what would be sent to the kernel is kept in `sent`.
PAD = """<div class="dae-pad"><textarea></textarea><input type="checkbox" checked>{canvas}</div><script>
const sent = [], text = document.querySelector('textarea'), closed = document.querySelector('input');
text.onchange = () => sent.push(text.value);
closed.onchange = () => sent.push(closed.checked);
</script>"""
PICTURE = """<div class="dae-explorer"><input type="text"><div class="widget-html">{picture}</div></div>
<script>
const sent = [], text = document.querySelector('input');
text.onchange = () => sent.push(text.value);
</script>"""
HEART = canvas(drawing.read(drawing.PRESETS["heart"]["points"]))


@pytest.fixture
def blank(browser):
    """A page of its own; at the end, nothing may have gone wrong in it."""
    page, errors = browser.new_page(), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    page.close()
    assert not errors


@pytest.fixture
def pad(blank):
    blank.set_content(PAD.format(canvas=HEART))
    return blank


@pytest.fixture
def picture(blank):
    blank.set_content(PICTURE.format(picture=guess.explorer().picture.value))
    return blank


def hand(page, kind, x, y, finger=1, within="svg", **more):
    """A finger goes down, moves or comes off at a fraction (x, y) of the canvas, or beside it."""
    page.evaluate(
        """([kind, x, y, finger, within, more]) => {
            const target = document.querySelector(within);
            const box = (target ?? document.body).getBoundingClientRect();
            (target ?? window).dispatchEvent(new PointerEvent(kind, {
                clientX: box.left + x * box.width, clientY: box.top + y * box.height,
                pointerId: finger, isPrimary: finger === 1, bubbles: true, cancelable: true, ...more }));
        }""",
        [kind, x, y, finger, within, more],
    )


def sent(page):
    return page.evaluate("sent")


def drawn(page):
    """The points that were sent."""
    (points,) = [each for each in sent(page) if isinstance(each, str)]
    return drawing.read(points)


def test_a_stroke_is_sent_as_points_and_then_whether_it_is_closed(pad):
    hand(pad, "pointerdown", 0.2, 0.5)
    for x in (0.4, 0.6, 0.8):
        hand(pad, "pointermove", x, 0.5)
    assert pad.locator(".dots").get_attribute("d") == ""
    hand(pad, "pointerup", 0.8, 0.5)
    torch.testing.assert_close(drawn(pad), torch.tensor([[-0.91, 0], [0.91, 0]]).double(), atol=0.011, rtol=0)
    assert sent(pad)[1:] == [False]


def test_a_second_finger_neither_joins_the_stroke_nor_ends_it(pad):
    hand(pad, "pointerdown", 0.2, 0.5)
    hand(pad, "pointermove", 0.5, 0.5)
    hand(pad, "pointerdown", 0.5, 0.1, finger=2)
    hand(pad, "pointermove", 0.6, 0.1, finger=2)
    hand(pad, "pointerup", 0.6, 0.1, finger=2)
    assert sent(pad) == []
    hand(pad, "pointermove", 0.8, 0.5)
    hand(pad, "pointerup", 0.8, 0.5)
    assert drawn(pad)[:, 1].abs().max() < 0.02
    assert len(drawn(pad)) == 2


def test_a_mouse_does_not_draw_while_a_finger_does(pad):
    hand(pad, "pointerdown", 0.2, 0.5)
    hand(pad, "pointerdown", 0.5, 0.1, finger=2, isPrimary=True)
    for x in (0.5, 0.8):
        hand(pad, "pointermove", x, 0.5)
        hand(pad, "pointermove", x, 0.1, finger=2)
    hand(pad, "pointerup", 0.8, 0.1, finger=2)
    hand(pad, "pointerup", 0.8, 0.5)
    assert drawn(pad)[:, 1].abs().max() < 0.02


def test_a_click_leaves_the_drawing(pad):
    before = pad.locator(".dots").get_attribute("d")
    for finger in (1, 1):  # and then another
        hand(pad, "pointerdown", 0.5, 0.5, finger)
        hand(pad, "pointermove", 0.505, 0.5, finger)
        hand(pad, "pointerup", 0.505, 0.5, finger)
    assert sent(pad) == []
    assert pad.locator(".dots").get_attribute("d") == before
    assert not pad.locator("polyline").get_attribute("points")


def test_a_pen_that_trembles_on_one_spot_sends_few_points(pad):
    hand(pad, "pointerdown", 0.2, 0.2)
    pad.evaluate(
        """() => {
            const box = document.querySelector('svg').getBoundingClientRect();
            for (let k = 0; k < 30000; k++) window.dispatchEvent(new PointerEvent("pointermove", {
                pointerId: 1, clientX: box.left + 160 + (k % 2), clientY: box.top + 160 }));
        }"""
    )
    hand(pad, "pointerup", 0.5, 0.5)
    assert len(drawn(pad)) == 2


GONE = {
    "cleared": "document.querySelector('.dae-pad, .dae-explorer').innerHTML = ''",
    "run again": "document.body.innerHTML = ''",
    "folded": "document.body.style.display = 'none'",
}


@pytest.mark.parametrize("how", GONE)
def test_a_sheet_that_is_gone_ends_the_stroke_and_nothing_is_sent(pad, how):
    hand(pad, "pointerdown", 0.2, 0.5)
    hand(pad, "pointermove", 0.5, 0.5)
    pad.evaluate(GONE[how])
    hand(pad, "pointermove", 0.8, 0.5)
    hand(pad, "pointerup", 0.8, 0.5)
    assert sent(pad) == []


@pytest.mark.parametrize("how", GONE)
def test_a_picture_that_is_gone_is_no_longer_followed(picture, how):
    hand(picture, "pointerdown", 0.3, 0.3, within="img")
    assert len(sent(picture)) == 1
    picture.evaluate(GONE[how])
    hand(picture, "pointermove", 0.8, 0.5, within="img")
    hand(picture, "pointerup", 0.8, 0.5, within="img")
    assert len(sent(picture)) == 1


def test_a_second_finger_does_not_move_the_handle(picture):
    hand(picture, "pointerdown", 0.5, 0.5, within="img")
    before = sent(picture)
    hand(picture, "pointermove", 0.2, 0.2, finger=2, within="img")
    hand(picture, "pointerup", 0.2, 0.2, finger=2, within="img")
    assert sent(picture) == before
    hand(picture, "pointermove", 0.6, 0.5, within="img")
    assert len(sent(picture)) == 2
