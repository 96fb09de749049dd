"""Stacked autoencoders: a deep network whose layers learn one after the other, each as an autoencoder."""

import copy
from collections.abc import Callable, Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn

from .. import corruption, seeds
from ..images import networks, training
from ..images.digits import Digits


def pretrain(
    x: Tensor, sizes: Sequence[int], loss: Callable, seed: int = 0, y: Tensor | None = None, **options
) -> nn.Sequential:
    """An encoder after greedy layer-wise pre-training: each layer an autoencoder of the codes below it.

    x: images (n, d); sizes: d, and those of the layers; options: those of training.steps. With labels y (n,)
    and a classifier's loss, each layer learns below a linear classifier, which is then thrown away.
    Source: Bengio et al. (2007), both kinds; with a denoising loss, Vincent et al. (2010).
    """
    encoder = nn.Sequential()
    for k, pair in enumerate(pairwise(sizes)):
        with torch.no_grad():
            h = encoder(x)
        layer = networks.dense(pair, seed + 2 * k, code=nn.Sigmoid())
        if y is not None:
            layer.decoder = networks.layers((pair[1], 10), seed)[0]
        training.fit(layer, loss, *((h,) if y is None else (h, y)), seed=seed, **options)
        encoder.append(layer.encoder)
    return encoder


def untrained(sizes: Sequence[int], seed: int, unit: Callable[[], nn.Module]) -> nn.Sequential:
    """The same encoder with random weights, of units of this kind. Glorot & Bengio (2010) for their size."""
    encoder = nn.Sequential(*networks.layers(sizes, seed, unit), unit())
    with seeds.seeded(seed):
        for layer in encoder[::2]:
            nn.init.xavier_uniform_(layer.weight)
    return encoder


def classifying(sigma: float = 0) -> Callable[..., Tensor]:
    """−E log p(y | x̃), x̃ = x + σε: a classifier's loss on images x (n, d) and their digits y (n,)."""

    def loss(model: nn.Module, x: Tensor, y: Tensor, generator: torch.Generator) -> Tensor:
        return nn.functional.cross_entropy(model(corruption.gaussian(x, sigma, generator)), y)

    return loss


def fine_tuned(encoder: nn.Module, data: Digits, seed: int = 0, sigma: float = 0) -> float:
    """The accuracy on new digits of a copy of the encoder, fine-tuned on the training images, 300 steps.

    sigma: of the noise on each image while it is fine-tuned, new in every step.
    """
    units = encoder(data.x_train[:1]).shape[1]
    model = nn.Sequential(copy.deepcopy(encoder), *networks.layers((units, 10), seed))
    training.fit(model, classifying(sigma), data.x_train, data.y_train, n_steps=300, batch=64, seed=seed)
    with torch.no_grad():
        return (model(data.x_test).argmax(dim=1) == data.y_test).float().mean().item()
