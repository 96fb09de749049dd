"""A convolutional denoiser of photographs: one for every noise level in a range."""

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional

from .. import arguments, seeds
from ..images.members import Loss


class Cleaner(nn.Module):
    """r(x̃, σ) = x̃ − σ f(x̃/σ, σ), where the filters f find the noise. Zhang et al. (2017).

    f works at half the size, with four numbers a pixel, which is quick: Zhang, Zuo & Zhang (2018).
    The weights of its first filters sum to zero, so it sees edges but not how bright it is around them.
    """

    not_a_map = "a Cleaner becomes a map by cleaner.at(sigma)"

    def __init__(self, channels: int = 32, depth: int = 4, seed: int = 0):
        super().__init__()
        same = {"kernel_size": 3, "padding": 1}
        with seeds.seeded(seed):
            self.enter = nn.Conv2d(4, channels, 3, bias=False)
            self.level = nn.Linear(1, channels)
            self.layers = nn.ModuleList(nn.Conv2d(channels, channels, **same) for _ in range(depth))
            self.leave = nn.Conv2d(channels, 4, **same)

    def forward(self, x_noisy: Tensor, sigma: Tensor) -> Tensor:
        """x_noisy: (n, 1, h, w), h and w even; sigma: (n, 1). Returns (n, 1, h, w)."""
        scale, level = sigma[..., None, None], self.level(sigma.log() / 2 + 1)[..., None, None]
        four = functional.pixel_unshuffle(x_noisy / scale, 2)
        around = functional.pad(four, (1, 1, 1, 1), mode="reflect")  # zeros would look like an edge
        filters = self.enter.weight - self.enter.weight.mean(dim=(1, 2, 3), keepdim=True)
        h = functional.conv2d(around.contiguous(memory_format=torch.channels_last), filters)
        h = (h + level).relu()
        for layer in self.layers:
            h = h + layer(h).relu()
        return x_noisy - scale * functional.pixel_shuffle(self.leave(h), 2)

    def at(self, sigma: float) -> Callable[[Tensor], Tensor]:
        """The map r(·, σ) of pictures, (h, w) → (h, w), at one noise level sigma > 0."""
        level = torch.tensor([[arguments.positive("sigma", sigma)]])

        @torch.no_grad()
        def r(x_noisy: Tensor) -> Tensor:
            h, w = x_noisy.shape
            even = functional.pad(x_noisy[None, None], (0, w % 2, 0, h % 2), mode="replicate")
            return self(even, level)[0, 0, :h, :w]

        return r


def undoing(low: float, high: float) -> Loss:
    """E‖r(x̃, σ) − x‖²/σ², x̃ = x + σε: squares (n, 1, h, w), each with a σ of its own, even in log σ."""

    def loss(model: Cleaner, x: Tensor, generator: torch.Generator) -> Tensor:
        sigma = low * (high / low) ** torch.rand(len(x), 1, generator=generator)
        scale = sigma[..., None, None]
        x_noisy = x + scale * torch.randn(x.shape, generator=generator)
        return ((model(x_noisy, sigma) - x) / scale).square().mean()

    return loss
