"""The lesson's predictions and its closing quiz, with a reply to each answer."""

from .. import arguments
from ..stage.questions import Estimate, Option, Question
from ..training import Run


def floor(run: Run) -> Estimate:
    """The prediction before the loss curve. run: a training at one σ."""
    sigma = arguments.positive(
        "run.sigma", arguments.instance("run", run, Run, "training.fit(model, curve)").sigma
    )
    share = run.floor / (2 * sigma**2)
    near = 0.12  # two steps of the slider, and what share is off the step next to it
    low, high = share - near, share + near
    return Estimate(
        f"Doing nothing has a mean squared error of 2σ². On the {run.curve.name} at σ = {sigma:g}, to what "
        "share of it will the loss fall in the end? 0 means that every clean point is found, 1 that nothing "
        "has been gained.",
        (
            Option(
                "nearly zero",
                "A loss that ends above zero looks like poor training. Here it is not: a part of the noise "
                "leaves no trace in x̃, so nobody can remove it. Look at the dashed line in the figure: it "
                "is the least error of any map whatsoever.",
            ),
            Option(
                "too low",
                "You expect that some of the noise stays, and so it does, but more than that. Remember the "
                "glow of section 3: x̃ may have come from many places, and does not show from which. So a "
                "part of the noise leaves no trace in x̃. The dashed line in the figure shows how much.",
            ),
            Option(
                "about right",
                f"The least error of any map is {share:.3f} of 2σ²: the dashed line in the figure. So large "
                "a part of the noise leaves no trace in x̃; section 6 shows which part it is. The rest can "
                "be told from x̃, since all clean points lie on one curve.",
                right=True,
            ),
            Option(
                "too high",
                "You expect that some of the noise can be removed, and so it can, but more than that. Only "
                "a part of the noise leaves no trace in x̃. The rest can be told, by a network that knows "
                "where the clean points lie. Compare with the dashed line in the figure.",
            ),
            Option(
                "nearly one",
                "Each noise is drawn afresh and at random, so it may seem that nothing about it can be "
                "learned. But all the clean points lie on one curve, and that can be learned. Then x̃ "
                "itself tells much about its noise, and only a part leaves no trace. Look how far below "
                f"2σ² = {2 * sigma**2:.3g} the dashed line in the figure lies.",
            ),
        ),
        limits=(min(near, low), low, high, max(1 - near, high)),
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

MEMORY = Question(
    "The network sees the same 500 noisy pairs at every step. In units of 2σ² (doing nothing scores 1, the "
    "floor is 0.5), what will its error be?",
    (
        Option(
            "About 0.5 on its own pairs, and about 0.5 on new points",
            "That is what fresh pairs gave. But this network sees the same answers again and again. Look at "
            "the left picture.",
        ),
        Option(
            "Nearly 0 on its own pairs, and about 0.5 on new points",
            "It does learn its own pairs by heart. But what it learned is mostly their noise, and that "
            "does harm elsewhere. Look at the right picture.",
        ),
        Option(
            "Nearly 0 on its own pairs, and about 1, like doing nothing, on new points",
            "That would be so if the network simply gave the answer of the nearest pair. It does worse: to "
            "pass through 500 noisy answers it bends wildly in between. Look at the right picture.",
        ),
        Option(
            "Nearly 0 on its own pairs, and well above 1 on new points",
            "8114 weights are enough to learn 500 answers by heart, noise and all. On new points those "
            "memories are worse than no answer.",
            right=True,
        ),
        Option(
            "About 0.8 on both: 500 pairs are too few to learn anything from",
            "Too few to learn the circle well, perhaps. But they are few enough to be learned by heart. Look "
            "at the left picture.",
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
            "Everywhere a little: your network has the larger excess risk",
            "That risk is an average over noisy points, and too small to be seen near the circle. Look at "
            "the edge of the pictures.",
        ),
        Option(
            "At the edge, where both networks point home, but less far than r*",
            "The exact arrows do point home from there. But no loss asked the networks for it: "
            "their arrows have no common direction, some lead home and some away.",
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
    "Before denoising, the error has the mean square σ² along the circle, and σ² across it. What is left of "
    "the two after the best denoiser?",
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
            "Along the lines of equal height",
            "An arrow leads to where noisy points are more common, and along a line of equal height they are "
            "not. Look at an arrow and at the line where it starts.",
        ),
        Option(
            "Straight uphill, at right angles to the lines",
            "Each arrow goes where the density of noisy points grows fastest, and is long where it is steep. "
            "The next lines show why.",
            right=True,
        ),
        Option(
            "Straight to the nearest point of the curve, whatever the lines do",
            "Close to the curve that is nearly the same. Look between two arms and at the centre, where it "
            "is not.",
        ),
        Option(
            "Towards the highest summit of the map",
            "An arrow knows only the slope where it starts. Look at arrows on the inner and the outer arm.",
        ),
    ),
)


CLOSING = (
    Question(
        "A denoiser of the circle is trained at σ = 0.1, with fresh points and fresh noise at each step. "
        "Its loss has come down to half of 2σ² and stays there. What do you conclude?",
        (
            Option(
                "It needs more steps or a larger network: the loss should go to zero",
                "No network can do that. The noise along the circle leaves no trace in x̃, and what cannot "
                "be seen cannot be removed. Compare a loss with its floor, and not with zero (section 4).",
            ),
            Option(
                "It has learned its training pairs by heart",
                "Memorising needs repetition, and here no pair ever comes again. It would "
                "also show in another way: a training loss below the floor (section 4).",
            ),
            Option(
                "It is close to the best possible: the half that is left cannot be removed",
                "Half of this noise is along the circle, where it leaves no trace in x̃. The loss stands "
                "on its floor, the least error of any map.",
                right=True,
            ),
            Option(
                "Nothing: every denoiser ends at half, whatever the curve and the level of the noise",
                "Half is the floor only while the noise is small beside the curve's own sizes. On the "
                "spiral at σ = 0.2 the floor is 0.76 of 2σ², on the circle at σ = 1 it is 0.33.",
            ),
        ),
    ),
    Question(
        "Now the clean points lie on a smooth surface in space, as on a sphere, and the noise is small. "
        "Doing nothing costs 3σ². What share of that does the best denoiser leave?",
        (
            Option(
                "None: in more dimensions the noise is easier to see",
                "More of it is seen, but never all. Even there the noise along the surface only leads to "
                "where other clean points lie (section 6).",
            ),
            Option(
                "A third",
                "You counted right, but swapped the two parts. Which noise can be seen: the one "
                "that takes a point off the surface, or the one that keeps it near other clean points "
                "(section 6)?",
            ),
            Option(
                "A half",
                "The half belonged to a curve in the plane: it took one direction of two. Count the "
                "directions along and across the surface (section 6).",
            ),
            Option(
                "Two thirds",
                "The noise in the one direction across the surface is removed. The noise along it stays: "
                "two directions of three.",
                right=True,
            ),
        ),
    ),
    Question(
        "What is the exact arrow r*(x̃) − x̃, in terms of probability?",
        (
            Option(
                "σ² times the gradient of log p, where p is the density of the clean points in the plane",
                "The clean points lie on a curve, which has no area: in the plane they have no density "
                "whose gradient could be taken. The noise is what spreads them into one (section 7).",
            ),
            Option(
                "σ² times the gradient of log p_σ, where p_σ is the density of the noisy points",
                "This holds exactly, at every σ. Divide an arrow by σ² and you have the score, on which "
                "diffusion models are built.",
                right=True,
            ),
            Option(
                "The negative gradient of the training loss at x̃",
                "A gradient trains the network, but that one moves its weights. The arrow moves a point of "
                "the plane, and exists without any network (section 7).",
            ),
            Option(
                "Nothing of the kind: the training never shows a probability",
                "It shows none, true. Yet the best guess is a mean over the clean points given x̃, and "
                "from it the gradient of a log-density can be read off exactly. You derived it in section 7.",
            ),
        ),
    ),
)
