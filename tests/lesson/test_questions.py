"""The questions of the lesson: one answer is right, each has a reply, and all is true."""

import math
import re
from pathlib import Path

import nbformat
import pytest
import torch

from dae_helpers import fields, manifolds, models, oracle, posterior, training
from dae_helpers.corruption import gaussian
from dae_helpers.lesson import guess, questions, where_it_ends


def floor(share):
    """The prediction of the floor for a run on the circle whose floor is this share of 2σ²."""
    return questions.floor(training.Run(models.DAE(), manifolds.circle(), 0.1, 2 * 0.1**2 * share))


FLOOR = floor(0.503)
SKETCH = where_it_ends.question()
# In the lesson's order, and words that would give the answer away if they stood above the question.
PREDICTIONS = {
    "guess": (questions.WHERE_FROM, r"stretch|glow|posterior"),
    "floor": (FLOOR, r"\bhalf\b|0\.5|floor|leaves no trace"),
    "the-field-compared": (questions.FIELD, r"further out|something of its own|\bedge\b"),
    "field": (questions.ARMS, r"shrink|shorter|\bpull|\barms\b"),
    "on-the-circle": (SKETCH, r"inside|inwards|mean of an arc"),
    "half-shown": (questions.HALF, r"leaves no trace|hardly anything|still there|off its world"),
    "slopes-explored": (questions.SLOPES, r"uphill|right angles|steep|gradient of log"),
}
OURS = [question for question, _ in PREDICTIONS.values()]
LESSON = Path(__file__).resolve().parents[2] / "demo.ipynb"
CELLS = nbformat.read(LESSON, as_version=4).cells


def right(question):
    return [option.right for option in question.options].index(True)


def test_of_each_question_one_answer_is_right_and_no_two_have_the_same_reply():
    for question in OURS:
        assert sum(option.right for option in question.options) == 1
        assert len({option.text for option in question.options}) == len(question.options) >= 3
        assert len({option.reply for option in question.options}) == len(question.options)
        assert all(len(option.reply) > 60 for option in question.options)


def test_nothing_above_a_question_gives_its_answer_away():
    above, asked = "", []
    for cell in CELLS:
        if cell.id in PREDICTIONS:
            question, telling = PREDICTIONS[cell.id]
            right_option = question.options[right(question)]
            assert re.search(telling, right_option.text + right_option.reply, re.IGNORECASE)
            assert not re.search(telling, above, re.IGNORECASE), cell.id
            asked.append(cell.id)
        above += cell.source
    assert asked == list(PREDICTIONS)


def test_the_answers_of_cells_that_ask_are_folded_and_no_others():
    folded = [cell.id for cell in CELLS if cell.metadata.get("jupyter", {}).get("outputs_hidden")]
    assert folded == [cell.id for cell in CELLS if re.search(r"^ask\(", cell.source, re.MULTILINE)]
    assert folded == list(PREDICTIONS)
    assert folded == [cell.id for cell in CELLS if cell.metadata.get("collapsed")]  # this is Colab's


def test_an_estimate_is_judged_by_its_distance_from_the_truth():
    answers = [[0, 0.1, 0.35], [0.4, 0.5, 0.6], [0.65, 0.9, 1]]
    for option, given in zip(FLOOR.options, answers, strict=True):
        assert all(FLOOR.judge(answer) is option for answer in given)


def test_the_sections_that_a_reply_names_are_in_the_lesson():
    replies = " ".join(option.reply for question in OURS for option in question.options)
    named = set(re.findall(r"section (\d+)", replies))
    assert named
    assert named <= set(re.findall(r"## (\d+) ·", LESSON.read_text(encoding="utf-8")))


# What the texts say of the mathematics, beside the exact answer.


def share(curve, sigma):
    """The least error, as a share of 2σ²."""
    return oracle.PosteriorMean(curve, sigma).mmse() / (2 * sigma**2)


def test_the_loss_on_the_circle_falls_to_half_while_the_noise_is_small():
    assert share(manifolds.circle(), 0.1) == pytest.approx(0.503, abs=5e-4)
    measured = floor(share(manifolds.circle(), 0.1))
    assert "On the circle at σ = 0.1," in measured.text
    assert measured.judge(0.5).right
    assert "0.503 of 2σ²" in measured.judge(0.5).reply
    assert "2σ² = 0.02" in measured.judge(1.0).reply


def test_the_first_prediction_leaves_it_to_section_6_which_part_of_the_noise_stays():
    texts = " ".join([FLOOR.text, *(option.text + option.reply for option in FLOOR.options)])
    assert not re.search(r"across|along|direction|tangent|normal|radial|off the circle", texts)
    assert all("leaves no trace" in option.reply for option in FLOOR.options)


def test_a_sketched_arrow_is_judged_by_where_its_tip_lies():
    tips = {
        "nowhere": ["1 0", "0.98 0.03"],
        "along": ["0.6 -0.8", "0.9 0.42"],
        "outside": ["1.2 0", "-1 1"],
        "inside": ["0.86 0", "0.8 0.08"],
        "somewhere else inside": ["0.3 0", "0.6 0.6"],
    }
    for told, several in tips.items():
        for tip in several:
            assert SKETCH.judge(tip).text.startswith(told)
            assert SKETCH.judge(tip).right == (told == "inside")


