"""The family's questions: what is asked before a figure is seen, and what is replied to each answer."""

from ..stage.questions import Option, Question

SQUEEZE = Question(
    "An autoencoder and PCA each squeeze the 64 pixels into 1, 2, 4, … or 32 numbers. Where is the "
    "autoencoder's lead largest, as a ratio of the two errors?",
    (
        Option(
            "At 1 or 2 numbers: where space is tight, bending pays off most",
            "A natural guess. But two numbers are too few for anybody, so both errors are large and not that "
            "different. Look where the two lines are furthest apart: on this axis a distance is a ratio.",
        ),
        Option(
            "In between: with few numbers both fail, with many even PCA does well",
            "With 32 numbers PCA has one for nearly every direction in which digits vary. In between, a bent "
            "surface can follow the digits where a flat one can't.",
            right=True,
        ),
        Option(
            "At 32 numbers: a larger network can learn more",
            "With 32 numbers PCA loses almost nothing. Look where the two lines come together.",
        ),
    ),
)

LINEAR = Question(
    "A linear autoencoder, trained by gradient descent, gets down to PCA's error with a code of 4 numbers. "
    "Has it found PCA's four axes?",
    (
        Option(
            "Yes: there is only one best solution",
            "There is only one best subspace, but many ways to put axes into it. Look at the angle between "
            "its first direction and PCA's first axis.",
        ),
        Option(
            "No, but other axes of the same subspace",
            "The loss only sees r(x), and that depends on the subspace alone. Nothing in it asks for axes at "
            "right angles, or for the one with the most variance to come first.",
            right=True,
        ),
    ),
)

CODES = Question(
    "PCA, three autoencoders, LDA and t-SNE each draw every digit as a point in the plane. In which of these "
    "pictures are the ten digits best apart?",
    (
        Option(
            "One of the autoencoders: they have learned how to draw digits",
            "They have to keep all that a decoder needs to draw the image. Compare the numbers above.",
        ),
        Option(
            "LDA: it alone saw which digit is which",
            "That puts it ahead of PCA, mostly. But it only projects, and no plane parts all ten digits.",
        ),
        Option(
            "t-SNE: it only has to keep neighbours together",
            "It's free to put its points anywhere, as long as neighbours stay neighbours. The others have to "
            "get back from a point to an image.",
            right=True,
        ),
    ),
)

PROBE = Question(
    "A linear classifier sees 128 random sums of the pixels, cut off below zero: the code of the network "
    "before any training. How does it do, compared with the codes that were learned?",
    (
        Option(
            "Much worse: a random code knows nothing about digits",
            "128 random sums of 64 pixels hold nearly everything, and the classifier finds it.",
        ),
        Option(
            "About as well as most of them",
            "All bars are of nearly one length: look for what training does in the last per cent or two.",
            right=True,
        ),
    ),
)

UNDO = Question(
    "A plain autoencoder with a code of 16 numbers was trained on clean digits only. Given a noisy digit, "
    "σ = 0.3, does it do better than the best linear denoiser, the Wiener filter?",
    (
        Option(
            "Yes: noise doesn't fit through the bottleneck",
            "Much of it doesn't. But nobody trained the encoder on noisy images: it takes the noise for a "
            "change of the digit, and the decoder draws another one, sharp and wrong. Compare their bars.",
        ),
        Option(
            "No: nobody told it what noise is",
            "Noise is strokes to it, as good as any. The Wiener filter is linear, but made for this noise.",
            right=True,
        ),
    ),
)

FEW = Question(
    "When all the training images have labels, which classifier gets the most new digits right?",
    (
        Option(
            "A deep network, pre-trained layer by layer",
            "It gains from that, compared with the same network started at random. But look which line ends "
            "highest on the right.",
        ),
        Option(
            "The same network with ReLU, started at random",
            "It comes close, with no pre-training at all. But look which line ends highest on the right.",
        ),
        Option(
            "Nobody's network: just ask the nearest labelled image",
            "Two small images of the same digit have much the same pixels. It takes more than a clever start "
            "to beat that, and it's why you should always try the simple thing as well.",
            right=True,
        ),
    ),
)

NEW = Question(
    "Three crowds of made-up digits. By the maximum mean discrepancy, which of them is closest to real ones?",
    (
        Option(
            "The plain autoencoder's: its reconstructions are the best",
            "Of codes of digits, yes. But nothing in its loss says where codes should lie, and N(0, I) isn't "
            "where they are. Ask a decoder for something it never learned, and it answers all the same.",
        ),
        Option(
            "The variational autoencoder's: its codes were made to fill N(0, I)",
            "To the eye it is ahead of the other two. But MMD doesn't have your eye: compare the numbers "
            "above the rows.",
        ),
        Option(
            "The normal distribution's: it was fitted to the pixels",
            "Look at its row: many are smudges. This MMD sees little but mean and covariance, and those are "
            "just what the normal distribution was fitted to. One number never tells you all of it.",
            right=True,
        ),
    ),
)

ODD = Question(
    "PCA with 32 numbers copies digits very well. Which of these images gives it away: which does it take "
    "for the most normal of all?",
    (
        Option(
            "The letters: they are made of strokes, too",
            "Strokes, but where digits have none, and PCA can't copy those. Look for the shortest bar.",
        ),
        Option(
            "Digits by the letters' pen: they are digits, after all",
            "They come second, but most of them still look odd to PCA. Look for the shortest bar.",
        ),
        Option(
            "The blank image",
            "No digit is blank, but white paper is easy to copy. An error says how well a map can copy an "
            "image, not how probable that image is.",
            right=True,
        ),
    ),
)

FOLLOW = Question(
    "Now the noise is enormous, σ = 1. Where do the denoiser's arrows point?",
    (
        Option(
            "Each to the nearest digit",
            "Under that much noise any digit may be behind the image, so the best guess is a mean of many. "
            "Look at the arrows, then press play.",
        ),
        Option(
            "All inwards, towards the middle",
            "The best guess is a mean of everything the image could have been. Under that much noise this is "
            "a mixture of many digits. Press play and watch them part.",
            right=True,
        ),
    ),
)

PUZZLE = Question(
    "Of all maps, the exact posterior mean of the training images has the least error on noisy training "
    "images. Which map does worst on noisy images that are new, at σ = 0.1?",
    (
        Option(
            "Doing nothing",
            "It would, if the training images were all the digits there are. Look at the left of the figure.",
        ),
        Option(
            "The network: it doesn't reach the optimum of its loss",
            "It doesn't, but that optimum is best on the training images. Look which line lies lowest.",
        ),
        Option(
            "The exact posterior mean",
            "It takes a new digit for a very noisy old one, and turns it into that. At σ = 0.1 this costs "
            "more than the noise did: the exact answer to the wrong question.",
            right=True,
        ),
    ),
)
