"""The predictions of two sections: what is sampled when a label, or one coordinate, is given."""

from ..stage.questions import Option, Question

GUIDED = Question(
    "Points of circle A are wanted. The arrows are exact, and w = 3: the difference that the label makes is "
    "followed three times. Where do the points end up?",
    (
        Option("Evenly on A, as for w = 1", "So they should, if they followed the sharpened density."),
        Option("Evenly on A, and closer to it", "For w = 1 they are already as close as can be."),
        Option("On A, but hardly any inside B", "They run from wherever the label is in doubt.", right=True),
        Option("Off the circle, on the side away from B", "The last arrows, at low noise, lead back to A."),
    ),
)

WEAK = Question(
    "A small network that was hardly trained is guided by a weaker one, trained half as long. Both know the "
    "label. How far is its cloud from the truth for w = 2, compared with w = 1?",
    (
        Option(
            "Farther: two bad networks are worse than one",
            "What counts is the step from the one to the other.",
        ),
        Option("As far", "The two differ, so something must change."),
        Option("Nearer", "From the worse to the better, and on: that way lies the truth.", right=True),
    ),
)

ARMS = Question(
    "y = 0.9 was measured, with noise τ = 0.2. Two stretches of the spiral fit: an inner one, with the "
    "probability 47%, and the outer end. How many of its points does DPS without noise put on the inner one?",
    (
        Option("About 47%", "For that its second term would have to be exact. It is an approximation."),
        Option("About 30%", "Choose DPS, with fresh noise, and it is about that."),
        Option("None", "The points look perfect, and half of the truth is missing.", right=True),
    ),
)
