"""The predictions: what is asked before a figure is seen, and what is replied to each answer."""

from ..stage.questions import Option, Question

ITERATE = Question(
    "Points of pure noise are spread around the origin. The network's map r for the circle, at one σ, is "
    "applied to each of them again and again, very often. Where do they end?",
    (
        Option(
            "Spread evenly along the circle, like fresh samples",
            "It is natural to hope that repeating r gives new samples. But r is a fixed map, without any "
            "chance in it: where a point ends depends on its start alone. Repeating r seeks the peaks of "
            "the density; it does not sample from it. Compare the figure with fresh samples of the circle.",
        ),
        Option(
            "Each at the point of the circle nearest to its start",
            "For the exact map this is nearly so: each point rests where it arrived, though slightly "
            "inside the circle. But the learned arrow along the circle is not exactly zero, and many small "
            "errors the same way add up. Look how few places are left in the figure.",
        ),
        Option(
            "Gathered at a few places near the circle",
            "Along the circle the exact arrow is zero, so every small error of the network is followed, "
            "step after step, to the few places where it vanishes. Repeating r seeks peaks, here those "
            "that the network's errors have made. It does not sample.",
            right=True,
        ),
    ),
)


ANNEALED = Question(
    "The annealed walk follows the arrows from large σ down to small, and adds fresh noise at each step. "
    "What is lost if the fresh noise is left out, and only the arrows are followed?",
    (
        Option(
            "Nothing but time: repeating r leads to fresh samples as well",
            "Repeating r is not sampling. There is no chance in it: points that start together end "
            "together, and at high σ all of them gather at a few peaks of the density. Fresh noise is "
            "what parts them. Look at the left picture.",
        ),
        Option(
            "Speed: the noise carries the points to the curve sooner than the arrows alone",
            "It is the arrows that carry them; the noise pushes them away again. It is there for what "
            "arrows alone can't do: to keep the points apart. Large σ comes first because its arrows "
            "lead home from far away.",
        ),
        Option(
            "Training: the network learns to undo this noise",
            "Training is over by then, and the weights stay as they are. The two noises are easily "
            "confused: one made the training pairs, the other moves the samples.",
        ),
        Option(
            "Variety: at the high levels the arrows alone draw the points together at a few peaks",
            "Repeated at one level, the arrows lead to the peaks of p_σ and no further. Fresh noise "
            "spreads the points, and in balance they are spread as p_σ is. As σ falls, p_σ closes in on "
            "the curve, and the points with it. (The exercise `sampler` does without noise in another way: "
            "it takes one step a level, and only so far along the arrow as fits the next level.)",
            right=True,
        ),
    ),
)
