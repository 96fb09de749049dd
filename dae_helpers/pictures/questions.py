"""The predictions of the notebook on pictures: each is answered before its figure is shown."""

from ..stage.questions import Option, Question

FILLED = Question(
    "Half of the pixels are gone at random, or a whole block is. A network that was told which ones, and "
    "trained for a minute or two, against the Gaussian's exact answer: whose errors are smaller?",
    (
        Option(
            "The Gaussian's, on both: nothing can beat an exact answer",
            "It's exact for images that are normally distributed, and digits are not: a stroke is either "
            "here or there. Compare the numbers above the pictures.",
        ),
        Option(
            "The Gaussian's on random pixels, the network's on the block",
            "A reasonable guess: where neighbours are known on all sides, a weighted mean of them is hard to "
            "beat. Compare the numbers above the pictures.",
        ),
        Option(
            "The network's, on both",
            "A Gaussian's guess is a sum of known pixels with fixed weights. The network may first look what "
            "kind of stroke it sees, and then decide.",
            right=True,
        ),
    ),
)

EITHER = Question(
    "The top is missing, and what is left could be a 4 or a 9. What does a network fill in that was trained "
    "on squared error?",
    (
        Option(
            "The likelier of the two, in sharp strokes",
            "That would be the choice of somebody who wants to be right most often. The squared error of "
            "being wrong is large, though, and half the strokes cost less than the wrong ones.",
        ),
        Option(
            "Something between the two, paler than either",
            "Its best answer is the mean of all that could be there, each as much as it is probable: a ghost "
            "that nobody ever wrote.",
            right=True,
        ),
        Option(
            "Sometimes the one, sometimes the other",
            "Ask it twice and you get the same: it is a function of what it sees. To get either one, you "
            "have to draw.",
        ),
    ),
)
