"""Questions: nothing is shown before an answer, every answer has its own reply, and the texts are true."""

import base64
import html
import math
import re
from pathlib import Path

import pytest
import torch

from dae_helpers import fields, manifolds, models, oracle, plots, training
from dae_helpers.corruption import gaussian
from dae_helpers.lesson import questions as asked
from dae_helpers.new_points import questions as of_new_points
from dae_helpers.stage import questions
from dae_helpers.stage.questions import Option, Question


def floor(share):
    """The prediction of the floor for a run on the circle whose floor is this share of 2σ²."""
    return asked.floor(training.Run(models.DAE(), manifolds.circle(), 0.1, 0.02 * share))


WIDGET = "application/vnd.jupyter.widget-view+json"
CAPTION = 'A caption with <b>tags</b> & "quotes".'
FLOOR, CIRCLE = floor(0.503), asked.ON_THE_CIRCLE
ITERATE, ANNEALED = of_new_points.ITERATE, of_new_points.ANNEALED
ALL = [FLOOR, CIRCLE, ITERATE, ANNEALED, *asked.CLOSING]
ASKED = {"floor": FLOOR, "on the circle": CIRCLE, "iterate": ITERATE, "annealed": ANNEALED}
ANSWERS = {0: [0, 0.1], 1: [0.15, 0.35], 2: [0.4, 0.5, 0.6], 3: [0.65, 0.85], 4: [0.9, 0.95]}
EVERY_OPTION = [(question, k) for question in ALL for k in range(len(question.options))]
ROOT = Path(__file__).resolve().parents[2]


def figure():
    return plots.figure(1)[0]


def words(widget):
    """The text of a widgets.HTML, without its tags and styles."""
    return html.unescape(re.sub(r"<style\b.*</style>|<[^>]*>", "", widget.value, flags=re.DOTALL)).strip()


def choose(card, option):
    """Give the answer that falls to this option, not yet committed to."""
    card.choices.value = ANSWERS[option][0] if card.question is FLOOR else option


def answered(question, option):
    card = questions.Card(question, "the figure")
    choose(card, option)
    card.button.click()
    return card


def right(question):
    return [option.right for option in question.options].index(True)


@pytest.mark.parametrize("question", ALL)
def test_one_answer_is_right_and_no_two_have_the_same_reply(question):
    assert sum(option.right for option in question.options) == 1
    assert len({option.text for option in question.options}) == len(question.options) >= 3
    assert len({option.reply for option in question.options}) == len(question.options)
    assert all(len(option.reply) > 60 for option in question.options)


def test_the_right_answer_has_no_place_of_its_own():
    places = [right(question) for question in asked.CLOSING]
    assert len(places) == 4
    assert len(set(places)) >= 3


def test_the_right_answer_is_not_told_by_its_length():
    longest = [max(question.options, key=lambda option: len(option.text)).right for question in asked.CLOSING]
    assert sum(longest) <= 1


@pytest.mark.parametrize("question", ASKED.values(), ids=ASKED)
def test_nothing_is_chosen_and_nothing_shown_before_the_commit(question):
    card = questions.Card(question, "the figure")
    assert card.answer is None
    assert card.shown.value == words(card.reply) == ""
    choose(card, right(question))
    assert card.shown.value == words(card.reply) == ""
    assert not card.choices.disabled


@pytest.mark.parametrize("question", ASKED.values(), ids=ASKED)
def test_a_commit_without_an_answer_asks_for_one(question):
    card = questions.Card(question, "the figure")
    card.button.click()
    assert words(card.reply) == "Choose your answer first."
    assert 'role="status"' in card.reply.value
    assert (card.shown.value, card.choices.disabled, card.button.description) == ("", False, "Commit")
    choose(card, 0)
    assert words(card.reply) == ""


@pytest.mark.parametrize(("question", "option"), EVERY_OPTION)
def test_each_answer_gets_its_own_reply_and_then_the_figure(question, option):
    card, chosen = answered(question, option), question.options[option]
    assert words(card.reply) == f"{'Right.' if chosen.right else 'Not quite.'} {chosen.reply}"
    assert 'role="status"' in card.reply.value
    assert card.shown.value == "the figure"
    assert card.choices.disabled
    assert card.verdict == chosen


