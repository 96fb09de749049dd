"""The predictions: what is asked before a figure is seen, and what is replied to each answer."""

from ..stage.questions import Option, Question

ITERATE = Question(
    "The network's map r for the circle, at σ = 0.2, is applied to each point again and again. Where do the "
    "points end up?",
    (
        Option("Spread evenly along the circle", "A fixed map knows no chance. Repeating r does not sample."),
        Option(
            "Each at the nearest point of the circle", "That is nearly true of the exact map. Look again."
        ),
        Option(
            "Gathered at a few places near the circle",
            "On a ring just inside the circle the exact arrow is zero. There the points follow each small "
            "error of the network, to the few places where its own arrow vanishes.",
            right=True,
        ),
    ),
)

VISITED = Question(
    "One point starts in a corner and walks like this around the circle, at σ = 0.3. After hundreds of "
    "steps, which places has it visited?",
    (
        Option("Only the circle", "That is where the arrows lead, but the noise keeps kicking it off again."),
        Option("The whole plane", "The further out it gets, the harder the arrows pull it back."),
        Option("A broad band around the circle", "Arrows pull it in, noise drives it out.", right=True),
    ),
)

EITHER = Question(
    "1000 points of pure noise take 240 steps with the spiral's learned arrows: r alone, Langevin steps at "
    "σ = 0.02, or at σ = 0.1. Which cloud ends up both near the curve and even?",
    (
        Option("r alone", "It is near, but every point fell onto the nearest arm, and crowds there."),
        Option("σ = 0.02", "It is near, but its steps are too small to walk along the curve."),
        Option("σ = 0.1", "It has spread, but it stays blurred: a walk at σ ends as p_σ, noise and all."),
        Option("None of them", "The near ones crowd, and the one that spreads stays blurred.", right=True),
    ),
)

PIECES = Question(
    "80% of the clean points lie on the upper line, but half of the walk's points start above, half below. "
    "After 480 steps at σ = 0.1, how many of them are on the upper side?",
    (
        Option("About 50%", "Hardly any point crosses the valley.", right=True),
        Option(
            "About 65%", "For that, many points would have to cross the valley. Look at the middle picture."
        ),
        Option("About 80%", "So it would be after a very long time. Look at the middle picture."),
    ),
)

ARM = Question(
    "At which of the levels do the points find their arm of the spiral?",
    (
        Option("At the highest, near σ = 0.5", "There is one wide hill only: no arms to be seen in it."),
        Option("Between σ = 0.2 and 0.1", "That is where one hill parts into arms.", right=True),
        Option("At the lowest, near σ = 0.02", "By then each has long been on its arm, and only settles."),
    ),
)

LEVELS = Question(
    "Your sampler starts at σ = 3 and goes down to 0.02 and 0, with the spiral's exact arrows. What becomes "
    "of the points if it has only five levels to do so?",
    (
        Option(
            "They lie evenly on the spiral, as with many", "Each step is too long for one straight arrow."
        ),
        Option("Most of them miss the spiral", "The last step goes to r(x) at σ = 0.02: straight onto it."),
        Option("They lie on the spiral, but unevenly", "Long straight steps cut the bends.", right=True),
    ),
)

PATHS = Question(
    "Straight lines lead from each point of the data to each noise. At each place and time the flow goes in "
    "the mean direction of the lines that pass there. Follow it from one noise ε down to the data. What is "
    "your path?",
    (
        Option("A straight line to one point of the data", "It sets out straight, but for somewhere else."),
        Option(
            "A straight line to the mean of the data",
            "That is where it sets out for. On the way, fewer and fewer lines pass.",
        ),
        Option(
            "A bent line to one point of the data",
            "First it heads for the mean of all data, then for that of the data that are still possible.",
            right=True,
        ),
    ),
)

ONE_STEP = Question(
    "1000 noises are taken to the data in a single step of the exact flow, from t = 1 to 0 by one evaluation "
    "of v*. Where do the points land?",
    (
        Option("On the spiral, unevenly", "So it was with five levels, which began at σ = 3."),
        Option(
            "Spread over the disc that the spiral fills",
            "After four evaluations about a fifth of them are still between the arms.",
        ),
        Option(
            "All at the same place",
            "Pure noise tells nothing of x. So the best guess is the mean of the data, for every point.",
            right=True,
        ),
    ),
)
