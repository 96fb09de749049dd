"""The predictions of the notebook on pictures: each is answered before its figure is shown."""

from ..stage.questions import Option, Question

FILLED = Question(
    "Half of the pixels are gone at random, or a whole block is. A network that is told which ones, after "
    "60 to 90 seconds of training, against the Gaussian's exact answer: whose errors are smaller?",
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

ROBUST = Question(
    "A denoising code learned to fill in masked pixels. Is it more robust than the code of a plain "
    "autoencoder with the same layers, if the damage is masks? And if it is Gaussian noise?",
    (
        Option(
            "To both: robust is robust",
            "What it learned is to make up for missing pixels. Look how far the violet line is above the "
            "grey one, on the left and on the right.",
        ),
        Option(
            "To masks, but hardly to noise",
            "A hole takes ink away, noise puts grey everywhere, and nothing in its training told this code "
            "to overlook that.",
            right=True,
        ),
        Option(
            "To neither: it is the decoder that fills in, and the probe reads the code",
            "The decoder can only draw what the code says. To fill in a stroke, the code must say it "
            "although its pixels are missing. Look at the violet line on the left.",
        ),
    ),
)

FULL_SIZE = Question(
    "On 8 × 8 pixels, with a code of 32 numbers, PCA is slightly ahead of the autoencoder. And on 28 × 28?",
    (
        Option(
            "PCA wins by more: there are too many weights to learn",
            "There are many more, but a stroke that moves by one pixel is a new direction for PCA, and only "
            "a bend for the autoencoder. Compare the lines at 32.",
        ),
        Option(
            "PCA is slightly ahead again: the digits are the same",
            "The digits are, but the pixels are finer, and in finer pixels a stroke that moves takes more "
            "directions. Compare the lines at 32.",
        ),
        Option(
            "The autoencoder wins",
            "In finer pixels a stroke that moves takes many straight directions, but still only one bent "
            "one. 32 numbers were half of 64 pixels; of 784 they are few, and few is where bending pays.",
            right=True,
        ),
    ),
)

HELD_OUT = Question(
    "Ten times, an autoencoder sees nine of the ten digits, and the tenth has to be noticed by its error. "
    "Which digit is noticed least?",
    (
        Option(
            "The 4: it looks like a 9",
            "It does, and the 9 is hard, too. But one digit is so simple that a network that can draw the "
            "others can draw it as well. Look for the lowest violet point.",
        ),
        Option(
            "The 8: it has the most strokes",
            "Then there is more to get wrong, which makes it easier to notice. Look for the lowest point.",
        ),
        Option(
            "The 1: it has the fewest strokes",
            "There is little ink to get wrong. An error says how well an image can be copied, not how "
            "probable it is.",
            right=True,
        ),
    ),
)
