"""The predictions: what is asked before a figure is seen, and what is replied to each answer."""

from ..stage.questions import Option, Question

BLIND = Question(
    "Two networks minimise the right-hand side, on noisy points alone. They differ in their activation: SiLU "
    "is smooth, ReLU has a kink. What does each of them learn?",
    (
        Option("Both find the field of arrows", "One of them does. What are the slopes of a ReLU worth?"),
        Option("SiLU finds the field, ReLU does nothing", "A kink hides how slopes change.", right=True),
        Option(
            "Neither: without clean points nothing can be learned", "What can be measured can be minimised."
        ),
    ),
)

PULL = Question(
    "From a point of a circle the exact arrow leads inwards, at a right angle to the circle. On the spiral, "
    "where is this pull across the curve strongest?",
    (
        Option("Near its inner end", "There the spiral is most bent.", right=True),
        Option("Near its outer end", "There it is straightest. What pulls an arrow off the curve?"),
        Option("It is equally strong everywhere", "So it would be on a circle, where every place is alike."),
    ),
)

LEANING = Question(
    "More of the clean points lie on the right of the circle than on the left. A noisy point lies on the "
    "circle, at its top. Which way does its arrow lead?",
    (
        Option("Inwards, at a right angle to the circle", "So it would if both sides were equally likely."),
        Option("Inwards, and to the right", "The likelier side pulls harder.", right=True),
        Option("Inwards, and to the left", "Fewer points lie there, so fewer could have come from there."),
    ),
)

DISCS = Question(
    "Take all steps from a point of the circle, up to a small length: they fill a small disc. What does the "
    "best denoiser make of this disc?",
    (
        Option("A smaller disc", "That would shrink steps in all directions alike."),
        Option("A point", "Then a step along the circle would be forgotten, too."),
        Option("A stroke along the circle", "Steps along are kept, steps across forgotten.", right=True),
        Option("A stroke across the circle", "A step across is just what a denoiser undoes."),
    ),
)

KINKS = Question(
    "Two networks are trained, to an excess risk below 0.1%. One is smooth, its units are SiLUs; the "
    "other's are ReLUs, each with a kink. Are their slopes near the exact ones, too?",
    (
        Option("Both", "A small error in the values can hide a large one in the slopes."),
        Option(
            "The smooth one's", "A network that cannot bend sharply has to get the slopes right.", right=True
        ),
        Option("Neither's", "Look at the left picture: the lines lie on top of each other."),
    ),
)

MASKED = Question(
    "Half of all the coordinates of a circle's points are set to zero. Where do the masked points lie?",
    (
        Option("All over the disc", "A coordinate is either kept or zero: there is nothing in between."),
        Option("On the axes and on the circle", "Choose masking in the menu, and look.", right=True),
        Option("On the two axes", "Those that lost one coordinate do. Some lost both, and some none."),
    ),
)

FILLER = Question(
    "This curve rises from left to right, so each height occurs once. A network learns to undo the masking. "
    "What do its arrows look like on the axes?",
    (
        Option("They meet the curve at right angles", "So they do for Gaussian noise."),
        Option("They run straight up, down or across", "One coordinate was kept, and is right.", right=True),
        Option("They all lead to the curve's mean", "Only from the origin, where both coordinates are lost."),
    ),
)

ORDER = Question(
    "Is φ a good denoiser for the circle at σ = 0.1? And does the best denoiser for σ = 0.5 make as fine a "
    "ring of the noise?",
    (
        Option("Both: a fine ring is the mark of a good denoiser", "Read the radii and the excess risks."),
        Option("φ is good, but r* makes no fine ring", "Compare its excess risk with that of doing nothing."),
        Option("φ is bad, and r* makes a finer ring", "From near the centre, which way should r* go?"),
        Option("φ is bad, and r* makes no fine ring", "Order alone proves nothing.", right=True),
    ),
)

