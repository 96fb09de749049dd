"""The shared network: an encoder that turns an image into a code, and a decoder that turns it back."""

from collections.abc import Callable, Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn.utils.parametrizations import weight_norm

from .. import seeds


class Autoencoder(nn.Module):
    """r(x) = decoder(encoder(x)). Maps images (n, d) → (n, d); `encoder` alone gives their codes."""

    def __init__(self, encoder: nn.Module, decoder: nn.Module):
        super().__init__()
        self.encoder, self.decoder = encoder, decoder

    def forward(self, x: Tensor) -> Tensor:
        return self.decoder(self.encoder(x))


class Gaussians(nn.Sequential):
    """The encoder of a variational autoencoder: a mean, which is the code, and a variance for each image."""

    def both(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and log variance of q(z | x), each (n, code)."""
        return super().forward(x).chunk(2, dim=1)

    def forward(self, x: Tensor) -> Tensor:
        return self.both(x)[0]


class Layer(nn.Module):
    """A function of the codes, (n, units) → (n, units), as a layer."""

    def __init__(self, function: Callable[[Tensor], Tensor]):
        super().__init__()
        self.forward = function


class Transposed(nn.Module):
    """A layer of the decoder with the weights of one of the encoder: h → Wᵀh + b."""

    def __init__(self, layer: nn.Linear):
        super().__init__()
        self.layer, self.bias = layer, nn.Parameter(torch.zeros(layer.in_features))

    @property
    def weight(self) -> Tensor:
        return self.layer.weight.T

    def forward(self, h: Tensor) -> Tensor:
        return nn.functional.linear(h, self.weight, self.bias)


def dense(
    sizes: Sequence[int], seed: int = 0, code: nn.Module | None = None, pixels: nn.Module | None = None
) -> Autoencoder:
    """Layers of these sizes, (pixels, …, code), and the same backwards.

    code, pixels: what is applied to the code (nothing), and to the image (a sigmoid, since pixels lie in
    [0, 1]); seed: of the weights.
    """
    encoder, decoder = layers(sizes, seed), layers(sizes[::-1], seed + 1)
    return Autoencoder(
        nn.Sequential(*encoder, code or nn.Identity()), nn.Sequential(*decoder, pixels or nn.Sigmoid())
    )


def tied(sizes: Sequence[int], seed: int = 0) -> Autoencoder:
    """Layers of sigmoids whose decoder has tied weights: the encoder's, transposed. Rifai et al. (2011)."""
    linear = layers(sizes, seed)[::2]
    back = [Transposed(layer) for layer in reversed(linear)]
    encoder, decoder = ([each for layer in way for each in (layer, nn.Sigmoid())] for way in (linear, back))
    return Autoencoder(nn.Sequential(*encoder), nn.Sequential(*decoder))


def variational(sizes: Sequence[int], seed: int = 0) -> Autoencoder:
    """dense(sizes), with an encoder that gives a mean and a log variance for each number of the code."""
    encoder = layers([*sizes[:-1], 2 * sizes[-1]], seed)
    return Autoencoder(Gaussians(*encoder), dense(sizes, seed).decoder)


def layers(sizes: Sequence[int], seed: int, hidden: Callable[[], nn.Module] = nn.SiLU) -> list[nn.Module]:
    """Linear layers of these sizes with an activation between them."""
    with seeds.seeded(seed):
        return [each for a, b in pairwise(sizes) for each in (nn.Linear(a, b), hidden())][:-1]


def convolutional(side: int, code: int = 16, seed: int = 0) -> Autoencoder:
    """Two layers of filters, each of which halves the image, and a linear one to the code; and back.

    side: of the image, a multiple of 4. Source: Masci et al. (2011).
    """
    quarter = (32, side // 4, side // 4)
    n, halve = 32 * (side // 4) ** 2, {"kernel_size": 3, "stride": 2, "padding": 1}
    double = halve | {"output_padding": 1}
    with seeds.seeded(seed):
        encoder = nn.Sequential(
            nn.Unflatten(1, (1, side, side)), nn.Conv2d(1, 16, **halve), nn.SiLU(),
            nn.Conv2d(16, 32, **halve), nn.SiLU(), nn.Flatten(), nn.Linear(n, code),
        )  # fmt: skip
        decoder = nn.Sequential(
            nn.Linear(code, n), nn.SiLU(), nn.Unflatten(1, quarter), nn.ConvTranspose2d(32, 16, **double),
            nn.SiLU(), nn.ConvTranspose2d(16, 1, **double), nn.Flatten(), nn.Sigmoid(),
        )  # fmt: skip
    return Autoencoder(encoder, decoder)


def feature_maps(side: int, maps: int = 12, seed: int = 0) -> Autoencoder:
    """An image is a sum of a few patterns of 5 × 5 pixels at some places: one filter draws each of them.

    side: of the image. The code, (n, maps, side, side), says where they stand, and is not negative.
    """
    same = {"kernel_size": 5, "padding": 2}
    with seeds.seeded(seed):
        find = [nn.Unflatten(1, (1, side, side)), nn.Conv2d(1, maps, **same), nn.ReLU()]
        draw = [nn.Conv2d(maps, 1, **same), nn.Flatten()]
    return unit_filters(Autoencoder(nn.Sequential(*find), nn.Sequential(*draw)))


def unit_filters(model: Autoencoder) -> Autoencoder:
    """The same network, in which what each unit of the code adds to the image has length 1."""
    layer = next(each for each in model.decoder if hasattr(each, "weight"))
    length = weight_norm(layer, dim=1).parametrizations.weight.original0  # (…, units, …): the second axis
    nn.init.ones_(length).requires_grad_(False)
    return model
