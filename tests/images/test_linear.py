"""The linear references: what is called the best is the best."""

import pytest
import torch

from dae_helpers.family.exercises.wiener import wiener
from dae_helpers.images import linear, measures

G = torch.Generator().manual_seed(0)
ROOT = torch.randn(6, 6, generator=G) * torch.tensor([2, 1.5, 1, 0.5, 0.2, 0.1])
X = torch.randn(5000, 6, generator=G) @ ROOT.T + 1
PCA = linear.pca(X)


def test_no_other_linear_code_has_a_smaller_error_than_pca():
    for k in range(1, 6):
        least = measures.error(PCA.first(k), X)
        assert least == pytest.approx(PCA.variances[k:].sum().item() * 4999 / 5000 / 6, rel=1e-3)
        other = torch.linalg.qr(torch.randn(6, k, generator=G)).Q
        assert least < measures.error(lambda x, a=other: X.mean(dim=0) + (x - X.mean(dim=0)) @ a @ a.T, X)
    assert measures.error(PCA, X) < 1e-10


@pytest.mark.parametrize("sigma", [0.3, 1.0, 3.0])
def test_the_wiener_filter_is_the_regression_of_the_clean_on_the_noisy(sigma):
    noisy = X + sigma * torch.randn(X.shape, generator=G)
    a = torch.cat([noisy, torch.ones(len(X), 1)], dim=1)
    fitted = a @ torch.linalg.lstsq(a, X).solution
    assert (
        measures.error(lambda x: wiener(x, PCA.mean, X.T.cov(), sigma), X, noisy)
        < 1.01 * (fitted - X).square().mean()
    )


@pytest.mark.parametrize("sigma", [0.3, 1.0, 2.0])
def test_the_best_pca_is_the_best_number_of_axes(sigma):
    noisy = X + sigma * torch.randn(X.shape, generator=G)
    errors = [measures.error(PCA.first(k), X, noisy) for k in range(1, 7)]
    assert measures.error(linear.best_pca(PCA, sigma), X, noisy) == min(errors)


def test_a_fitted_normal_distribution_has_the_mean_and_the_covariance():
    drawn = linear.fitted_normal(X, 20_000)
    assert (drawn.mean(dim=0) - X.mean(dim=0)).norm() < 0.1
    assert (drawn.T.cov() - X.T.cov()).norm() < 0.05 * X.T.cov().norm()
