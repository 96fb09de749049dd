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
                "glow of section 3: x̃ can have come from many places, and does not show from which. So a "
                "part of the noise leaves no trace in x̃. The dashed line in the figure shows how much.",
            ),
            Option(
                "about right",
                f"The least error of any map is {share:.3f} of 2σ²: the dashed line in the figure. So large "
                "a part of the noise leaves no trace in x̃; section 7 shows which part it is. The rest can "
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


ON_THE_CIRCLE = Question(
    "A noisy point x̃ happens to lie exactly on the circle. What does the exact arrow r*(x̃) − x̃ do there?",
    (
        Option(
            "It is zero: the point is on the circle already",
            "That would hold if a denoiser went to the nearest point of the curve. But a point that is on "
            "the circle now need not have started there: it can have come from a stretch to both sides. "
            "The arrow leads to the mean of that stretch. Where does the mean of an arc lie? Look where "
            "the arrows end.",
        ),
        Option(
            "It points along the circle, back to where the point came from",
            "The noise has moved the point along the circle, that is true, but x̃ does not show to which "
            "side. Both are equally likely, and in the mean they cancel. Look at the direction of the "
            "arrows.",
        ),
        Option(
            "It points inwards",
            "The point can have come from a stretch of the circle to both sides of it. The arrow leads to "
            "the mean of that stretch, and the mean of an arc lies inside the circle: for small noise, at "
            "R − σ²/(2R).",
            right=True,
        ),
        Option(
            "It points outwards",
            "An arrow always ends at a mean of clean points. All of them lie on the circle, and no mean of "
            "points of a circle lies outside it. Draw a short arc and mark the mean of its points, then "
            "look where the arrows end.",
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
                "Learning by heart needs something that comes again, and here no pair ever does. It would "
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
        "Where does the exact arrow that starts at x̃ end?",
        (
            Option(
                "At the mean of the clean points, weighted by p(x | x̃)",
                "This is the posterior mean: no other guess has a smaller mean squared error.",
                right=True,
            ),
            Option(
                "At the point of the curve nearest to x̃, at right angles to the curve",
                "Near the data it looks so. But on the circle every arrow ends inside, and half-way "
                "between two arms of the spiral it ends on neither. The nearest point is only the most "
                "probable one; squared error asks for the mean of all of them (section 3).",
            ),
            Option(
                "At the clean point from which x̃ was made",
                "Many clean points can have become this same x̃, and nothing in x̃ tells which one did. "
                "The best that a map can do is to weigh them all (section 3).",
            ),
            Option(
                "Where the noisy points lie densest",
                "An arrow does point to where the density p_σ grows, but one step does not lead to its "
                "peak. That is where repeated steps lead (section 8).",
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
                "where other clean points lie (section 7).",
            ),
            Option(
                "A third",
                "You have the right count, and the two parts exchanged. Which noise can be seen: the one "
                "that takes a point off the surface, or the one that keeps it near other clean points "
                "(section 7)?",
            ),
            Option(
                "A half",
                "The half belonged to a curve in the plane: it took one direction of two. Count the "
                "directions along and across the surface (section 7).",
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
                "The negative gradient of the training loss at x̃",
                "A gradient trains the network, but that one moves its weights. The arrow moves a point of "
                "the plane, and exists without any network (section 7).",
            ),
            Option(
                "Nothing of the kind: the training never shows a probability",
                "It shows none, true. Yet the best guess is a mean over the clean points given x̃, and "
                "from it the gradient of a log-density can be read off exactly. You derived it in section 7.",
            ),
            Option(
                "σ² times the gradient of log p_σ, where p_σ is the density of the noisy points",
                "This holds exactly, at every σ. Divide an arrow by σ² and you have the score, on which "
                "diffusion models are built.",
                right=True,
            ),
        ),
    ),
)
