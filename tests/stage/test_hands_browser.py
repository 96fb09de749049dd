"""Hands on the drawing pad and on a picture with a draggable point, in a page that holds nothing else."""

import pytest
import torch

from dae_helpers.closer_look import pad as drawing
from dae_helpers.lesson import guess
from dae_helpers.pictures import explorers
from dae_helpers.stage.canvas import canvas
from dae_helpers.stage.controls import NAMING

# What the front ends make around them; what would be sent to the kernel is kept in `sent`.
PAGE = """<div class="dae-pad dae-explorer widget-vbox">
<textarea></textarea><input type="checkbox" checked><input type="text">
<div class="widget-slider"><label title="The noise">σ</label><div role="slider"></div>
  <div class="widget-readout">0.3</div></div>
<div class="widget-html">{}</div></div><script>
const sent = [], [text, closed, point] = document.querySelectorAll("textarea, input");
text.onchange = point.onchange = (event) => sent.push(event.target.value);
closed.onchange = () => sent.push(closed.checked);
</script>"""
HEART = canvas(drawing.read(drawing.PRESETS["heart"]["points"]))


@pytest.fixture(scope="module")
def blank(browser):
    """A page of its own; at the end, nothing may have gone wrong in it."""
    page, errors = browser.new_page(), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    page.close()
    assert not errors


@pytest.fixture(scope="module")
def holding(blank):
    """holding(what): the page with nothing but a pad or a picture in it."""
    trail = explorers.wipe(torch.zeros(1, 64), {}, "2 2 5 5")
    inside = {"pad": HEART, "picture": guess.explorer().picture.value, "trail": trail.picture.value}

    def holding(what):
        blank.goto("about:blank")  # whose script may say its names once more
        blank.set_content(PAGE.format(inside[what]))
        return blank

    return holding


@pytest.fixture
def pad(holding):
    return holding("pad")


def hand(page, kind, x, y, finger=1, **more):
    """A finger goes down, moves or comes off at a fraction (x, y) of the canvas or picture, or beside it."""
    page.evaluate(
        """([kind, x, y, finger, more]) => {
            const target = document.querySelector("svg, img");
            const box = (target ?? document.body).getBoundingClientRect();
            (target ?? window).dispatchEvent(new PointerEvent(kind, {
                clientX: box.left + x * box.width, clientY: box.top + y * box.height,
                pointerId: finger, isPrimary: finger === 1, bubbles: true, cancelable: true, ...more }));
        }""",
        [kind, x, y, finger, more],
    )


def sent(page):
    return page.evaluate("sent")


def drawn(page):
    """The points that were sent."""
    (points,) = [each for each in sent(page) if isinstance(each, str)]
    return drawing.read(points)


def test_a_stroke_is_sent_as_points_and_then_whether_it_ends_at_its_start(pad):
    hand(pad, "pointerdown", 0.2, 0.5)
    for x in (0.4, 0.8, 1.2):
        hand(pad, "pointermove", x, 0.5)
    assert pad.locator(".dots").get_attribute("d") == ""
    hand(pad, "pointerup", 1.2, 0.5)  # beyond the sheet
    torch.testing.assert_close(drawn(pad), torch.tensor([[-0.91, 0], [1.5, 0]]).double(), atol=0.011, rtol=0)
    hand(pad, "pointerdown", 0.2, 0.5)
    for x, y in [(0.8, 0.5), (0.8, 0.8), (0.21, 0.51)]:
        hand(pad, "pointermove", x, y)
    hand(pad, "pointerup", 0.21, 0.51)
    assert [each for each in sent(pad) if isinstance(each, bool)] == [False, True]


def test_another_pointer_neither_joins_the_stroke_nor_ends_it(pad):
    hand(pad, "pointerdown", 0.2, 0.5)
    hand(pad, "pointermove", 0.5, 0.5)
    for finger, primary in {2: False, 3: True}.items():  # a second finger, and a mouse beside it
        for kind in ("pointerdown", "pointermove", "pointerup"):
            hand(pad, kind, 0.6, 0.1, finger, isPrimary=primary)
    assert sent(pad) == []
    hand(pad, "pointerup", 0.8, 0.5)
    assert drawn(pad)[:, 1].abs().max() < 0.02