def test_who_thinks_again_may_choose_again_with_the_figure_in_view():
    card = answered(CIRCLE, 0)
    assert card.button.description == "Think again"
    card.button.click()
    assert (words(card.reply), card.shown.value) == ("", "the figure")
    assert (card.choices.disabled, card.choices.value, card.verdict) == (False, 0, None)
    assert card.button.description == "Commit"
    choose(card, right(CIRCLE))
    card.button.click()
    assert words(card.reply).startswith("Right.")


@pytest.mark.parametrize(("option", "answer"), [(k, each) for k in ANSWERS for each in ANSWERS[k]])
def test_an_estimate_is_judged_by_its_distance_from_the_truth(option, answer):
    assert FLOOR.judge(answer) is FLOOR.options[option]
    card = questions.Card(FLOOR)
    card.choices.value = answer
    card.button.click()
    assert card.verdict is FLOOR.options[option]


def test_an_estimate_of_one_must_be_chosen_too():
    card = questions.Card(FLOOR)
    assert card.choices.value == 1
    card.choices.value = 0.9
    card.choices.value = 1
    card.button.click()
    assert card.verdict is FLOOR.options[-1]


def test_the_slider_offers_the_truth_and_both_ends():
    slider = questions.choices(FLOOR)
    assert (slider.min, slider.max, slider.step) == (0, 1, 0.05)
    assert slider.readout


@pytest.mark.parametrize("question", [CIRCLE, ITERATE, ANNEALED, *asked.CLOSING])
def test_the_radio_buttons_are_the_options_in_their_order(question):
    radio = questions.choices(question)
    assert [text for text, _ in radio.options] == [option.text for option in question.options]
    assert radio.value is None


def test_the_words_of_a_question_are_text_and_never_markup():
    nasty = """<img src=x onerror="alert('x')"> & <b>"bold"</b>"""
    card = questions.Card(Question(nasty, (Option("yes", nasty, right=True), Option("no", "no"))))
    choose(card, 0)
    card.button.click()
    asked = card.widget.children[0].children[0]
    assert words(asked) == nasty
    assert words(card.reply) == f"Right. {nasty}"
    assert "<img" not in asked.value + card.reply.value


def test_a_prediction_is_a_widget_that_hides_its_figure():
    live = questions.ask(CIRCLE, figure(), CAPTION)
    talk, shown = live.widget.children
    _, choices, button, _ = talk.children
    assert shown.value == ""
    choices.value = 1
    button.click()
    assert words(shown) == CAPTION
    assert base64.b64encode(live.png).decode() in shown.value


def test_where_no_widget_can_live_the_figure_stands_in_for_a_prediction():
    live = questions.ask(FLOOR, figure(), CAPTION)
    bundle, metadata = live._repr_mimebundle_(include=None, exclude=None)
    assert set(bundle) == {"text/plain", "image/png", WIDGET}
    assert base64.b64decode(bundle["image/png"], validate=True).startswith(b"\x89PNG")
    said = " ".join(bundle["text/plain"].split())
    assert said == f"{CAPTION} Asked before the figure is seen: {FLOOR.text}"
    assert bundle[WIDGET]["model_id"] == live.widget.model_id
    assert metadata == {"image/png": {"alt": CAPTION}}


def test_where_no_widget_can_live_the_questions_stand_in_for_the_quiz_without_their_answers():
    live = questions.quiz(asked.CLOSING)
    bundle, metadata = live._repr_mimebundle_()
    assert set(bundle) == {"text/plain", WIDGET}
    assert metadata == {}
    text = " ".join(bundle["text/plain"].split())
    for number, question in enumerate(asked.CLOSING, 1):
        assert f"{number}. {question.text}" in text
        assert all(f"○ {option.text}" in text for option in question.options)
        assert not any(option.reply[:40] in text for option in question.options)
    assert max(map(len, bundle["text/plain"].splitlines())) <= 100


def test_the_quiz_counts_once_every_question_is_answered():
    *cards, total = questions.quiz(asked.CLOSING).widget.children
    parts = [card.children[0].children for card in cards]
    assert len(parts) == 4
    for k, ((asked, choices, button, reply), question) in enumerate(zip(parts, asked.CLOSING), 1):
        assert words(total) == ""
        assert words(asked) == f"{k}. {question.text}"
        choices.value = (right(question) + (k in (2, 4))) % len(question.options)
        button.click()
        assert words(reply).startswith("Not quite." if k in (2, 4) else "Right.")
    assert words(total) == "2 of 4 right."
    assert 'role="status"' in total.value

    _, choices, button, _ = parts[1]
    button.click()
    assert words(total) == ""
    choices.value = right(asked.CLOSING[1])
    button.click()
    assert words(total) == "3 of 4 right."


