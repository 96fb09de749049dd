"""The predictions: what is asked before a figure is seen, and what is replied to each answer."""

from .. import arguments
from ..stage.questions import Estimate, Option, Question


def floor(share: float) -> Estimate:
    """The prediction before the loss curve. share: floor / 2σ², as measured, in [0.25, 0.75]."""
    share = arguments.number("share", share, 0.25, 0.75)
    near = 0.12  # two steps of the slider, and what share is off the step next to it
    return Estimate(
        "Doing nothing has a mean squared error of 2σ². On the circle at σ = 0.1, to what share of it will "
        "the loss fall in the end? 0 means that every clean point is found, 1 that nothing has been "
        "gained.",
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
                f"The loss falls to {share:.3f} of 2σ², and this is the least error of any map: the dashed "
                "line in the figure. About half of the noise can be told from x̃, since all clean points "
                "lie on one curve. The other part leaves no trace in x̃; section 7 shows which part it is.",
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
                "learned. But all the clean points lie on the circle, and that can be learned. Then x̃ "
                "itself tells much about its noise, and only a part leaves no trace. Look how far below "
                "2σ² = 0.02 the loss in the figure comes to rest.",
            ),
        ),
        limits=(near, share - near, share + near, 1 - near),
    )


ON_THE_CIRCLE = Question(
    "A corrupted point x̃ happens to lie exactly on the circle. What does the exact arrow r*(x̃) − x̃ do there?",
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
    "Five hundred points of pure noise, N(0, 0.6² I), are spread around the origin. The network's map r "
    "for the circle, at σ = 0.2, is applied to each of them again and again, a thousand times. Where do "
    "they end?",
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
            "inside the circle. But the learned arrow along the circle is not exactly zero, and a thousand "
            "small errors the same way add up. Look how few places are left in the figure.",
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