def test_a_click_leaves_the_drawing(pad):
    before = pad.locator(".dots").get_attribute("d")
    for _ in range(2):
        hand(pad, "pointerdown", 0.5, 0.5)
        hand(pad, "pointermove", 0.505, 0.5)
        hand(pad, "pointerup", 0.505, 0.5)
    assert sent(pad) == []
    assert pad.locator(".dots").get_attribute("d") == before
    assert not pad.locator("polyline").get_attribute("points")


def test_a_pen_that_trembles_on_one_spot_sends_few_points(pad):
    hand(pad, "pointerdown", 0.2, 0.2)
    pad.evaluate(
        """() => {
            const box = document.querySelector('svg').getBoundingClientRect();
            for (let k = 0; k < 5000; k++) window.dispatchEvent(new PointerEvent("pointermove", {
                pointerId: 1, clientX: box.left + 160 + (k % 2), clientY: box.top + 160 }));
        }"""
    )
    hand(pad, "pointerup", 0.5, 0.5)
    assert len(drawn(pad)) == 2


def test_a_point_follows_its_finger_and_no_other(holding):
    picture = holding("picture")
    hand(picture, "pointerdown", 0.5, 0.5)
    hand(picture, "pointermove", 0.2, 0.2, finger=2)
    hand(picture, "pointerup", 0.2, 0.2, finger=2)
    hand(picture, "pointermove", 0.6, 0.5)
    (x, y), (x_then, y_then) = (map(float, each.split()) for each in sent(picture))
    assert x_then > x + 0.2
    assert y_then == y


def test_a_trail_keeps_all_places_since_the_touch(holding):
    picture = holding("trail")
    for _ in range(2):
        hand(picture, "pointerdown", 0.1, 0.5)
        hand(picture, "pointermove", 0.2, 0.5)
        hand(picture, "pointermove", 0.2, -3)  # beyond the picture
        hand(picture, "pointerup", 0.2, -3)
    first, second, third, *again = sent(picture)
    assert second.startswith(first + " ")
    assert third.startswith(second + " ")
    (x, y), (x_then, y_then), _ = torch.tensor([float(each) for each in third.split()]).view(3, 2).tolist()
    assert -0.5 <= x < x_then <= 7.5
    assert y == y_then
    assert again == [first, second, third]


GONE = {
    "cleared": "document.querySelector('.widget-html').innerHTML = ''",
    "run again": "document.body.innerHTML = ''",
    "folded": "document.body.style.display = 'none'",
}


@pytest.mark.parametrize(("what", "before"), [("pad", 0), ("picture", 1)])
def test_what_is_gone_is_no_longer_followed(holding, what, before):
    for how in GONE.values():
        page = holding(what)
        hand(page, "pointerdown", 0.3, 0.3)
        page.evaluate(how)
        hand(page, "pointermove", 0.8, 0.5)
        hand(page, "pointerup", 0.8, 0.5)
        assert len(sent(page)) == before


def test_a_screen_reader_hears_the_value_that_is_seen_and_a_new_caption_once_the_hand_rests(blank):
    png = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAAAAACH5BAEAAAAALAAAAAABAAEAAAICRAEAOw=="
    blank.goto("about:blank")
    blank.set_content(PAGE.format(f'<img alt="At σ = 0.3." src="{png}" {NAMING}>'))
    slider, told = blank.get_by_role("slider", name="σ"), blank.get_by_role("status")
    blank.wait_for_function("() => document.querySelector('[role=status]')")
    assert slider.get_attribute("aria-valuetext") == "0.3"
    blank.evaluate("() => document.querySelector('[role=slider]').setAttribute('aria-valuetext', '-0.45')")
    blank.evaluate("() => (document.querySelector('.widget-readout').textContent = '0.351')")
    assert slider.get_attribute("aria-valuetext") == "0.351"
    assert told.text_content() == ""
    for caption in ("At σ = 0.34.", "At σ = 0.351."):
        new = f'<img alt="{caption}" src="{png}" {NAMING}>'
        blank.evaluate("(new_) => (document.querySelector('.widget-html').innerHTML = new_)", new)
    blank.wait_for_function("() => document.querySelector('[role=status]').textContent")
    assert told.text_content() == "At σ = 0.351."
