"""The family's questions: what is asked before a figure is seen, and what is replied to each answer."""

from ..stage.questions import Option, Question

SQUEEZE = Question(
    "An autoencoder and PCA each squeeze the 64 pixels into 1, 2, 4, … or 32 numbers. Where is the "
    "autoencoder's lead over PCA largest, as a ratio of their errors?",
    (
        Option(
            "At 1 or 2 numbers: where room is short, bending pays most",
            "A natural guess, since PCA has so little to work with there. But two numbers are too few for "
            "anybody: both errors are large, and not so different. Look where the two lines are "
            "furthest apart; on this axis a distance is a ratio.",
        ),
        Option(
            "In between: with few numbers both fail, with many even PCA does well",
            "With 1 or 2 numbers neither can tell ten digits and their shapes. With 32 PCA has a number for "
            "nearly every direction in which digits vary, and the network begins to learn its images by "
            "heart. In between, a bent surface of 8 or 16 dimensions follows the digits where a flat one "
            "cannot.",
            right=True,
        ),
        Option(
            "At 32 numbers: a larger network can learn more",
            "The network is hardly larger. And with 32 numbers PCA loses almost nothing any more: half of "
            "the 64 directions hold nearly all of the variance. Look where the two lines come together.",
        ),
    ),
)

UNDO = Question(
    "A plain autoencoder with a code of 16 numbers was trained on clean digits only. Given a noisy digit, "
    "σ = 0.3, does it do better than the best linear denoiser, the Wiener filter?",
    (
        Option(
            "Yes: the noise does not fit through the bottleneck",
            "Much of it does not. But where a noisy image lands was never trained: the encoder takes noise "
            "for a change of the digit, and the decoder draws another digit, sharp and wrong. Compare the "
            "two bars in the middle.",
        ),
        Option(
            "No: nobody told it what noise is",
            "Its code answers to noise as it does to strokes, since in training there was none. The Wiener "
            "filter is only linear, but it was made for this noise. To be sharp is no merit if the strokes "
            "stand in the wrong place.",
            right=True,
        ),
        Option(
            "They are about equal",
            "One is bent but knows nothing of noise, the other is flat but was made for it. There is no "
            "reason why the two should come out alike, and they do not. Look at the figure.",
        ),
    ),
)

NEW = Question(
    "Codes are drawn from N(0, I) and decoded, once by a plain autoencoder, once by a variational one. The "
    "plain one has the smaller reconstruction error. Which of the two draws digits?",
    (
        Option(
            "The plain one: its decoder makes fewer errors",
            "On codes of digits it does. But nothing in its loss says where the codes should lie, and "
            "N(0, I) is not where they are. A decoder that is asked where it was never trained answers all "
            "the same. Look at its row in the figure.",
        ),
        Option(
            "The variational one: its codes were made to fill N(0, I)",
            "The KL term pulls the code of each image towards N(0, I), and the noise on the code makes the "
            "decoder learn what lies between. The plain autoencoder was never asked for either.",
            right=True,
        ),
        Option(
            "Neither: new digits cannot come out of chance",
            "Chance only chooses the place. What stands there was learned by the decoder. Whether it is a "
            "digit depends on whether the place is one that it knows; look at the rows in the figure.",
        ),
    ),
)

PUZZLE = Question(
    "Of all maps, the exact posterior mean of the training images has the least error on noisy training "
    "images. On noisy new images, at σ = 0.1, it is compared with a trained network and with doing nothing. "
    "Which is worst?",
    (
        Option(
            "Doing nothing",
            "It would be, if the training images were all the digits there are. But the exact map knows no "
            "others: a new image is nothing to it but a very noisy training image. Look at the points on "
            "the left of the figure.",
        ),
        Option(
            "The network: it does not reach the optimum of its loss",
            "It does not, that is true. But the optimum of its loss is best on the training images, and here "
            "new ones are asked for. Look which line lies lowest.",
        ),
        Option(
            "The exact posterior mean",
            "It sends every image to a training image, or to a mean of a few. A new digit is changed into "
            "an old one, and at σ = 0.1 that costs more than the noise did. It is the exact answer to the "
            "wrong question: who says that the only digits are those in the training set?",
            right=True,
        ),
    ),
)
