"""The members of the family: for each the loss that makes it what it is, beside its formula and its source.

A loss is a function loss(model, x, generator) of a batch x (n, d): a number, the less the better.
"""

import math
from collections.abc import Callable

import torch
from torch import Tensor, nn

from .denoisers import Denoiser
from .networks import Autoencoder

Loss = Callable[[nn.Module, Tensor, torch.Generator], Tensor]
Corruption = Callable[[Tensor, torch.Generator], Tensor]


def squared(r: Tensor, x: Tensor) -> Tensor:
    """‖r − x‖²/d: the mean squared error of a pixel."""
    return (r - x).square().mean()


def cross_entropy(r: Tensor, x: Tensor) -> Tensor:
    """−Σ x log r + (1 − x) log(1 − r), the mean over the pixels; both in [0, 1]. Vincent et al. (2010)."""
    return nn.functional.binary_cross_entropy(r, x)


def plain(model: nn.Module, x: Tensor, generator: torch.Generator) -> Tensor:
    """E‖r(x) − x‖²: copy the image, through whatever bottleneck there is. Hinton & Salakhutdinov (2006)."""
    return squared(model(x), x)


def denoising(corrupt: Corruption, error: Callable[[Tensor, Tensor], Tensor] = squared) -> Loss:
    """E‖r(x̃) − x‖², where x̃ = corrupt(x, generator). Vincent et al. (2008)."""

    def loss(model: nn.Module, x: Tensor, generator: torch.Generator) -> Tensor:
        return error(model(corrupt(x, generator)), x)

    return loss


def denoising_all(low: float, high: float) -> Loss:
    """E‖r(x̃, σ) − x‖²/(σ² + s²), x̃ = x + σε: one denoiser for every σ from low to high, even in log σ.

    Errors are counted in units of the noise, as in training.descend, where σ is large; s = 0.2 keeps the
    smallest σ from outweighing all others.
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


def contraction_of_sigmoids(h: Tensor, w: Tensor) -> Tensor:
    """E‖J‖²_F exactly, for one layer h = sigmoid(Wx + b): E Σⱼ (hⱼ(1 − hⱼ))² ‖Wⱼ‖². Rifai et al. (2011)."""
    return ((h * (1 - h)).square() @ w.square().sum(dim=1)).mean()


def variational(beta: float = 1.0, s: float = 0.15) -> Loss:
    """−E log p(x | z) + β KL(q(z | x) ‖ N(0, I)), in nats. Kingma & Welling (2013); Higgins et al. (2017)."""

    def loss(model: Autoencoder, x: Tensor, generator: torch.Generator) -> Tensor:
        reconstruction, kl = bound(model, x, generator, s)
        return reconstruction + beta * kl

    return loss


def bound(
    model: Autoencoder, x: Tensor, generator: torch.Generator, s: float = 0.15
) -> tuple[Tensor, Tensor]:
    """The two parts of −(evidence lower bound) in nats: −E log p(x | z), and the KL divergence.

    p(x | z) = N(decoder(z), s² I) and q(z | x) = N(μ, diag e^{log v}). Kingma & Welling (2013), appendix B.
    """
    mean, log_var = model.encoder.both(x)
    z = mean + (log_var / 2).exp() * torch.randn(mean.shape, generator=generator)
    error = (model.decoder(z) - x).square().sum(dim=1) / (2 * s**2)
    kl = (mean.square() + log_var.exp() - 1 - log_var).sum(dim=1) / 2
    return (error + x.shape[1] / 2 * math.log(2 * math.pi * s**2)).mean(), kl.mean()
