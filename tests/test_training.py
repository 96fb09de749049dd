"""Training: close to the best there is, the same every time, and safe to interrupt."""

from functools import cache
from itertools import chain, count, islice, pairwise, repeat

import numpy as np
import pytest
import torch
from torch import nn

from dae_helpers import corruption, fields, manifolds, models, oracle, training

CIRCLE, SPIRAL = manifolds.circle(), manifolds.spiral()
X = SPIRAL.sample(200)


def train(n_steps=40, seed=0, model_seed=0, curve=CIRCLE, sigma=0.1):
    return training.fit(models.DAE(seed=model_seed), curve, sigma, n_steps, seed, progress=False)


@cache
def default_run(name):
    """A run with nothing but the defaults, σ = 0.1."""
    return training.fit(models.DAE(), manifolds.named(name), progress=False)


DRAWN = [pytest.param(name, marks=pytest.mark.slow) for name in manifolds.DRAWN]


@pytest.mark.parametrize("name", ["line", "circle", "spiral", *DRAWN])
def test_at_the_defaults_the_network_comes_within_a_hair_of_the_best_map_and_the_loss_ends_at_its_floor(name):
    run = default_run(name)
    assert run.sigma == 0.1
    within = {"line": 0.005, "circle": 0.01}.get(name, 0.02)
    assert oracle.excess_risk(run.model, run.curve, run.sigma) <= within
    assert run.floor == oracle.PosteriorMean(run.curve, 0.1).mmse() > 0
    assert run.loss[-50:].mean().item() == pytest.approx(run.floor, rel=0.03)
    assert run.loss[0] > 1.5 * run.floor


def test_a_run_is_printed_in_one_short_line_without_its_network():
    printed = repr(default_run("circle"))
    assert "sigma=0.1, floor=0.01" in printed
    assert "Linear" not in printed
    assert len(printed) < 200


def test_the_network_keeps_the_tangent_and_drops_the_normal():
    # On the circle a nudge of σ/2 along the tangent survives, one along the normal doesn't.
    x, tangent = CIRCLE.points(60), CIRCLE.tangent(60)
    r = default_run("circle").model
    with torch.no_grad():
        along = ((r(x + 0.05 * tangent) - r(x - 0.05 * tangent)) * tangent).sum(dim=1) / 0.1
        across = ((r(x * 1.05) - r(x * 0.95)) * x).sum(dim=1) / 0.1
    assert along.mean().item() == pytest.approx(1, abs=0.05)
    assert across.mean().item() == pytest.approx(0, abs=0.05)


def test_the_callers_threads_stay_as_they_are_when_training_is_left_early():
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    stream = training.steps(models.DAE(), CIRCLE, 0.1)
    next(stream)
    stream.close()
    after = torch.get_num_threads()
    torch.set_num_threads(before)
    assert after == 2


def test_a_state_is_yielded_after_each_step():
    model = models.DAE()
    states = list(training.steps(model, CIRCLE, 0.1, n_steps=7))
    assert [state.step for state in states] == list(range(1, 8))
    assert all(state.model is model for state in states)
    assert all(isinstance(state.loss, float) and state.loss > 0 for state in states)
    assert [state.loss for state in states] == pytest.approx(train(7).loss.tolist(), rel=1e-6)
    few = islice(corruption.pairs(CIRCLE, 0.1, 8), 3)
    assert [state.step for state in training.descend(model, few)] == [1, 2, 3]


def test_steps_are_a_descent_on_gaussian_pairs_in_the_units_of_the_curve():
    # In the first half of them on quarters of a batch, in the second on whole ones.
    draws = corruption.pairs(CIRCLE, 0.1, 128)
    first, *others = [next(draws) for _ in range(6)]
    quarters = zip(*(part.split(32) for part in first))
    descent = [state.loss * 0.1**2 for state in training.descend(models.DAE(), chain(quarters, others), 9)]
    for batch in (125, 128, np.int64(128)):  # any whole number, rounded up to a multiple of 4
        states = training.steps(models.DAE(), CIRCLE, 0.1, n_steps=9, batch=batch)
        assert [state.loss for state in states] == descent