@pytest.mark.parametrize(
    ("call", "error", "named"),
    [
        (lambda: questions.ask("why?", figure(), CAPTION), TypeError, "question"),
        (lambda: questions.ask(CIRCLE, "figure", CAPTION), TypeError, "figure"),
        (lambda: asked.floor(0.503), TypeError, "run"),
    ],
)
def test_what_cannot_be_asked_is_refused(call, error, named):
    with pytest.raises(error, match=named):
        call()


def test_the_sections_that_a_reply_names_are_in_the_lesson():
    lesson = (ROOT / "demo.ipynb").read_text(encoding="utf-8")
    replies = " ".join(option.reply for question in ALL for option in question.options)
    named = set(re.findall(r"section (\d+)", replies))
    assert len(named) >= 4
    assert named <= set(re.findall(r"## (\d+) ·", lesson))


# What the texts say of the mathematics, beside the exact answer.


def share(curve, sigma):
    """The least error, as a share of 2σ²."""
    return oracle.PosteriorMean(curve, sigma).mmse() / (2 * sigma**2)


def test_the_loss_on_the_circle_falls_to_half():
    assert share(manifolds.circle(), 0.1) == pytest.approx(0.503, abs=5e-4)
    measured = floor(share(manifolds.circle(), 0.1))
    assert measured.judge(0.5).right
    assert "0.503" in measured.judge(0.5).reply


def test_the_first_prediction_leaves_it_to_section_7_which_part_of_the_noise_stays():
    texts = " ".join([FLOOR.text, *(option.text + option.reply for option in FLOOR.options)])
    assert not re.search(r"across|along|direction|tangent|normal|radial|off the circle", texts)
    assert all("leaves no trace" in option.reply for option in FLOOR.options)


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
def test_repeated_steps_gather_the_learned_points_and_leave_the_exact_ones_where_they_arrived():
    circle, sigma = manifolds.circle(), 0.2
    start = 0.6 * torch.randn(1000, 2, generator=torch.Generator().manual_seed(0))[:500]
    model = models.ConditionalDAE(seed=0)
    training.fit(model, circle, (0.02, 0.5), seed=0, progress=False)

    def half(x):
        """The least share of the circle that holds half of the points."""
        angles = torch.atan2(x[:, 1], x[:, 0])
        counts = torch.histc(angles, 100, -math.pi, math.pi).sort(descending=True).values
        return (counts.cumsum(0) < len(x) / 2).float().mean().item() + 0.01

    learned = fields.path(model.at(sigma), start, steps=1000)[-1]
    assert half(circle.sample(1000)) > 0.3
    assert half(learned) < 0.1
    assert (learned.norm(dim=1) - 1).abs().max() < 0.05

    exact = fields.path(oracle.PosteriorMean(circle, sigma), start, steps=100)[-1]
    turned = torch.cosine_similarity(exact, start)
    assert turned.min() > 1 - 1e-5
    assert ((exact.norm(dim=1) > 0.97) & (exact.norm(dim=1) < 1)).all()


def test_half_is_the_floor_for_small_noise_only():
    assert share(manifolds.spiral(), 0.2) == pytest.approx(0.76, abs=0.005)
    assert share(manifolds.circle(), 1.0) == pytest.approx(0.33, abs=0.005)


def test_between_two_arms_an_arrow_ends_on_neither():
    x = torch.stack([torch.linspace(0.3, 0.7, 401), torch.zeros(401)], dim=1)
    tips = oracle.PosteriorMean(manifolds.spiral(), 0.1)(x)
    assert torch.cdist(tips, manifolds.spiral().points(4000)).amin(dim=1).max() > 0.2


def test_the_nearest_point_is_the_most_probable_one():
    best = oracle.PosteriorMean(manifolds.spiral(), 0.2)
    x = gaussian(manifolds.spiral().sample(100), 0.2)
    nearest = torch.cdist(x, best.nodes.float()).argmin(dim=1)
    assert torch.equal((best.posterior(x.double()) / best.weights).argmax(dim=1), nearest)


