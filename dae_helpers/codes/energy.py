"""A sigmoid autoencoder with tied weights, and the energy whose slopes are its arrows."""

from collections.abc import Callable

import torch
from torch import Tensor, nn

from .. import fields, plots, seeds
from ..oracle import PosteriorMean, excess_risk
from ..palette import LEARNED, TRUTH
from ..stage.pictures import Shown


class Tied(nn.Module):
    """r(x) = c + Wᵀ sigmoid(Wx + b), W (units, 2): the denoiser that belongs to an energy.

    Source: Vincent (2011).
    """

    def __init__(self, units: int = 32, seed: int = 0):
        super().__init__()
        with seeds.seeded(seed):
            self.w, self.b = nn.Parameter(torch.randn(units, 2)), nn.Parameter(torch.randn(units))
        self.c = nn.Parameter(torch.zeros(2))

    def forward(self, x: Tensor) -> Tensor:
        return self.c + torch.sigmoid(x @ self.w.T + self.b) @ self.w

    def energy(self, x: Tensor, sigma: float) -> Tensor:
        """E(x) = (½‖x − c‖² − Σⱼ log(1 + exp(wⱼ·x + bⱼ)))/σ²: (n, 2) → (n,)."""
        units = nn.functional.softplus(x @ self.w.T + self.b).sum(dim=1)
        return ((x - self.c).square().sum(dim=1) / 2 - units) / sigma**2


@plots.style.settings()
@torch.no_grad()
def hills(model: Tied, best: PosteriorMean, gradient: Callable) -> Shown:
    """The energy with its arrows −σ²∇E, by any gradient(x, w, b, c, σ), beside −log p_σ and r*."""

    def downhill(x: Tensor) -> Tensor:
        return x - best.sigma**2 * gradient(x, model.w, model.b, model.c, best.sigma)

    fig, axes = plots.figure(2, height=4.6)
    ticks = torch.linspace(-1.6, 1.6, 121)
    grid = torch.cartesian_prod(ticks, ticks)
    heights = {"energy E": model.energy(grid, best.sigma), "−log p_σ": -best.log_density(grid)}
    for ax, (name, height), r, color in zip(axes, heights.items(), (downhill, best), (LEARNED, TRUTH)):
        plots.field(fields.on_grid(r, n=15), best.curve, ax=plots.plane(ax, title=name), color=color)
        above, at = (height - height.min()).view(121, 121).T.detach().numpy(), ticks.numpy()
        ax.contour(at, at, above, levels=[0.2, 0.5, 1, 2, 4, 8, 16], colors="0.7", linewidths=0.8)
    gap = (downhill(grid) - model(grid)).abs().max()
    nothing = excess_risk(lambda x: x, best.curve, best.sigma)
    return fig, (
        f"Largest difference of −σ²∇E and r(x) − x: {gap:.1g}. Excess risk at σ = {best.sigma:g}: "
        f"network {excess_risk(model, best.curve, best.sigma):.0%}, doing nothing {nothing:.0%}."
    )
