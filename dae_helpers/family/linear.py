"""What is known exactly: the best linear maps, for squeezing and for undoing noise."""

from dataclasses import dataclass, replace

import torch
from torch import Tensor

from .. import arguments, seeds


@dataclass(frozen=True)
class PCA:
    """Principal component analysis: the best linear code of k numbers. Maps (n, d) → (n, d).

    axes: (k, d), the directions of largest variance; variances: (d,), those of all directions, falling.
    """

    mean: Tensor
    axes: Tensor
    variances: Tensor

    def first(self, k: int) -> "PCA":
        """The same with the first k axes only."""
        if arguments.count("k", k) > len(self.axes):
            raise ValueError(f"k must be at most {len(self.axes)}, the number of axes, got {k}")
        return replace(self, axes=self.axes[:k])

    def encoder(self, x: Tensor) -> Tensor:
        """(n, d) → (n, k)."""
        return (x - self.mean) @ self.axes.T

    def decoder(self, code: Tensor) -> Tensor:
        """(n, k) → (n, d)."""
        return self.mean + code @ self.axes

    def __call__(self, x: Tensor) -> Tensor:
        return self.decoder(self.encoder(x))


def pca(x: Tensor) -> PCA:
    """PCA of the training images x (n, d), with all d axes. Source: Pearson (1901)."""
    mean = x.mean(dim=0)
    variances, axes = torch.linalg.eigh(torch.cov((x - mean).T.double()))
    return PCA(mean, axes.flip(1).T.to(x), variances.flip(0).clamp(min=0).to(x))


def best_pca(pca: PCA, sigma: float) -> PCA:
    """The PCA that undoes noise best: it keeps the directions whose variance is above that of the noise.

    E‖r(x̃) − x‖² = Σ of the variances that are left out + kσ², least if each kept one is at least σ².
    """
    return pca.first(max(1, int((pca.variances > arguments.positive("sigma", sigma) ** 2).sum())))


class Wiener:
    """The best linear denoiser, μ + C(C + σ²I)⁻¹(x̃ − μ), with the mean μ and covariance C of the images.

    It is the posterior mean if images are normally distributed. Maps (n, d) → (n, d); pca: of all axes.
    Source: Wiener (1949).
    """

    def __init__(self, pca: PCA, sigma: float):
        # In the principal axes C is diagonal: each number is shrunk by itself, by λ/(λ + σ²)
        shrink = pca.variances / (pca.variances + arguments.positive("sigma", sigma) ** 2)
        self.mean, self.matrix = pca.mean, pca.axes.T * shrink @ pca.axes

    def __call__(self, x_noisy: Tensor) -> Tensor:
        return self.mean + (x_noisy - self.mean) @ self.matrix


class Gaussian:
    """A normal distribution fitted to codes (n, k), to draw new ones from."""

    def __init__(self, code: Tensor):
        axes = pca(code)
        self.mean, self.root = axes.mean, axes.axes.T * axes.variances.sqrt()

    def sample(self, n: int, seed: int = 0) -> Tensor:
        """(n, k)."""
        z = torch.randn(n, len(self.mean), generator=seeds.generator(seed))
        return self.mean + z @ self.root.T


def largest_angle(a: Tensor, b: Tensor) -> float:
    """The largest principal angle in degrees between the spans of the rows of a and b, each (k, d).

    0: the same subspace; 90: some direction of one is at right angles to all of the other.
    Source: Björck & Golub (1973).
    """
    one, other = (torch.linalg.qr(each.detach().double().T).Q for each in (a, b))
    # By its sine, which is exact where the angle is small: what of one lies outside of the other
    outside = torch.linalg.matrix_norm(one - other @ (other.T @ one), ord=2)
    return outside.clamp(max=1).arcsin().rad2deg().item()
