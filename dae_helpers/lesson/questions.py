"""The lesson's predictions, with a reply to each answer."""

from ..stage.questions import Estimate, Option, Question
from ..training import Run


def floor(run: Run) -> Estimate:
    """The prediction before the loss curve. run: a training at one σ."""
    share = run.floor / (2 * run.sigma**2)
    near = 0.12  # two steps of the slider, and what share is off the step next to it
    return Estimate(
        f"Doing nothing has a mean squared error of 2σ². On the {run.curve.name} at σ = {run.sigma:g}, to "
        "what share of it will the loss fall in the end? 0 means that every clean point is found, 1 that "
        "nothing has been gained.",
        (
            Option(
                "too low",
                "A loss that ends so far above zero looks like poor training. Here it isn't: x̃ may have come "
                "from many places, and doesn't show from which. So a part of the noise leaves no trace in x̃, "
                "and nobody can remove it. The dashed line in the figure shows how much.",
            ),
            Option(
                "about right",
                f"The least error of any map is {share:.3f} of 2σ²: the dashed line in the figure. So large "
                "a part of the noise leaves no trace in x̃; section 6 shows which part it is.",
                right=True,
            ),
            Option(
                "too high",
                "Noise is random, so it may seem that little of it can be learned. But all the clean points "
                "lie on one curve, and that can be learned. Then x̃ itself tells much about its noise, and "
                f"only a part leaves no trace: see how far the dashed line lies below 2σ² = "
                f"{2 * run.sigma**2:.3g}.",
            ),
        ),
        limits=(share - near, share + near),
    )


WHERE_FROM = Question(
    "An orange point x̃ lies outside a circle of radius 1, blown there by noise of σ = 0.3. Where on the "
    "circle did it come from?",
    (
        Option(
            "From the point of the circle that is nearest to it",
            "That is the likeliest single place, but its neighbours are nearly as likely: the noise could "
            "just as well have carried the point a little sideways. Look how far the teal glow reaches.",
        ),
        Option(
            "From a stretch of the circle around that point",
            "Each place is as likely as the noise that would have led from it to x̃. Near places are "
            "likely, far ones hardly possible.",
            right=True,
        ),
        Option(
            "From anywhere on the circle, every place being equally likely",
            "Before we saw x̃ that was so. But a noise of σ = 0.3 rarely carries a point across the whole "
            "circle. Look where the teal glow is bright.",
        ),
    ),
)

FIELD = Question(
    "Two networks and the exact answer, on a larger piece of the plane: your network, the one from "
    "training.fit, and r*. Where will their arrows differ?",
    (
        Option(
            "Near the circle, where the arrows turn round",
            "No place is better known: noisy points are everywhere around it, and all three agree there. "
            "Look at the edge of the pictures.",
        ),
        Option(
            "At the edge, where both networks send points further than r* does",
            "The other way round: there the exact arrows are long, and the networks' short and in any "
            "direction. No loss asked them for anything there.",
        ),
        Option(
            "At the edge, where each network does something of its own",
            "There were never any noisy points there, so nothing told the networks what to do.",
            right=True,
        ),
    ),
)

ARMS = Question(
    "Take an arrow that starts between two arms of the spiral, away from its ends and somewhat nearer to "
    "one arm. Turn σ up from 0.1 to 0.2. What happens to the arrow?",
    (
        Option(
            "It grows: there is more noise to undo",
            "Outside the spiral that is so. But between two arms each of them pulls, the more "
            "alike the larger σ is. Turn σ up and look between the arms.",
        ),
        Option(
            "It stays: it leads to the nearer arm",
            "At σ = 0.1 it does lead there. With more noise the other arm counts as well. Turn σ up and look "
            "between the arms.",
        ),
        Option(
            "It shrinks: the two arms pull against each other",
            "With more noise the point may have come from either arm, and the mean of both lies in "
            "between, where the point is already.",
            right=True,
        ),
    ),
)

HALF = Question(
    "Before denoising, the mean square of the error is σ² along the circle, and σ² across it. How much of "
    "each is left after the best denoiser?",
    (
        Option(
            "Half of each: one half of the noise is left in all",
            "The sum is right. But the two directions are not alike: one of them leads off the curve. Look "
            "at the right picture.",
        ),
        Option(
            "All of the part along, hardly anything of the part across",
            "Noise along the circle leads to other places where clean points are, so it leaves no trace. "
            "Noise across it shows.",
            right=True,
        ),
        Option(
            "All of the part across, hardly anything of the part along",
            "The other way round: a point off the circle gives itself away, one that has moved along it does "
            "not. Look at the right picture.",
        ),
    ),
)

SLOPES = Question(
    "Take such a map of log p_σ for the spiral, and draw the exact arrows on it. How will they run?",
    (
        Option(
            "Straight to the nearest point of the curve, whatever the lines do",
            "Close to the curve that is nearly the same. Look between two arms and at the centre, where it "
            "is not.",
        ),
        Option(
            "Straight uphill, at right angles to the lines",
            "Each arrow goes where the density of noisy points grows fastest, and is long where it is steep. "
            "You will soon see why.",
            right=True,
        ),
        Option(
            "Towards the highest summit of the map",
            "An arrow knows only the slope where it starts. Look at arrows on the inner and the outer arm.",
        ),
    ),
)
