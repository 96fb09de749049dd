"""Two generative models with a code, a uniform one and the variational autoencoder, and their bounds."""

import math
from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor, nn

from .. import plots
from ..corruption import pairs
from ..curve import Curve
from ..models import mlp
from ..oracle import PosteriorMean
from ..palette import LEARNED, NOISY, TRUTH
from ..stage.pictures import Shown
from ..training import Run
from .exercises.gaussian_rate import gaussian_rate
from .networks import HIDDEN, minimise
from .operators import fitted, noisy, told


@torch.no_grad()
def uniform(run: Run, best: PosteriorMean, n: int) -> tuple[float, float]:
    """E log p(x̃) of the model, and its variational bound, with a code of n equally likely values.

    The model: y is one of n, p(y) = 1/n; p(x | y) as in operators, around g(y); x̃ = x + σε. The bound:
    E log p(x, x̃, y) − E log q⁰(x, y | x̃). Source: Vincent et al. (2008), section 4.
    """
    points = noisy(best)
    y, order = run.model.code(points.x)[:, 0].sort()
    below = points.p[order].cumsum(0)
    halves = y[torch.searchsorted(below, torch.arange(1, 2 * n) / (2 * n))]
    values, edges = halves[::2].view(-1, 1), halves[1::2].contiguous()

    def rounded(x: Tensor) -> Tensor:
        return run.model.decode(values[torch.bucketize(run.model.code(x)[:, 0], edges)])

    whole = fitted(rounded, best, points)
    truth = points.mean(best.log_density(points.x.double()))
    squares = torch.cdist(run.model.decode(values).double(), best.nodes).square()
    p = (best.weights.log() - squares / (2 * whole.v)).softmax(dim=1).mean(dim=0)  # of each node
    away = torch.cdist(points.x.double(), best.nodes).square() / (2 * best.sigma**2)
    log_p = (p.log() - away).logsumexp(dim=1) - math.log(2 * math.pi * best.sigma**2)
    return points.mean(log_p), truth + told(best) - points.mean(whole.nats) - math.log(n)