def test_in_three_dimensions_a_curve_leaves_a_third_of_the_noise():
    # Noise in the third direction is independent of all else: it is removed whole, and tells nothing.
    mmse = oracle.PosteriorMean(manifolds.circle(), 0.05).mmse()
    assert mmse / (3 * 0.05**2) == pytest.approx(1 / 3, abs=0.005)


@pytest.mark.parametrize("sigma", [0.05, 0.3, 1.0])
def test_an_arrow_is_the_gradient_of_the_log_density(sigma):
    best = oracle.PosteriorMean(manifolds.spiral(), sigma)
    x = gaussian(manifolds.spiral().sample(100), sigma).double().requires_grad_()
    (score,) = torch.autograd.grad(best.log_density(x).sum(), x)
    torch.testing.assert_close(best(x.detach()) - x.detach(), sigma**2 * score)


def test_the_floor_hides_how_much_the_arrows_improve():
    curve, sigma, least = manifolds.spiral(), 0.1, oracle.PosteriorMean(manifolds.spiral(), 0.1).mmse()
    run = training.fit(models.DAE(seed=0), curve, sigma, seed=0, progress=False)
    early, late = (
        run.snapshots[step] for step in (min(s for s in run.snapshots if s > 100), max(run.snapshots))
    )
    x = curve.sample(200_000, seed=1)
    x_noisy = gaussian(x, sigma, seed=2)
    with torch.no_grad():
        losses = [(r(x_noisy) - x).square().sum(dim=1).mean().item() / least for r in (early, late)]
    risks = [oracle.excess_risk(r, curve, sigma) for r in (early, late)]
    assert losses == pytest.approx([1 + risk for risk in risks], abs=0.01)
    assert losses[0] < 1.06
    assert risks[0] > 5 * risks[1]


def test_far_out_the_exact_arrows_are_long_and_two_networks_differ():
    circle, twins = manifolds.circle(), [models.DAE(seed=seed) for seed in (0, 1)]
    for seed, twin in enumerate(twins):
        training.fit(twin, circle, seed=seed, progress=False)
    near, far = gaussian(circle.sample(500, seed=1), 0.1, seed=2), 2.5 * circle.points(500)
    assert max(oracle.excess_risk(twin, circle, 0.1) for twin in twins) < 0.02
    with torch.no_grad():
        apart = [(twins[0](x) - twins[1](x)).norm(dim=1).mean() for x in (near, far)]
    assert apart[1] > 10 * apart[0]
    best = oracle.PosteriorMean(circle, 0.1)
    assert (best(far) - far).norm(dim=1).mean() == pytest.approx(1.50, abs=0.005)
    assert (best(2 * far) - 2 * far).norm(dim=1).min() > (best(far) - far).norm(dim=1).max()


def test_without_fresh_noise_the_annealed_walk_loses_its_variety():
    assert ANNEALED.options[right(ANNEALED)].text.startswith("Variety: at the high levels")
    curve, x = manifolds.spiral(), 0.6 * torch.randn(200, 2, generator=torch.Generator().manual_seed(0))
    best = oracle.PosteriorMean(curve, 0.5)
    assert fields.path(best, x, steps=20)[-1].std(dim=0).norm() < 0.3 * x.std(dim=0).norm()


def test_fresh_noise_parts_what_repeated_steps_keep_together():
    circle, sigma, alpha, g = manifolds.circle(), 0.3, 0.1, torch.Generator().manual_seed(0)
    best, start = oracle.PosteriorMean(circle, sigma), torch.tensor([[1.0, 0.3]]).repeat(500, 1)
    together = fields.path(best, start, steps=20)[-1]
    assert (together - together[0]).abs().max() == 0
    x = start
    for _ in range(300):
        x = gaussian(x + alpha * (best(x) - x), math.sqrt(2 * alpha) * sigma, g)
    fresh = gaussian(circle.sample(500, seed=1), sigma, seed=2)  # from p_σ
    assert x.mean(dim=0).norm() < 0.15
    assert x.norm(dim=1).mean() == pytest.approx(fresh.norm(dim=1).mean().item(), abs=0.05)
    assert x.norm(dim=1).std() == pytest.approx(fresh.norm(dim=1).std().item(), abs=0.05)
