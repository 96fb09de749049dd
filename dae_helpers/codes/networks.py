"""Networks with a code: an encoder, a few numbers, a decoder; and an atlas, whose code names a chart, too."""

import math
from collections.abc import Callable

import torch
from torch import Tensor, nn

from ..corruption import Batches, pairs
from ..curve import Curve
from ..models import mlp
from ..optim import Adam, Muon
from ..oracle import PosteriorMean
from ..threads import one_thread
from ..training import Run

HIDDEN = 64, 64, 64


class CodeDAE(nn.Module):
    """A denoising autoencoder with a bottleneck: r(x̃) = g(e(x̃)), through a code of `numbers` numbers.

    seed: of the initial weights. Maps (n, 2) → (n, 2). Source: Vincent et al. (2008), section 2.
    """

    def __init__(self, numbers: int = 1, seed: int = 0):
        super().__init__()
        self.encoder = mlp(2, HIDDEN, seed, numbers)
        self.decoder = mlp(numbers, HIDDEN, seed + 1, 2)

    def code(self, x: Tensor) -> Tensor:
        """(n, 2) → (n, numbers)."""
        return self.encoder(x)

    def decode(self, y: Tensor) -> Tensor:
        """(n, numbers) → (n, 2)."""
        return self.decoder(y)

    def forward(self, x: Tensor) -> Tensor:
        return self.decode(self.code(x))


class Atlas(nn.Module):
    """A code of one number, k + u: the name k of a chart, and a place u in [0, 1) on it.

    The encoder scores all charts and offers a place on each; the best score names the chart. So it can jump,
    where a continuous encoder can't. Source: Schonsheck, Chen & Lai (2019).
    """

    def __init__(self, charts: int, seed: int = 0):
        super().__init__()
        self.charts = charts
        self.encoder = mlp(2, HIDDEN, seed, 2 * charts)
        self.decoder = mlp(1 + charts, HIDDEN, seed + 1, 2)

    def offers(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """For points (n, 2), the log-probability of each chart and the place on it, (n, charts) each."""
        scores, places = self.encoder(x).chunk(2, dim=1)
        return scores.log_softmax(dim=1), 0.999 * places.sigmoid()

    def code(self, x: Tensor) -> Tensor:
        """(n, 2) → (n, 1)."""
        scores, places = self.offers(x)
        best = scores.argmax(dim=1, keepdim=True)
        return best + places.gather(1, best)

    def decode(self, y: Tensor) -> Tensor:
        """(n, 1) → (n, 2)."""
        chart = y.floor().long().clamp(0, self.charts - 1)
        names = torch.eye(self.charts)[chart.squeeze(1)]
        return self.decoder(torch.cat([names, 2 * (y - chart) - 1], dim=1))

    def forward(self, x: Tensor) -> Tensor:
        return self.decode(self.code(x))

    def loss(self, x: Tensor, x_noisy: Tensor) -> Tensor:
        """E Σₖ p(k | x̃) ‖gₖ(uₖ(x̃)) − x‖²: the squared error if the chart were drawn by its probability."""
        scores, places = self.offers(x_noisy)
        y = torch.arange(self.charts) + places
        guesses = self.decode(y.reshape(-1, 1)).view(len(x), self.charts, 2)
        return (scores.exp() * (guesses - x.unsqueeze(1)).square().sum(dim=2)).sum(dim=1).mean()


def minimise(
    model: nn.Module, loss: Callable[[Tensor, Tensor], Tensor], draws: Batches, n_steps: int = 600
) -> None:
    """Train the model in place on any loss(x, x̃), as training.descend does it."""
    matrices = [p for p in model.parameters() if p.ndim == 2 and p.shape[0] == p.shape[1] > 2]
    others = [p for p in model.parameters() if all(p is not w for w in matrices)]
    muon, adam = Muon(matrices), Adam(others, betas=(0.9, 0.99))
    for step in range(1, n_steps + 1):
        height = min(1, step / 10) * (1 + math.cos(math.pi * step / n_steps)) / 2
        adam.param_groups[0]["lr"] = 0.015 * height
        with one_thread():
            x, x_noisy, _ = next(draws)
            model.zero_grad()
            loss(x, x_noisy).backward()
            adam.step()
            muon.step(min(0.12, 2 / math.sqrt(n_steps)) * height)


def fit_atlas(charts: int, curve: Curve, sigma: float, seed: int = 0, n_steps: int = 600) -> Run:
    """An atlas of so many charts, trained on a curve."""
    model = Atlas(charts, seed)
    minimise(model, model.loss, pairs(curve, sigma, 512, seed), n_steps)
    return Run(model, curve, sigma, PosteriorMean(curve, sigma).mmse())
