"""What is asked before a figure is seen, and what is replied to each answer."""

from ..stage.questions import Option, Question

TEAR = Question(
    "A denoiser has to send each noisy point through a code of one number. On the line that costs nothing. "
    "What will it do to the circle, which is one-dimensional, too?",
    (
        Option(
            "It costs nothing either: one number, the angle, says where on the circle you are",
            "Go round once: the angle grows from 0 to 2π, and there it must jump. A continuous encoder can't "
            "jump. Look at the middle column.",
        ),
        Option(
            "It tears the circle at one place",
            "The code must come back to where it began. So somewhere it runs back through all its values, in "
            "as short a stretch as the network can bend in, and there the answers are wrong.",
            right=True,
        ),
        Option(
            "It fails everywhere: a circle needs two numbers",
            "With two it is easy. But look at the middle column: with one, nearly everywhere is fine.",
        ),
    ),
)

BETWEEN = Question(
    "The operator draws x from a Gaussian around r(x̃), cut to the curve. Where on the plane is it farthest "
    "from the exact posterior p(x | x̃) of the spiral?",
    (
        Option(
            "Far outside, where noisy points are rare",
            "There the network was hardly trained, but the figure counts only where noisy points are, and at "
            "its outer edge all is well. Look between the arms.",
        ),
        Option(
            "Where the spiral is most bent, at its inner end",
            "A bend makes the posterior a little lopsided, no more. Look where it has two humps.",
        ),
        Option(
            "Half-way between two arms",
            "There the point came from one arm or from the other. One Gaussian has one hump, and can't say "
            "either-or.",
            right=True,
        ),
    ),
)

KEPT = Question(
    "After three steps of training encoder and decoder are still nearly random. How much does the code of a "
    "noisy point tell about the clean one, I(x; y), and how much of it does the bound show?",
    (
        Option(
            "Both are near zero: hardly anything has been learned yet",
            "The bound is. But a random function of x̃ still depends on x̃. Look where the upper line begins.",
        ),
        Option(
            "I(x; y) is about half of what can be known or more, the bound is near zero",
            "Even a random function of x̃ tells a good deal about where x is, to someone who can read it. The "
            "decoder can't, yet.",
            right=True,
        ),
        Option(
            "Both are near their ends: a random encoder is a good one",
            "The encoder is not bad. But the bound counts what the decoder makes of it, and that is random.",
        ),
    ),
)

RATE = Question(
    "A variational autoencoder learns noisy points of the line, σ = 0.1. Its rate, KL(q(z | x̃) ‖ p(z)), is "
    "what its code says about x̃, and it costs. Where will the rate end?",
    (
        Option(
            "Near zero: the rate is a penalty, and training makes it small",
            "Then the code would say nothing, and the decoder would draw the same for all: each nat saved "
            "would cost more than a nat of likelihood.",
        ),
        Option(
            "Near I(x; x̃), what a noisy point tells about the clean one",
            "That is what the code needs: the place on the line, as well as it can be known. To say more "
            "about x̃ would be to describe its noise, which the likelihood does for nothing.",
            right=True,
        ),
        Option(
            "It grows and grows: the more the code says, the better the reconstruction",
            "Better reconstructions of what? Within σ the decoder's own noise explains everything, and a "
            "finer code costs more than it brings.",
        ),
    ),
)

CHANNEL = Question(
    "Three bits in ten are flipped, p = 0.3. Which of these gets the most bits wrong?",
    (
        Option(
            "To take what is received as it is",
            "It has 30% wrong bits. But look what the nearest word does where two bits or more are flipped.",
        ),
        Option(
            "To take the nearest of the sixteen words",
            "It mends one flip in seven bits. With two or more it goes to a wrong word, and mostly adds a "
            "flip of its own. With p = 0.3 two or more are the usual case.",
            right=True,
        ),
        Option(
            "To round the exact posterior mean of each bit",
            "No decision bit by bit can make fewer errors: it picks what is likelier, given all seven bits.",
        ),
    ),
)