OFFSET = Question(
    "For δ = 0 the map φ is the projection onto the circle, its nearest point. Which δ is best at σ = 0.1?",
    (
        Option("δ = 0, the projection", "Where do the best arrows end: on the circle?"),
        Option("A small positive δ", "Its ring lies outside the circle. Where do the best arrows end?"),
        Option("A small negative δ", "The best arrows end a little inside the circle.", right=True),
    ),
)

DIMENSIONS = Question(
    "Put the circle into a space of d dimensions, with noise in all of them. What becomes of the excess risk "
    "of the projection as d grows?",
    (
        Option("It falls", "What falls is the error compared with the distance to the circle."),
        Option("It stays", "Noise across the circle's plane is removed by either map, exactly.", right=True),
        Option("It grows", "There is more noise, but all that is new can be removed exactly."),
    ),
)

ENDS = Question(
    "A noisy point lies exactly at the right end of a straight line. Where does its exact arrow lead?",
    (
        Option("Nowhere: the point is on the line", "It could have come from one side only."),
        Option("Along the line, inwards", "All places it could have come from lie on one side.", right=True),
        Option("Along the line, outwards", "There is nothing beyond the end to lead to."),
    ),
)

VANISHING = Question(
    "On the circle the paths rest on a ring inside it. What becomes of this ring as σ grows?",
    (
        Option("It shrinks evenly, and never quite to a point", "Look at the right picture, near σ = 0.7 R."),
        Option("It shrinks ever faster, to a point", "Its last third goes within 3% of σ.", right=True),
        Option("It hardly shrinks, then jumps to the centre", "Nearly, but the line has no gap."),
    ),
)

BOUGHT = Question(
    "What do the spread batches buy after 300 steps of training?",
    (
        Option("Nothing", "The gradient is an average over the batch. Over an even one it scatters less."),
        Option("A little of the excess risk", "More than that. Compare the two lines at their right ends."),
        Option("More than half of the excess risk", "And at no cost at all.", right=True),
    ),
)

GAP = Question(
    "A noisy point lies on the circle in a gap between two training points, 2σ from the one and 3σ from the "
    "other. Where does the arrow of the minimiser lead?",
    (
        Option("Nowhere: the point is on the circle", "The minimiser knows no circle, only n points."),
        Option("To the middle of the gap", "Only if both pulled alike, half-way between them."),
        Option("To the nearer of the two", "It is about twelve times as likely as the other.", right=True),
    ),
)

COPIES = Question(
    "A network has seen 20 training points. Of 400 new points that it makes, how many are copies, within 3σ "
    "of a training point?",
    (
        Option("About a third, as chance has it", "So many come from the true arrows, by chance alone."),
        Option("About two thirds", "Look at the right picture."),
        Option("Nearly all", "With so few points it has learned to copy them.", right=True),
    ),
)

PLACES = Question(
    "At σ = 0.1, into how many pieces can you cut a circle of radius 1, so that x̃ still tells you which "
    "piece its x came from?",
    (
        Option("About 4", "Then each would be 16σ long. The noise is finer than that."),
        Option("About 15", "Each piece is about four σ long.", right=True),
        Option(
            "About 60", "Then each would be only one σ long, and the noise carries a point into the next."
        ),
    ),
)

FAR = Question(
    "1000 walks at σ = 0.1 begin at points drawn from N(0, 2.4²), most of them well outside the spiral. The "
    "exact arrows lead all of them home. How many do the learned arrows lose?",
    (
        Option("None", "The two fields agree only where there was something to learn from."),
        Option("About 50", "More. Nobody showed the network what to do out there."),
        Option("About half", "Nobody showed the network what to do out there.", right=True),
        Option("Nearly all", "A network does go on in some way beyond its data, and often the right way."),
    ),
)

MEANS = Question(
    "Corrupt a point, take the mean r*(x̃) in place of a draw from p(x | x̃), and so on. "
    "Where do the points end?",
    (
        Option("All over the curve, and on it", "A best guess is not a typical point. Look at the left."),
        Option("All at one place", "The fresh corruption keeps them apart. Look at the left picture."),
        Option(
            "Many of them beside the curve, between its arms",
            "Where x̃ may have come from two arms, the mean lies in neither.",
            right=True,
        ),
    ),
)
