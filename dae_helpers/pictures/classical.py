"""Classical denoisers of photographs, which the learned one is compared with."""

from collections.abc import Callable

import torch
from torch import Tensor

from .arrows import At
from .photographs import assembled, squares

SIDE = 8


def wiener(example: Tensor) -> At:
    """The Wiener filter, the best linear map, of all squares of 8 × 8 pixels; where they overlap, the mean.

    example: the picture (h, w) from which mean and covariance of the squares are taken.
    """
    x = squares(example, SIDE, 1)
    mean, covariance = x.mean(dim=0), x.T.cov()

    def at(sigma: float) -> Callable[[Tensor], Tensor]:
        # r(x̃) = μ + C(C + σ²I)⁻¹(x̃ − μ)
        a = torch.linalg.solve(covariance + sigma**2 * torch.eye(SIDE**2), covariance)
        return lambda x_noisy: assembled(
            mean + (squares(x_noisy, SIDE, 1) - mean) @ a, tuple(x_noisy.shape), 1
        )

    return at


def of_scikit_image() -> dict[str, At]:
    """Its non-local means, which needs no training; nothing where scikit-image isn't installed.

    A weighted mean of pixels with similar surroundings. Buades, Coll & Morel (2005).
    """
    try:
        from skimage import restoration
    except ModuleNotFoundError:
        return {}

    def at(sigma: float) -> Callable[[Tensor], Tensor]:
        look = {"patch_size": 5, "patch_distance": 6, "h": 0.8 * sigma, "sigma": sigma}
        return lambda x_noisy: torch.from_numpy(restoration.denoise_nl_means(x_noisy.numpy(), **look))

    return {"non-local means": at}
