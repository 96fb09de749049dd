"""MNIST at full size: what of the small digits still holds in 784 dimensions."""

from collections.abc import Callable, Mapping, Sequence
from time import process_time

import torch
from sklearn.manifold import TSNE
from torch import Tensor, nn

from .. import sampling
from ..arguments import Map
from ..images import measures, networks
from ..images.denoisers import Dense


class CodeDenoiser(nn.Module):
    """r(h̃, σ) for codes h of mean 0 and variance 1: a linear answer, and what a network adds to it.

    The linear one is the best for codes without correlations. Source: Karras et al. (2022), their
    preconditioning, with σ_data = 1.
    """

    not_a_map = "a CodeDenoiser becomes a map by denoiser.at(sigma)"

    def __init__(self, numbers: int, seed: int = 0):
        super().__init__()
        self.network = Dense(*networks.layers([numbers + 1, 256, 256, 256, numbers], seed))

    def forward(self, h_noisy: Tensor, sigma: Tensor) -> Tensor:
        """h_noisy: (n, k); sigma: (n, 1). Returns (n, k)."""
        size = (1 + sigma**2).sqrt()  # of what goes in, so that the network sees numbers of size 1
        return h_noisy / size**2 + sigma / size * self.network(h_noisy / size, sigma.log() / 4)

    def at(self, sigma: float) -> Map:
        """The map r(·, σ), (n, k) → (n, k)."""
        return lambda h_noisy: self(h_noisy, torch.full((len(h_noisy), 1), sigma))


def every_level(model: nn.Module, h: Tensor, generator: torch.Generator) -> Tensor:
    """E‖r(h̃, σ) − h‖² (1 + σ²)/σ², σ from 0.03 to 3, even in log σ. Weights: Karras et al. (2022)."""
    sigma = 0.03 * 100 ** torch.rand(len(h), 1, generator=generator)
    h_noisy = h + sigma * torch.randn(h.shape, generator=generator)
    return ((model(h_noisy, sigma) - h).square() * (1 + sigma**2) / sigma**2).mean()


def drawn(model: CodeDenoiser, n: int, numbers: int, seed: int = 0) -> Tensor:
    """n codes (n, numbers), from noise down the noise levels by DDIM."""
    start = 3 * torch.randn(n, numbers, generator=torch.Generator().manual_seed(seed))
    return sampling.ddim(model.at, sampling.levels(3, 0.03, 30), start)[-1]


def tsne(codes: Mapping[str, Tensor]) -> tuple[dict[str, Tensor], dict[str, float]]:
    """t-SNE's map (n, 2) of each of the codes (n, k), and the seconds of processor time that it took."""
    maps, seconds = {}, {}
    for name, code in codes.items():
        start = process_time()
        maps[name] = torch.from_numpy(TSNE(init="pca", random_state=0).fit_transform(code.numpy()))
        seconds[name] = process_time() - start
    return maps, seconds


def among(code: Tensor, y: Tensor, pairs: Sequence[tuple[int, int]]) -> list[float]:
    """How many of 1000 images have one digit of the pair as nearest neighbour and show the other."""
    counted = dict(measures.overlaps(code, y))
    return [1000 * counted.get(pair, 0) / len(y) for pair in pairs]


def strongest(encoder: Callable[[Tensor], Tensor], decoder: nn.Module, x: Tensor, n: int) -> Tensor:
    """What a unit adds to images x, (n, d), for the n units that matter most; 0 where x is always empty."""
    with torch.no_grad():
        written_on = x.std(dim=0) > 0.1
        adds = (decoder[0].weight * encoder(x).std(dim=0)).T * written_on
    return adds[adds.norm(dim=1).argsort(descending=True)[:n]]
