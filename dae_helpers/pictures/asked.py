"""The predictions about photographs, denoised and compressed."""

from ..stage.questions import Option, Question

PHOTOGRAPH = Question(
    "The network has seen one photograph in its life, a pagoda between trees. Now it gets a noisy "
    "flower. How does it do, compared with the best linear filter for the same photograph?",
    (
        Option(
            "Worse: it knows the pagoda by heart, and a flower is none",
            "It can't learn it by heart: it has 40,000 weights for 273,000 pixels, and other noise at each "
            "step. It sees small pieces only, and those of a flower have edges and flat patches, too. "
            "Compare the numbers above the pictures.",
        ),
        Option(
            "About as well: both have seen the same squares",
            "The same squares, but a linear filter has to treat an edge and a flat patch alike. "
            "Compare the numbers above the pictures.",
        ),
        Option(
            "Better: it can tell an edge from a flat patch",
            "A linear filter blurs each square in the same way. The network averages where nothing happens, "
            "and along an edge, not across it.",
            right=True,
        ),
    ),
)

LOSSY = Question(
    "Squares of 8 × 8 pixels, written as whole numbers: by PCA, by an autoencoder trained for few bits and "
    "a small error, and JPEG, whose cosines were chosen in 1992. Which comes nearest for the same bits?",
    (
        Option(
            "The autoencoder: it is trained for just that",
            "It gains on PCA, which it begins as. But all it sees of the picture is one square at a time. "
            "Look at the lowest and the highest line.",
        ),
        Option(
            "PCA: its axes are the best there are",
            "The best for this error if all numbers are kept exactly or not at all. But what do they cost in "
            "bits? Look at the highest line.",
        ),
        Option(
            "JPEG: its cosines suit any photograph",
            "They do, though they explain only a part of its lead. The larger part is the way in which the "
            "numbers are written down.",
            right=True,
        ),
    ),
)
