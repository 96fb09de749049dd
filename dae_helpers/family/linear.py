"""What is known exactly: the best linear maps, for squeezing and for undoing noise."""

import torch
from torch import Tensor

from .. import arguments


class PCA:
    """Principal component analysis: the best linear code of k numbers. Maps (n, d) → (n, d).

    x: the training images (n, d); `axes` (k, d) are the directions of largest variance, `variances` (d,) those
    of all directions, falling. Source: Pearson (1901).
    """

    def __init__(self, x: Tensor, k: int):
        self.k = arguments.count("k", k)
        if k > x.shape[1]:
            raise ValueError(f"k must be at most the {x.shape[1]} dimensions of x, got {k}")
        self.mean = x.mean(dim=0)
        variances, axes = torch.linalg.eigh(torch.cov((x - self.mean).T.double()))
        self.variances = variances.flip(0).clamp(min=0).to(x)
        self.axes = axes.flip(1)[:, :k].T.to(x)

    def encoder(self, x: Tensor) -> Tensor:
        """(n, d) → (n, k)."""
        return (x - self.mean) @ self.axes.T

    def decoder(self, code: Tensor) -> Tensor:
        """(n, k) → (n, d)."""
        return self.mean + code @ self.axes

    def __call__(self, x: Tensor) -> Tensor:
        return self.decoder(self.encoder(x))


def best_pca(x: Tensor, sigma: float) -> PCA:
    """The PCA that undoes noise best: it keeps the directions whose variance is above that of the noise.

    E‖r(x̃) − x‖² = Σ of the variances that are left out + kσ², least if each kept one is at least σ².
    """
    arguments.positive("sigma", sigma)
    return PCA(x, max(1, int((PCA(x, 1).variances > sigma**2).sum())))


class Wiener:
    """The best linear denoiser, μ + C(C + σ²I)⁻¹(x̃ − μ), with mean μ and covariance C of the images x.

    It would be the posterior mean if the images were normally distributed. Maps (n, d) → (n, d).
    Source: Wiener (1949).
    """

    def __init__(self, x: Tensor, sigma: float):
        pca = PCA(x, x.shape[1])
        # In the principal axes each number is shrunk by itself: by λ/(λ + σ²)
        shrink = pca.variances / (pca.variances + arguments.positive("sigma", sigma) ** 2)
        self.mean, self.matrix = pca.mean, pca.axes.T * shrink @ pca.axes

    def __call__(self, x_noisy: Tensor) -> Tensor:
        return self.mean + (x_noisy - self.mean) @ self.matrix


def largest_angle(a: Tensor, b: Tensor) -> float:
    """The largest principal angle in degrees between the spans of the rows of a and b, each (k, d).

    0: the same subspace; 90: some direction of one is at right angles to all of the other.
    Source: Björck & Golub (1973).
    """
    one, other = (torch.linalg.qr(each.detach().double().T).Q for each in (a, b))
    # By the sine of the angle, which is exact where it is small: what of one lies outside of the other
    outside = torch.linalg.matrix_norm(one - other @ (other.T @ one), ord=2)
    return outside.clamp(max=1).arcsin().rad2deg().item()
