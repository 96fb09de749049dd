"""The button that trains a network before the student's eyes."""

import asyncio
import re

import pytest

from dae_helpers import manifolds, models, training
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
        await until(lambda: chart(explorer) >= 45)
        assert button(explorer).description == "Stop"
        during = explorer.shown
        explorer.set(shown="error")  # what is shown may change on the way
        assert "error arrows" in explorer.shown[1]
        explorer.set(shown="learned")
        await until(lambda: at_rest(explorer))
        assert chart(explorer) == 300
        assert len({before, during, explorer.shown}) == 3
        assert float(re.search(r"end ([\d.]+) away", explorer.shown[1])[1]) < 0.01
        explorer.reset.click()
        assert (explorer.shown, chart(explorer)) == (before, 0)

    asyncio.run(student())


def test_the_same_button_stops_what_was_learned_stays_and_the_next_network_is_another(explorer):
    async def student():
        networks = [explorer.shown]
        button(explorer).click()
        button(explorer).click()
        await asyncio.sleep(0.05)
        assert at_rest(explorer)
        assert explorer.shown == networks[0]
        for _ in range(2):
            button(explorer).click()
            await until(lambda: chart(explorer) == 20)
            button(explorer).click()
            await until(lambda: at_rest(explorer))
            networks.append(explorer.shown)
            await asyncio.sleep(0.05)
            assert (explorer.shown, chart(explorer)) == (networks[-1], 20)
        assert len(set(networks)) == 3

    asyncio.run(student())


@pytest.mark.parametrize(
    ("moved", "steps"), [({"sigma": 0.3}, 0), ({"curve": "spiral"}, 20), ({"sigma": 0.3}, 300)]
)
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


def test_a_network_trained_here_speaks_for_its_own_curve_and_noise_level_only(runs):
    trained, circle, own = trainer.Trainer(runs), runs["circle"].curve, models.DAE()
    trained.own = training.Run(own, circle, 0.1, 1.0)
    assert trained.learned("circle", 0.1) is own
    x = manifolds.spiral().points(20)
    for name, sigma in [("circle", 0.2), ("line", 0.1)]:
        assert (trained.learned(name, sigma)(x) == runs[name].model.at(sigma)(x)).all()


def test_the_descent_is_told_in_floors():
    pictures = [trainer.scene().png(losses=losses, floor=0.5) for losses in ([9.0] * 75 + [1.5] * 25, [3.0])]
    assert pictures[0][1] == "Step 100: the loss is 3.000 times its floor."
    assert pictures[0][0] != pictures[1][0]
