"""The predictions: what is asked before a figure is seen, and what is replied to each answer."""

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

ITERATE = Question(
    "Points of pure noise are spread around the origin. The network's map r for the circle, at one σ, is "
    "applied to each of them again and again, very often. Where do they end?",
    (
        Option(
            "Spread evenly along the circle, like fresh samples",
            "It is natural to hope that repeating r gives new samples. But r is a fixed map, without any "
            "chance in it: where a point ends depends on its start alone. Repeating r seeks the peaks of "
            "the density; it does not sample from it. Compare the figure with fresh samples of the circle.",
        ),
        Option(
            "Each at the point of the circle nearest to its start",
            "For the exact map this is nearly so: each point rests where it arrived, though slightly "
            "inside the circle. But the learned arrow along the circle is not exactly zero, and many small "
            "errors the same way add up. Look how few places are left in the figure.",
        ),
        Option(
            "Gathered at a few places near the circle",
            "Along the circle the exact arrow is zero, so every small error of the network is followed, "
            "step after step, to the few places where it vanishes. Repeating r seeks peaks, here those "
            "that the network's errors have made. It does not sample.",
            right=True,
        ),
    ),
)

ANNEALED = Question(
    "The annealed walk follows the arrows from large σ down to small, and adds fresh noise at each step. "
    "What is lost if the fresh noise is left out, and only the arrows are followed?",
    (
        Option(
            "Nothing but time: repeating r leads to fresh samples as well",
            "Repeating r is not sampling. There is no chance in it: points that start together end "
            "together, and at high σ all of them gather at a few peaks of the density. Fresh noise is "
            "what parts them. Look at the left picture.",
        ),
        Option(
            "Speed: the noise carries the points to the curve sooner than the arrows alone",
            "It is the arrows that carry them; the noise pushes them away again. It is there for what "
            "arrows alone can't do: to keep the points apart. Large σ comes first because its arrows "
            "lead home from far away.",
        ),
        Option(
            "Training: the network learns to undo this noise",
            "Training is over by then, and the weights stay as they are. The two noises are easily "
            "confused: one made the training pairs, the other moves the samples.",
        ),
        Option(
            "Variety: at the high levels the arrows alone draw the points together at a few peaks",
            "Repeated at one level, the arrows lead to the peaks of p_σ and no further. Fresh noise "
            "spreads the points, and in balance they are spread as p_σ is. As σ falls, p_σ closes in on "
            "the curve, and the points with it. (Exercise 8 does without noise in another way: it takes "
            "one step a level, and only so far along the arrow as fits the next level.)",
            right=True,
        ),
    ),
)
