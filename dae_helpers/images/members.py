"""The members of the family: for each the loss that makes it what it is, beside its formula and its source.

A loss is a function loss(model, x, generator) of a batch x (n, d): a number, the less the better.
"""

import math
from collections.abc import Callable

import torch
from torch import Tensor, nn

from .. import corruption
from .denoisers import Denoiser
from .networks import Autoencoder

Loss = Callable[[nn.Module, Tensor, torch.Generator], Tensor]
SPREAD = 0.15  # the standard deviation s of a pixel around what a variational decoder draws


def squared(r: Tensor, x: Tensor) -> Tensor:
    """‖r − x‖²/d: the mean squared error of a pixel."""
    return (r - x).square().mean()


def plain(model: nn.Module, x: Tensor, generator: torch.Generator) -> Tensor:
    """E‖r(x) − x‖²: copy the image, through whatever bottleneck there is. Hinton & Salakhutdinov (2006)."""
    return squared(model(x), x)


def denoising(corrupt: Callable, strength: float, error: Callable[..., Tensor] = squared) -> Loss:
    """E‖r(x̃) − x‖², or another error(r, x); x̃ = corrupt(x, strength, generator). Vincent et al. (2008)."""

    def loss(model: nn.Module, x: Tensor, generator: torch.Generator) -> Tensor:
        return error(model(corrupt(x, strength, generator)), x)

    return loss


def masking(x: Tensor, share: float, generator: torch.Generator) -> Tensor:
    """Sets this share of the pixels of each image, drawn at random, to 0. Vincent et al. (2008)."""
    order = torch.rand(x.shape, generator=generator).argsort(dim=1)
    return x.masked_fill(order < round(share * x.shape[1]), 0)


def salt_and_pepper(x: Tensor, p: float, generator: torch.Generator) -> Tensor:
    """Sets each pixel, with probability p, to 0 or 1, as a coin says. Vincent et al. (2010)."""
    hit, pepper = (torch.rand(x.shape, generator=generator) < chance for chance in (p, 0.5))
    return torch.where(hit, pepper.to(x), x)


def dropout(x: Tensor, p: float, generator: torch.Generator) -> Tensor:
    """Masking that makes up for what is lost, so that E x̃ = x. Srivastava et al. (2014)."""
    return corruption.masking(x, p, generator) / (1 - p)


def denoising_all(low: float, high: float) -> Loss:
    """E‖r(x̃, σ) − x‖²/(σ² + s²), x̃ = x + σε: one denoiser for every σ from low to high, even in log σ.

    Where σ is large, errors count in units of the noise; s = 0.2 keeps the smallest σ from outweighing all.
    """

    def loss(model: Denoiser, x: Tensor, generator: torch.Generator) -> Tensor:
        sigma = low * (high / low) ** torch.rand(len(x), 1, generator=generator)
        x_noisy = x + sigma * torch.randn(x.shape, generator=generator)
        return ((model(x_noisy, sigma) - x).square() / (sigma**2 + 0.2**2)).mean()

    return loss


def sparse(weight: float) -> Loss:
    """E‖r(x) − x‖² + λ E Σ|h|, h the code: few units may be active. Olshausen & Field (1996)."""

    def loss(model: Autoencoder, x: Tensor, generator: torch.Generator) -> Tensor:
        h = model.encoder(x)
        return squared(model.decoder(h), x) + weight * h.abs().sum() / x.numel()

    return loss


def contractive(weight: float) -> Loss:
    """E‖r(x) − x‖² + λ E‖∂h/∂x‖²_F: the code should follow the image little. Rifai et al. (2011)."""

    def loss(model: Autoencoder, x: Tensor, generator: torch.Generator) -> Tensor:
        x = x.requires_grad_()
        h = model.encoder(x)
        return squared(model.decoder(h), x) + weight * contraction(h, x, generator) / x.shape[1]

    return loss


def contraction(h: Tensor, x: Tensor, generator: torch.Generator) -> Tensor:
    """An estimate of E‖J‖²_F, J = ∂h/∂x, for any encoder: E‖vᵀJ‖² with v ~ N(0, I). Hutchinson (1990)."""
    v = torch.randn(h.shape, generator=generator)
    (vj,) = torch.autograd.grad(h, x, v, create_graph=True)
    return vj.square().sum(dim=1).mean()


def reparameterised(mean, log_var, noise):
    """μ + √v·ε: a draw from N(μ, v), with derivatives with respect to μ and log v, since the chance is in
    the noise alone: √v = exp(log v / 2). Kingma & Welling (2013), section 2.4."""
    return mean + (log_var / 2).exp() * noise


def variational(beta: float = 1.0, draw: Callable[..., Tensor] = reparameterised) -> Loss:
    """−E log p(x | z) + β KL(q(z | x) ‖ N(0, I)), in nats. Kingma & Welling (2013); Higgins et al. (2017)."""

    def loss(model: Autoencoder, x: Tensor, generator: torch.Generator) -> Tensor:
        reconstruction, kl = bound(model, x, generator, draw)
        return reconstruction + beta * kl

    return loss


def bound(
    model: Autoencoder, x: Tensor, generator: torch.Generator, draw: Callable[..., Tensor] = reparameterised
) -> tuple[Tensor, Tensor]:
    """The two parts of −(evidence lower bound) in nats: −E log p(x | z), and the KL divergence.

    q(z | x) = N(μ, diag v), z = draw(μ, log v, ε); p(x | z) = N(decoder(z), s² I), s = SPREAD.
    Kingma & Welling (2013), appendix B.
    """
    mean, log_var = model.encoder.both(x)
    z = draw(mean, log_var, torch.randn(mean.shape, generator=generator))
    error = (model.decoder(z) - x).square().sum(dim=1) / (2 * SPREAD**2)
    kl = (mean.square() + log_var.exp() - 1 - log_var).sum(dim=1) / 2
    return (error + x.shape[1] / 2 * math.log(2 * math.pi * SPREAD**2)).mean(), kl.mean()