def test_a_network_can_be_trained_on_masked_points():
    rising = manifolds.through([[-1, -1], [1, 1]])  # on it, what is left of a point tells what was lost

    def masked():
        for seed in count():
            x = rising.sample(512, seed)
            yield x, corruption.masking(x, 0.25, seed), torch.ones(512, 1)

    model = models.DAE()
    losses = torch.tensor([state.loss for state in training.descend(model, masked(), n_steps=300)])
    x = rising.sample(4000, 1)
    x_noisy = corruption.masking(x, 0.25, 2)
    with torch.no_grad():
        before, after = ((y - x).square().sum(dim=1).mean().item() for y in (x_noisy, model(x_noisy)))
    assert after < 0.4 * before
    assert losses[-100:].mean().item() == pytest.approx(after, rel=0.1)


def test_noise_that_is_drawn_once_is_learned_by_heart():
    # On its own 500 points the network undercuts the floor; on fresh ones it pays for that.
    batch = next(corruption.pairs(CIRCLE, 0.1, 500))
    model = models.DAE()
    *_, last = training.descend(model, repeat(batch))
    fresh = default_run("circle")
    assert last.loss * 0.1**2 < 0.5 * fresh.floor
    assert oracle.excess_risk(model, CIRCLE, 0.1) > 0.1 > oracle.excess_risk(fresh.model, CIRCLE, 0.1)


def test_the_film_runs_from_before_the_first_step_to_the_last():
    model = models.DAE()
    run = training.fit(model, CIRCLE, n_steps=100, progress=False)
    assert run.model is model
    assert list(train(n_steps=1).snapshots) == [0, 1]
    assert list(run.snapshots) == sorted(run.snapshots)
    for one, next_one in pairwise(run.snapshots.values()):
        assert not one(X).equal(next_one(X))
    assert (min(run.snapshots), max(run.snapshots)) == (0, 100)
    assert run.snapshots[0](X).equal(models.DAE()(X))
    last = run.snapshots[100](X)
    assert last.equal(run.model(X))
    training.fit(run.model, CIRCLE, n_steps=10, progress=False)
    assert run.snapshots[100](X).equal(last)


class Impatient(models.DAE):
    """Somebody presses Ctrl-C during the 31st step."""

    calls = 0

    def forward(self, x_noisy):
        self.calls += 1
        if self.calls == 31:
            raise KeyboardInterrupt
        return super().forward(x_noisy)


def test_an_interrupt_keeps_what_was_learned_and_says_so(capsys):
    model = Impatient()
    run = training.fit(model, CIRCLE, n_steps=300, progress=False)
    assert "30 of 300 steps" in capsys.readouterr().out
    assert run.model is model
    assert run.loss.shape == (30,)
    assert run.loss[-1] < run.loss[0]
    # Thirty steps of a run of 300 are what the first thirty always are.
    for state in training.steps(models.DAE(), CIRCLE, 0.1, n_steps=300):
        if state.step == 30:
            assert model(X).equal(state.model(X))
            break


def test_training_works_where_gradients_are_switched_off():
    with torch.no_grad():
        off = training.fit(models.DAE(), CIRCLE, n_steps=5, progress=False)
    on = training.fit(models.DAE(), CIRCLE, n_steps=5, progress=False)
    assert off.loss.equal(on.loss)


def test_a_frozen_part_of_a_model_stays_as_it_was():
    model = models.DAE()
    frozen = model.arrow[0].requires_grad_(False).weight.clone()
    last = model.arrow[-1].weight.clone()
    training.fit(model, CIRCLE, n_steps=5, progress=False)
    assert model.arrow[0].weight.equal(frozen)
    assert not model.arrow[-1].weight.equal(last)


def test_the_bar_shows_the_loss_beside_its_floor_and_no_alarm_if_asked_for(capsys):
    train()
    assert capsys.readouterr() == ("", "")
    run = training.fit(models.DAE(), CIRCLE, n_steps=100)
    shown = capsys.readouterr()
    assert "100/100 steps" in shown.out
    assert f"loss {run.loss[-50:].mean():.4g} (floor {run.floor:.4g})" in shown.out
    assert "above its floor" not in shown.out
    assert shown.err == ""


