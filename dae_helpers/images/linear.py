"""What is known exactly: the best linear code (PCA), and the normal distribution that fits best."""

from dataclasses import dataclass, replace

import torch
from sklearn import decomposition
from sklearn.mixture import GaussianMixture
from torch import Tensor


@dataclass(frozen=True)
class PCA:
    """Principal component analysis: the best linear code of k numbers. Maps (n, d) → (n, d).

    axes: (k, d), the directions of largest variance; variances: (d,), of all directions, falling.
    """

    mean: Tensor
    axes: Tensor
    variances: Tensor

    def first(self, k: int) -> "PCA":
        """The same, with the first k axes only."""
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
    """PCA of the training images x (n, d), n > d, with all d axes. Source: Pearson (1901)."""
    fitted = decomposition.PCA().fit(x.double().numpy())
    parts = fitted.mean_, fitted.components_, fitted.explained_variance_
    return PCA(*(torch.from_numpy(part).to(x) for part in parts))


def best_pca(pca: PCA, sigma: float) -> PCA:
    """The PCA that undoes noise best: it keeps the directions whose variance is above that of the noise.

    E‖r(x̃) − x‖² = Σ of the variances that are left out + kσ², least if each kept one is at least σ².
    """
    return pca.first(max(1, int((pca.variances > sigma**2).sum())))


def fitted_normal(x: Tensor, n: int, seed: int = 0) -> Tensor:
    """n draws (n, d) from the normal distribution that has the mean and the covariance of x (m, d)."""
    drawn, _ = GaussianMixture(random_state=seed).fit(x.double().numpy()).sample(n)  # of one component
    return torch.from_numpy(drawn).to(x)
