"""The exercises' worked solutions, printed as they stand here, and the hints that lead to them."""

import inspect
from itertools import pairwise

import torch

from ... import corruption, models, training


def displacement(r, x_noisy):
    """The arrow starts at x̃ and ends at r(x̃): end minus start."""
    return r(x_noisy) - x_noisy


def score(r, x_noisy, sigma):
    """r*(x̃) − x̃ = σ²∇log p_σ(x̃), solved for the score."""
    return (r(x_noisy) - x_noisy) / sigma**2


def training_pairs(curve, sigma, n, seed):
    """The network sees the noisy point and must say the clean one. One generator draws both point and
    noise: so another seed gives other points and other noise, and no noise depends on its point."""
    g = torch.Generator().manual_seed(seed)
    x = curve.sample(n, g)
    x_noisy = corruption.gaussian(x, sigma, g)  # or x + sigma * torch.randn(n, 2, generator=g)
    return x_noisy, x


def spiral_points(n):
    """One way of several: cut the spiral into many short chords. Choose a chord with a probability in
    proportion to its length, then any place on it: so the points are equally dense on all of them."""
    theta = torch.linspace(0, 4 * torch.pi, 2001)
    radius = 0.25 + theta / (4 * torch.pi)
    knots = torch.stack([radius * theta.cos(), radius * theta.sin()], dim=1)
    chords = knots.diff(dim=0)
    k = torch.multinomial(chords.norm(dim=1), n, replacement=True)
    return knots[k] + torch.rand(n, 1) * chords[k]


def posterior_mean(x_noisy, nodes, q, sigma):
    """Bayes' rule: the weight of a node is its probability q times the density of the noise that leads from
    it to x̃. In the exponent the product becomes a sum, and softmax divides by the sum of the weights."""
    distances = torch.cdist(x_noisy, nodes)
    weights = torch.softmax(q.log() - distances.square() / (2 * sigma**2), dim=1)
    return weights @ nodes


def langevin_step(r, x, sigma, alpha, noise):
    """A part α of the arrow, and as much noise as keeps the points spread like p_σ. It is Langevin's step
    x + η∇log p_σ + √(2η)·noise for η = ασ²."""
    return x + alpha * (r(x) - x) + (2 * alpha) ** 0.5 * sigma * noise


def train(curve):
    """8642 weights. Fresh points and fresh noise at each of the 600 steps; the rest is in training.steps."""
    model = models.DAE(hidden=(64, 64, 64))
    training.fit(model, curve, sigma=0.1)
    return model


def sampler(at, sigmas, x):
    """x − r(x) is what the denoiser takes for noise, of size σ. Keep the part σ'/σ of it: what is left has
    the size σ', for which the next denoiser was trained. Song, Meng & Ermon (2021), eq. 12 without noise;
    Karras et al. (2022), algorithm 1 without its second-order correction."""
    for sigma, lower in pairwise(sigmas):
        guess = at(sigma)(x)
        x = guess + lower / sigma * (x - guess)
    return x


WORKED = {
    1: displacement,
    2: score,
    3: training_pairs,
    4: spiral_points,
    5: posterior_mean,
    6: langevin_step,
    7: train,
    8: sampler,
}

# What a solution imports, and how its need is seen.
IMPORTS = {
    "from itertools import pairwise": "pairwise(",
    "import torch": "torch.",
    "from dae_helpers import corruption": "corruption.",
    "from dae_helpers import models, training": "training.",
    "from dae_helpers.lesson import checks": "checks.",
}

HINTS = {
    1: [
        "An arrow leads from one point to another. Which is its start, and which its end?",
        "The map r is a function: r(x_noisy) gives the ends of all the arrows at once.",
    ],
    2: [
        "Section 7 says what the arrow r*(x̃) − x̃ is: σ² times the score.",
        "Divide by the noise's variance, not by its standard deviation.",
    ],
    3: [
        "What does the network see in a step of training, and with what is its answer compared?",
        "g = torch.Generator().manual_seed(seed) is a source of random numbers of your own: "
        "curve.sample(n, g) draws from it, and so does torch.randn(n, 2, generator=g). Two generators with "
        "the same seed give the same numbers.",
        "x̃ = x + σε, where ε is torch.randn: σ is the standard deviation of the noise, not its variance.",
    ],
    4: [
        "Draw the angles uniformly and look at the points: they crowd in the middle. A turn further out is "
        "longer, so it should get more points.",
        "While the angle grows by dθ, the ant walks ds = √(r² + (dr/dθ)²) dθ, with dr/dθ = 1/4π.",
        "Make a list of many angles, and choose among the short pieces between them with probabilities that "
        "are proportional to their lengths: torch.multinomial does this.",
    ],
    5: [
        "Start from the three lines of section 7. There all nodes were equally likely.",
        "Bayes: p(node | x̃) is proportional to q(node) · exp(−‖x̃ − node‖²/2σ²).",
        "q·exp(a) = exp(log q + a), so log q is added inside the softmax. Or multiply, and then divide each "
        "row of weights by its sum.",
    ],
    6: [
        "There are three terms: where the point is, a part α of its arrow, and the noise.",
        "The noise term has two factors before `noise`: √(2α) and σ. Both α and σ are plain numbers, so "
        "take the square root by ** 0.5.",
    ],
    7: [
        "models.DAE is one choice of network; section 4 shows how it is trained, and on which pairs.",
        "checks.figure_eight() is a curve like the others: training.fit takes it, and "
        "oracle.excess_risk(my_map, curve, 0.1) says how far you are.",
        "If it stays above 1%: draw fresh noise at each step, let the step size fall to zero at the end, and "
        "give the network waves for its first layer, as models.DAE does.",
    ],
    8: [
        "One step needs two levels, the one at which x is now and the next: itertools.pairwise(sigmas) runs "
        "through these pairs.",
        "The denoiser is that of the level at which x is now: at(sigma)(x).",
        "x = guess + ratio * (x - guess). The ratio is below 1, and it is 0 in the last step.",
    ],
}


def printed(number: int) -> str:
    """The solution as code that runs by itself."""
    code = inspect.getsource(WORKED[number]).rstrip()
    if number == 7:
        code += "\n\n\nmy_map = train(checks.figure_eight())"
    imports = [line for line, use in IMPORTS.items() if use in code]
    return "\n".join([*imports, "", "", code]) if imports else code
