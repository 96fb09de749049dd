"""The closing quiz: six questions, one for each thing to be learned, and the reply to each answer."""

from .predictions import Option, Question

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
                "It is close to the best possible: the other half cannot be removed",
                "Half of this noise is along the circle, where it leaves no trace in x̃. The loss stands "
                "on its floor, the least error of any map.",
                right=True,
            ),
            Option(
                "Nothing: every denoiser ends at half, whatever the curve and the noise",
                "Half is the floor only while the noise is small beside the curve's own sizes. On the "
                "spiral at σ = 0.2 the floor is 0.76 of 2σ², on the circle at σ = 1 it is 0.33 (section "
                "7).",
            ),
        ),
    ),
    Question(
        "Where does the exact arrow that starts at x̃ end?",
        (
            Option(
                "At the mean of the clean points, each weighted by its probability given x̃",
                "This is the posterior mean: no other guess has a smaller mean squared error.",
                right=True,
            ),
            Option(
                "At the point of the curve nearest to x̃, at right angles to the curve",
                "Near the data it looks so. But on the circle every arrow ends inside, and half-way "
                "between two arms of the spiral it ends on neither. The nearest point is only the most "
                "probable one; squared error asks for the mean of all of them (section 7).",
            ),
            Option(
                "At the clean point from which x̃ was made",
                "Many clean points can have become this same x̃, and nothing in x̃ tells which one did. "
                "The best that a map can do is to weigh them all (section 3).",
            ),
            Option(
                "Where the corrupted points lie densest",
                "An arrow does point to where the density p_σ grows, but one step does not lead to its "
                "peak. That is where repeated steps lead (section 8).",
            ),
        ),
    ),
    Question(
        "Now the curve lies in a space of three dimensions, and the noise is small. Doing nothing costs "
        "3σ². What share of that does the best denoiser leave?",
        (
            Option(
                "None: in more dimensions the noise is easier to see",
                "More of it is seen, but never all. Even there the noise along the curve only leads to "
                "where other clean points lie (section 7).",
            ),
            Option(
                "A third",
                "The noise in the two directions across the curve is removed. The noise along it stays: "
                "one direction of three.",
                right=True,
            ),
            Option(
                "A half",
                "The half belonged to the plane: there the curve took one direction of two. Count the "
                "directions along and across the curve in the new space (section 7).",
            ),
            Option(
                "Two thirds",
                "You have the right count, and the two parts exchanged. Which noise can be seen: the one "
                "that takes a point off the curve, or the one that keeps it near other clean points "
                "(section 7)?",
            ),
        ),
    ),
    Question(
        "What is the exact arrow r*(x̃) − x̃, in terms of probability?",
        (
            Option(
                "σ² times the gradient of log p, where p is the density of the clean points",
                "The clean points lie on a curve: it has no area, so they have no density in the plane "
                "whose gradient could be taken. The noise is what spreads them into a density (section 7).",
            ),
            Option(
                "The negative gradient of the training loss at x̃",
                "A gradient trains the network, but that one moves its weights. The arrow moves a point of "
                "the plane, and exists without any network (section 7).",
            ),
            Option(
                "Nothing of the kind: the training never shows a probability",
                "It shows none, true. Yet the best guess is a mean over the clean points given x̃, and "
                "from it the gradient of a log-density can be read off exactly. You checked it with "
                "autograd (section 7).",
            ),
            Option(
                "σ² times the gradient of log p_σ, where p_σ is the density of the corrupted points",
                "This holds exactly, at every σ. Divide an arrow by σ² and you have the score, on which "
                "diffusion models are built.",
                right=True,
            ),
        ),
    ),
    Question(
        "Two networks for the circle at σ = 0.1, trained alike from different random starts, have the same "
        "low loss. What does that say of their arrows far out, at radius 2.5?",
        (
            Option(
                "They are right there as well: a low loss means a right field",
                "The loss is a mean over corrupted points, and hardly any is ever as far out as that. The "
                "exact arrows there are 1.50 long; compare the learned ones (section 8).",
            ),
            Option(
                "Nothing: there are no corrupted points to be judged by",
                "The loss is a mean over the places where the corrupted points are. Elsewhere the network "
                "is free, and its arrows are its own invention.",
                right=True,
            ),
            Option(
                "They may be wrong, but the two agree",
                "The training is the same, but it says nothing about places it never visits. There each "
                "network goes on from its own random start, and the two differ (section 8).",
            ),
            Option(
                "They are zero: without data there is nothing to denoise",
                "A network is not silent where it was not trained, it goes on somehow. And zero would be "
                "wrong: the further out a point, the longer the exact arrow that brings it back (section "
                "8).",
            ),
        ),
    ),
    Question(
        "To draw new points, annealed sampling follows the arrows from large σ down to small, and adds "
        "fresh noise at each step. What would be lost without the fresh noise?",
        (
            Option(
                "Nothing but time: repeating r leads to fresh samples as well",
                "Repeating r is not sampling. There is no chance in it: points that start together end "
                "together, and all of them gather at the peaks of the density. Fresh noise is what parts "
                "them (section 8).",
            ),
            Option(
                "Speed: the noise carries the points to the curve",
                "The arrows do that, and the noise works against them. It is there for what arrows alone "
                "can't do: to keep the points apart. Large σ comes first because its arrows lead home from "
                "far away.",
            ),
            Option(
                "Training: the network learns to undo this noise",
                "Training is over by then, and the weights stay as they are. The two noises are easily "
                "confused: one made the training pairs, the other moves the samples.",
            ),
            Option(
                "Variety: arrows alone gather the points at the peaks of the density",
                "Arrows pull the points together, fresh noise spreads them, and in balance they are spread "
                "as p_σ is. As σ falls, p_σ closes in on the curve, and the points with it.",
                right=True,
            ),
        ),
    ),
)