def test_one_network_learns_every_noise_level_of_a_range_and_its_floor_is_the_mean_of_theirs():
    model = models.ConditionalDAE()
    run = training.fit(model, CIRCLE, sigma=(0.02, 0.5), n_steps=300, progress=False)
    for sigma in (0.02, 0.05, 0.1, 0.2, 0.5):
        assert oracle.excess_risk(model.at(sigma), CIRCLE, sigma) < 0.05
    assert run.loss[-50:].mean().item() == pytest.approx(run.floor, rel=0.1)
    # In units of σ², as the loss of a range is; at 12 levels, evenly spaced in log σ.
    levels = [0.02 * (0.5 / 0.02) ** ((k + 0.5) / 12) for k in range(12)]
    mean = sum(oracle.best(CIRCLE, s).mmse() / s**2 for s in levels) / 12
    assert run.floor == pytest.approx(mean, rel=0.02)


class OfOnesOwn(nn.Module):
    """What a student may write: it shares no class with ours."""

    def __init__(self):
        super().__init__()
        self.arrow = nn.Sequential(
            nn.Linear(3, 64), nn.SiLU(), nn.Linear(64, 64), nn.SiLU(), nn.Linear(64, 2)
        )

    def forward(self, points, level):
        return points + level * self.arrow(torch.cat([points, level.log()], dim=1))

    def at(self, sigma):
        return lambda x: self(x, torch.full((len(x), 1), sigma))


def test_whatever_can_be_asked_for_a_noise_level_is_trained_at_every_one_of_them():
    torch.manual_seed(0)
    model = OfOnesOwn()
    run = training.fit(model, CIRCLE, sigma=(0.2, 0.5), n_steps=300, progress=False)
    assert isinstance(model, models.EveryLevel)
    assert not isinstance(models.DAE(), models.EveryLevel)
    for sigma in (0.2, 0.3, 0.5):
        assert oracle.excess_risk(run.model.at(sigma), CIRCLE, sigma) < 0.05


def test_in_space_a_network_learns_to_drop_the_noise_across_a_plane():
    """x fills a square of side 2 in a tilted plane of R³: of the noise 3σ², about 2σ² must stay."""
    axes = torch.linalg.qr(torch.tensor([[1.0, 0.3, 0.0], [0.0, 1.0, 0.5], [0.2, 0.0, 1.0]])).Q[:, :2]

    def draws():
        for seed in count():
            x = (2 * torch.rand(512, 2, generator=torch.Generator().manual_seed(seed)) - 1) @ axes.T
            yield x, corruption.gaussian(x, 0.1, seed), torch.full((512, 1), 0.1)

    *_, last = training.descend(models.DAE(d=3), draws(), n_steps=300)
    assert 1.7 < last.loss < 2.2


def test_a_linear_denoiser_learns_the_wiener_filter():
    # On the line x has variance 1/3 along it and 0 across it; the best matrix is diag(v/(v + σ²)).
    model = nn.Linear(2, 2)
    training.fit(model, manifolds.line(2), sigma=0.5, n_steps=400, progress=False)
    wiener = torch.tensor([[(1 / 3) / (1 / 3 + 0.25), 0.0], [0.0, 0.0]])
    torch.testing.assert_close(model.weight.detach(), wiener, atol=0.01, rtol=0)
    torch.testing.assert_close(model.bias.detach(), torch.zeros(2), atol=0.01, rtol=0)


def test_a_loss_far_from_its_floor_is_told_with_what_may_help(capsys):
    def told(curve, sigma):
        training.fit(models.DAE(), curve, sigma, n_steps=20)
        return " ".join(capsys.readouterr().out.split())

    assert "above its floor: train longer." in told(CIRCLE, 0.1)
    assert "above its floor: bring the curve, and σ, to a size of about 1." in told(manifolds.circle(50), 5)


def test_a_student_who_works_in_float64_gets_the_same_lesson():
    torch.set_default_dtype(torch.float64)
    try:
        curve = manifolds.circle()
        run = training.fit(models.ConditionalDAE(), curve, (0.05, 0.5), n_steps=5, progress=False)
        field = fields.on_grid(run.model.at(0.1), n=3)
        batch = next(corruption.pairs(curve, 0.1, 8))
    finally:
        torch.set_default_dtype(torch.float32)
    assert {each.dtype for each in (*field, *batch, run.model.arrow[0].weight)} == {torch.float32}
