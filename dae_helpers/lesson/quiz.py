"""The closing quiz: four questions, one for each thing to be learned, and the reply to each answer."""

from ..stage.questions import Option, Question

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
