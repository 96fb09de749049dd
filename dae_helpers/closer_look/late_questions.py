"""The predictions of the sections on learning by heart, and on blind denoisers in many dimensions."""

from ..stage.questions import Option, Question

HEART = Question(
    "A network is trained on 20 clean points of a circle for ever, with fresh noise at each step. "
    "What becomes of its excess risk, measured against the true r*?",
    (
        Option("It falls, too", "At first. But the least training loss doesn't belong to the truth."),
        Option("It falls, and then stays", "A network that has time enough goes on to the minimiser."),
        Option("It falls, and then rises", "First the circle is learned, then the points.", right=True),
        Option("It rises from the start", "Look at the first hundred steps."),
    ),
)

UNTOLD = Question(
    "The noise level is anything from 0.02 to 0.5. A denoiser of the circle in the plane is not told which. "
    "The best one that can be: how much does it lose against the best one that is told?",
    (
        Option("It makes about twice the error", "Far less. Near the circle nearly all denoisers agree."),
        Option("Some 10 to 20% of the least error", "Less. Near the circle nearly all denoisers agree."),
        Option("Less than 1% of the least error", "Near the circle nearly all denoisers agree.", right=True),
    ),
)

PRICE = Question(
    "Now the circle lies in a space of d dimensions, with noise in all of them. What becomes of the price of "
    "blindness as d grows?",
    (
        Option("It grows", "There is more noise, but more of it can be looked at, too."),
        Option("It stays", "So the projection's excess risk would. But what do d − 2 new coordinates tell?"),
        Option("It falls to zero", "Each new coordinate is one more measurement of σ.", right=True),
    ),
)

TARGETS = Question(
    "Three networks, each with 64 units in a layer, are told σ and trained alike, for the circle in 512 "
    "dimensions. One predicts x, one the noise ε, one the velocity v = ε − x. Which ones learn to denoise?",
    (
        Option(
            "All three: each answer can be turned into the others", "By whom? Count the noise's directions."
        ),
        Option("Those that predict ε or v, as is usual today", "Noise has 512 directions, the network 64."),
        Option("The one that predicts x", "The clean points fill two directions only.", right=True),
    ),
)
