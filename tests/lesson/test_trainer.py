"""The button that trains a network before the student's eyes."""

import asyncio
import re

import numpy as np
import pytest

from dae_helpers import fields, oracle, training
from dae_helpers.lesson import explorers, trainer


def chart(explorer):
    """The steps that the training has done, by its chart's caption; 0 without a chart."""
    found = re.search(r'alt="Step (\d+):', explorer.pictures.children[-1].value)
    return int(found[1]) if found else 0


def button(explorer):
    """The button that trains, and then stops."""
    return explorer.bar.children[-1]


async def until(condition):
    """Let the event loop turn until something is so; a minute is for ever."""

    async def turns():
        while not condition():
            await asyncio.sleep(0.001)

    await asyncio.wait_for(turns(), 60)


def at_rest(explorer):
    return button(explorer).description == trainer.NAME


@pytest.fixture
def explorer(runs):
    return explorers.field(runs, "circle")


def test_a_network_is_trained_before_the_students_eyes_and_reset_forgets_it(explorer):
    async def student():
        before = explorer.shown
        button(explorer).click()
        assert button(explorer).description == "Stop"
        await until(lambda: chart(explorer) >= 45)
        assert button(explorer).description == "Stop"
        during = explorer.shown
        explorer.set(shown="error")  # what is shown may change on the way
        assert "error arrows" in explorer.shown[1]
        explorer.set(shown="learned")
        await until(lambda: at_rest(explorer))
        assert chart(explorer) == 300
        assert len({before, during, explorer.shown}) == 3
        assert float(re.search(r"([\d.]+)%", explorer.shown[1])[1]) < 2
        explorer.reset.click()
        assert (explorer.shown, chart(explorer)) == (before, 0)

    asyncio.run(student())


def test_training_is_stopped_by_the_same_button_and_what_was_learned_stays(explorer):
    async def student():
        before = explorer.shown
        button(explorer).click()
        await until(lambda: chart(explorer) >= 30)
        button(explorer).click()
        await until(lambda: at_rest(explorer))
        steps, stopped = chart(explorer), explorer.shown
        await asyncio.sleep(0.05)
        assert chart(explorer) == steps < 300
        assert explorer.shown == stopped != before

    asyncio.run(student())


def test_two_presses_at_once_leave_the_button_as_it_was(explorer):
    async def student():
        before = explorer.shown
        button(explorer).click()
        button(explorer).click()
        await asyncio.sleep(0.05)
        assert at_rest(explorer)
        assert explorer.shown == before

    asyncio.run(student())


def test_pressed_again_after_a_stop_the_button_trains_another_network(explorer):
    async def student():
        networks = []
        for _ in range(2):
            button(explorer).click()
            await until(lambda: chart(explorer) == 20)
            networks.append(explorer.shown)
            button(explorer).click()
            await until(lambda: at_rest(explorer))
            explorer.set(sigma=0.11)
            assert chart(explorer) == 0
            explorer.set(sigma=0.1)
        assert networks[0] != networks[1]

    asyncio.run(student())


@pytest.mark.parametrize("moved", [{"sigma": 0.3}, {"curve": "spiral"}])
@pytest.mark.parametrize("steps", [0, 30, 300])
def test_at_another_noise_or_curve_the_network_for_all_noises_is_back_in_one_picture(
    runs, explorer, moved, steps
):
    async def student():
        pictures, untrained = [], explorers.field(runs, "circle")
        button(explorer).click()
        await until(lambda: chart(explorer) >= steps)
        if steps == 300:
            await until(lambda: at_rest(explorer))
        explorer.picture.observe(lambda change: pictures.append(change["new"]), "value")
        for each in (explorer, untrained):
            each.set(**moved)
        await until(lambda: at_rest(explorer))
        await asyncio.sleep(0.05)
        assert chart(explorer) == 0
        assert pictures == [untrained.picture.value]

    asyncio.run(student())


def test_an_error_while_training_is_shown_and_ends_it(explorer, monkeypatch):
    def fail(*_, **__):
        raise RuntimeError("no memory left")
        yield

    async def student():
        monkeypatch.setattr(training, "steps", fail)
        button(explorer).click()
        await until(lambda: at_rest(explorer))
        assert "RuntimeError: no memory left" in explorer.message.value

    asyncio.run(student())


def test_a_network_trained_here_is_shown_and_measured_at_its_own_curve_and_noise_level_only(runs):
    trained, circle = trainer.Trainer(runs, make=None), runs["circle"].curve
    best = oracle.PosteriorMean(circle, 0.1)
    trained.own = training.Run(best, circle, 0.1, best.mmse())
    assert trained.learned("circle", 0.1) == (best, 0)
    for name, sigma in [("circle", 0.2), ("line", 0.1)]:
        r, excess = trained.learned(name, sigma)
        assert excess > 0
        np.testing.assert_array_equal(
            fields.on_grid(r).arrows, fields.on_grid(runs[name].model.at(sigma)).arrows
        )


def test_the_descent_is_told_in_floors():
    pictures = [trainer.scene().png(losses=losses, floor=0.5) for losses in ([9.0] * 75 + [1.5] * 25, [3.0])]
    assert pictures[0][1] == "Step 100: the loss is 3.000 times its floor."
    assert pictures[0][0] != pictures[1][0]