def test_a_noisy_point_came_from_a_stretch_of_the_circle_and_not_from_just_anywhere():
    _, p = guess.posterior(manifolds.circle(), 0.3, torch.tensor([0.95, 0.85]))
    assert 0.1 < (p.sort(descending=True).values.cumsum(0) < 0.95).float().mean() < 0.25
    assert p.min() < 1e-6 * p.max()


@pytest.mark.parametrize(("start", "end"), [(0.25, 0.75), (0.75, 1.25)])
def test_between_two_arms_an_arrow_shrinks_when_the_noise_grows(start, end):
    x = torch.tensor([[start + u * (end - start), 0] for u in (0.2, 0.3, 0.35, 0.4)])
    small, large = ((oracle.PosteriorMean(manifolds.spiral(), s)(x) - x).norm(dim=1) for s in (0.1, 0.2))
    assert (large < 0.75 * small).all()


@pytest.mark.parametrize("radius", [0.5, 1.0])
def test_on_the_circle_the_exact_arrow_points_inwards(radius):
    x, sigma = manifolds.circle(radius).points(50), 0.05
    tips = oracle.PosteriorMean(manifolds.circle(radius), sigma)(x)
    along = ((tips - x) * manifolds.circle(radius).tangent(50)).sum(dim=1)
    assert along.abs().max() < 1e-5
    inner = radius - sigma**2 / (2 * radius)
    torch.testing.assert_close(tips.norm(dim=1), torch.full((50,), inner), rtol=0, atol=2e-5)


def test_every_arrow_ends_inside_the_circle():
    x = torch.cartesian_prod(*[torch.linspace(-3, 3, 25)] * 2)
    for sigma in (0.1, 0.5, 2.0):
        assert oracle.PosteriorMean(manifolds.circle(), sigma)(x).norm(dim=1).max() < 1


@pytest.mark.slow
def test_points_that_follow_learned_arrows_again_and_again_crowd_on_the_ridge():
    circle, sigma, angles = manifolds.circle(), 0.2, torch.linspace(-math.pi, math.pi, 101)
    start = 0.6 * torch.randn(500, 2, generator=torch.Generator().manual_seed(0))
    model = models.ConditionalDAE(seed=0)
    training.fit(model, circle, (0.02, 0.5), seed=0, progress=False)
    x = fields.path(model.at(sigma), start, steps=1000)[-1]
    assert (x.norm(dim=1) - 1).abs().max() < 0.05
    counts = torch.histogram(torch.atan2(x[:, 1], x[:, 0]), angles).hist.sort(descending=True).values
    assert counts[:10].sum() > 250  # half of the points on a tenth of the circle


def test_between_two_arms_an_arrow_ends_on_neither():
    x = torch.stack([torch.linspace(0.3, 0.7, 401), torch.zeros(401)], dim=1)
    tips = oracle.PosteriorMean(manifolds.spiral(), 0.1)(x)
    assert torch.cdist(tips, manifolds.spiral().points(4000)).amin(dim=1).max() > 0.2


def test_the_nearest_point_is_the_most_probable_one():
    best = oracle.PosteriorMean(manifolds.spiral(), 0.2)
    x = gaussian(manifolds.spiral().sample(100), 0.2)
    nearest = torch.cdist(x, best.nodes.float()).argmin(dim=1)
    assert torch.equal((best.posterior(x.double()) / best.weights).argmax(dim=1), nearest)


def test_on_a_sphere_two_thirds_of_the_noise_stay():
    sigma, g = 0.15, torch.Generator().manual_seed(0)
    x, nodes = ((p := torch.randn(n, 3, generator=g)) / p.norm(dim=1, keepdim=True) for n in (1000, 10_000))
    r = posterior.Posterior(nodes, torch.ones(len(nodes)), sigma)
    left = (r(gaussian(x, sigma, seed=1)) - x).square().sum(dim=1).mean()
    assert left / (3 * sigma**2) == pytest.approx(2 / 3, abs=0.03)


def test_a_zero_arrow_may_be_far_from_the_curve_where_noisy_points_are_rarest():
    best, centre = oracle.PosteriorMean(manifolds.circle(), 0.3), torch.zeros(1, 2)
    assert best(centre).norm() < 1e-6
    assert best.log_density(centre) < best.log_density(0.5 * manifolds.circle().points(20)).min()


def test_far_out_the_exact_arrows_are_long_and_two_networks_differ():
    circle, twins = manifolds.circle(), [models.DAE(seed=seed) for seed in (0, 1)]
    for seed, twin in enumerate(twins):
        training.fit(twin, circle, n_steps=80, seed=seed, progress=False)
    near, far = gaussian(circle.sample(500, seed=1), 0.1, seed=2), 2.5 * circle.points(500)
    assert max(oracle.excess_risk(twin, circle, 0.1) for twin in twins) < 0.05
    with torch.no_grad():
        apart = [(twins[0](x) - twins[1](x)).norm(dim=1).mean() for x in (near, far)]
    assert apart[1] > 10 * apart[0]
    best = oracle.PosteriorMean(circle, 0.1)
    assert (best(far) - far).norm(dim=1).mean() == pytest.approx(1.50, abs=0.005)
    assert (best(2 * far) - 2 * far).norm(dim=1).min() > (best(far) - far).norm(dim=1).max()
