"""Noise-conditional denoisers: what goes in is x̃ and σ, what comes out is a guess of the clean image."""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn

from .. import arguments, seeds
from .networks import layers


class Denoiser(nn.Module):
    """r(x̃, σ) for pixels in [0, 1]; network(x̃, level): their logits, (n, d) and (n, 1) → (n, d)."""

    not_a_map = "a Denoiser becomes a map by denoiser.at(sigma)"

    def __init__(self, network: nn.Module):
        super().__init__()
        self.network = network

    def forward(self, x_noisy: Tensor, sigma: Tensor) -> Tensor:
        """x_noisy: (n, d); sigma: (n, 1). Returns (n, d)."""
        # Inputs of one size at every σ; and the less noise there is, the more x̃ itself says
        f = self.network(x_noisy / (sigma**2 + 0.25).sqrt(), sigma.log() / 2)
        return ((x_noisy - 0.5) / (sigma + 0.25) + f).sigmoid()

    def at(self, sigma: float) -> Callable[[Tensor], Tensor]:
        """The map r(·, σ), (n, d) → (n, d), at one noise level sigma > 0."""
        level = torch.tensor([[arguments.positive("sigma", sigma)]])
        return lambda x_noisy: self(x_noisy, level.expand(len(x_noisy), 1))


class Dense(nn.Sequential):
    """Layers that take the noise level as one more number."""

    def forward(self, x: Tensor, level: Tensor) -> Tensor:
        return super().forward(torch.cat([x, level], dim=1))


class UNet(nn.Module):
    """A small U-Net, to which σ is a second image, all of one grey. Ronneberger, Fischer & Brox (2015)."""

    def __init__(self, side: int, channels: int):
        super().__init__()
        self.side, half = side, (2 * channels, side // 2, side // 2)
        n = 2 * channels * (side // 2) ** 2
        self.enter = nn.Conv2d(2, channels, 3, padding=1)
        self.down = nn.Conv2d(channels, 2 * channels, 3, stride=2, padding=1)
        self.whole = nn.Sequential(
            nn.Flatten(), nn.Linear(n, 64), nn.SiLU(), nn.Linear(64, n), nn.Unflatten(1, half)
        )
        self.up = nn.ConvTranspose2d(2 * channels, channels, 4, stride=2, padding=1)
        self.leave = nn.Conv2d(channels, 1, 3, padding=1)

    def forward(self, x: Tensor, level: Tensor) -> Tensor:
        silu = nn.functional.silu
        both = torch.stack([x, level.expand_as(x)], dim=1).view(-1, 2, self.side, self.side)
        fine = silu(self.enter(both.contiguous(memory_format=torch.channels_last)))  # faster on a processor
        coarse = silu(self.down(fine))
        coarse = silu(coarse + self.whole(coarse))
        return self.leave(silu(fine + self.up(coarse))).flatten(1)


def dense(pixels: int, hidden: Sequence[int] = (256, 256), seed: int = 0) -> Denoiser:
    """Fully connected layers, without a bottleneck."""
    return Denoiser(Dense(*layers([pixels + 1, *hidden, pixels], seed)))


def convolutional(side: int, channels: int = 16, seed: int = 0) -> Denoiser:
    """Filters at full and at half size, and a few numbers about the whole image; side: even."""
    with seeds.seeded(seed):
        return Denoiser(UNet(side, channels))