class VAE(nn.Module):
    """A variational autoencoder of the plane: z ~ N(0, 1), x̃ = g(z) + σε; q(z | x̃) = N(μ(x̃), v(x̃)).

    kl: of (μ, log v), (n, 1) each, gives KL(N(μ, v) ‖ N(0, 1)), (n,). Source: Kingma & Welling (2013).
    """

    def __init__(self, sigma: float, seed: int = 0, kl: Callable[[Tensor, Tensor], Tensor] = gaussian_rate):
        super().__init__()
        self.sigma, self.kl = sigma, kl
        self.encoder = mlp(2, HIDDEN, seed, 2)
        self.decoder = mlp(1, HIDDEN, seed + 1, 2)

    def q(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """μ and log v for points (n, 2): (n, 1) each."""
        mean, log_var = self.encoder(x).chunk(2, dim=1)
        return mean, log_var

    def log_likelihood(self, x: Tensor, z: Tensor) -> Tensor:
        """log p(x̃ | z) for points (n, 2) and codes (n, 1) or (m, 1): (n,)."""
        squares = (x - self.decoder(z)).square().sum(dim=-1)
        return -squares / (2 * self.sigma**2) - math.log(2 * math.pi * self.sigma**2)

    def rate(self, x: Tensor) -> Tensor:
        """KL(q(z | x̃) ‖ p(z)): (n,)."""
        return self.kl(*self.q(x))

    @torch.no_grad()
    def bound(self, x: Tensor) -> Tensor:
        """The evidence lower bound, E_q log p(x̃ | z) − rate, by 24 Gauss–Hermite nodes: (n,)."""
        t, w = (torch.from_numpy(a).float() for a in np.polynomial.hermite_e.hermegauss(24))
        mean, log_var = self.q(x)
        each = [self.log_likelihood(x, mean + (log_var / 2).exp() * node) for node in t]
        return torch.stack(each, dim=1) @ (w / w.sum()) - self.rate(x)

    @torch.no_grad()
    def joint(self, x: Tensor, z: Tensor) -> Tensor:
        """log p(x̃, z), for points (n, 2) on the ticks z (m,): (n, m)."""
        squares = torch.cdist(x, self.decoder(z.unsqueeze(1))).square()
        log_likelihood = -squares / (2 * self.sigma**2) - math.log(2 * math.pi * self.sigma**2)
        return log_likelihood - z.square() / 2 - math.log(2 * math.pi) / 2

    def log_density(self, x: Tensor) -> Tensor:
        """log p(x̃), exactly: by the trapezoidal rule over z, (n,)."""
        return self.joint(x, TICKS).logsumexp(dim=1) + math.log(TICKS[1] - TICKS[0])


TICKS = torch.linspace(-6, 6, 1001)


def fit(curve: Curve, sigma: float, seed: int = 0, kl=gaussian_rate, n_steps: int = 600) -> VAE:
    """A variational autoencoder, trained on noisy points of a curve by its bound, with one draw of z each."""
    model, g = VAE(sigma, seed, kl), torch.Generator().manual_seed(seed)

    def loss(_: Tensor, x: Tensor) -> Tensor:
        mean, log_var = model.q(x)
        z = mean + (log_var / 2).exp() * torch.randn(mean.shape, generator=g)
        return (model.rate(x) - model.log_likelihood(x, z)).mean()

    minimise(model, loss, pairs(curve, sigma, 512, seed), n_steps)
    return model


@plots.style.settings()
@torch.no_grad()
def named(model: VAE, best: PosteriorMean) -> Shown:
    """Prior, likelihood, joint, and posterior: the last where, of 2048 noisy points, the bound is worst."""
    fig, (prior, likelihood, joint, posterior) = plots.figure(2, width=4.4, height=7.6, ratios=(1, 1))
    z, x = TICKS[TICKS.abs() < 3.5], next(pairs(best.curve, best.sigma, 2048))[1]
    bell = torch.exp(-z.square() / 2) / math.sqrt(2 * math.pi)
    prior.fill_between(z.numpy(), bell.numpy(), color=LEARNED, alpha=0.3)
    plots.graph(prior, "z", "").set(title="prior p(z)", ylim=(0, 0.5))
    plots.plane(likelihood, title="likelihood p(x̃ | z), around g(z)")
    plots.points(x[:300], likelihood, NOISY, size=8, alpha=0.6)
    likelihood.scatter(*model.decoder(z.unsqueeze(1)).T.numpy(), c=z.numpy(), cmap="viridis", s=8, zorder=4)
    along = best.curve.points(200)
    extent, look = (0, 1, -3.5, 3.5), {"origin": "lower", "aspect": "auto", "cmap": "Purples"}
    joint.imshow(model.joint(along, z).exp().T.numpy(), extent=extent, **look)
    places, means = torch.linspace(0, 1, 200), model.q(along)[0]
    joint.plot(places.numpy(), means.numpy(), "--", color=LEARNED, label="μ(x̃)")
    plots.graph(joint, "x̃, a place on the curve", "z").set(title="joint p(x̃, z)", ylim=(-3.5, 3.5))
    lost = model.log_density(x) - model.bound(x)
    worst = x[lost.argmax()].unsqueeze(0)
    plots.points(worst, likelihood, NOISY, size=90, zorder=6)
    mean, log_var = (each.item() for each in model.q(worst))
    q = torch.exp(-(z - mean).square() / (2 * math.exp(log_var)) - log_var / 2) / math.sqrt(2 * math.pi)
    exact = (model.joint(worst, z)[0] - model.log_density(worst)).exp()
    posterior.plot(z.numpy(), exact.numpy(), color=TRUTH, label="p(z | x̃)")
    posterior.plot(z.numpy(), q.numpy(), "--", color=LEARNED, label="q(z | x̃)")
    plots.graph(posterior, "z", "").set_title("posterior, for the large point")
    for ax in (joint, posterior):
        ax.legend(frameon=False, fontsize=12)
    return fig, (
        f"The {best.curve.name}. What the bound loses, KL(q(z | x̃) ‖ p(z | x̃)): {lost.median():.3f} nats in "
        f"the median of 2048 noisy points, {lost.max():.1f} at the large one."
    )


@torch.no_grad()
def numbers(model: VAE, best: PosteriorMean) -> list[float]:
    """The truth E log p_σ, the model's exact E log p, its bound, its rate, and I(x; x̃), in nats."""
    points = noisy(best, 5)
    x, evidence = points.x, [model.log_density(part) for part in points.x.split(2000)]
    each = best.log_density(x.double()), torch.cat(evidence), model.bound(x), model.rate(x)
    return [*map(points.mean, each), told(best)]
