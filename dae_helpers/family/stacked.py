"""Stacked autoencoders: a deep network whose layers learn one after the other, each as an autoencoder."""

import copy
from collections.abc import Callable, Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn

from .. import seeds
from ..images import networks, training
from ..images.digits import Digits
from ..images.members import Loss


def pretrain(x: Tensor, sizes: Sequence[int], loss: Loss, seed: int = 0, **options) -> nn.Sequential:
    """An encoder after greedy layer-wise pre-training: each layer an autoencoder of the codes below it.

    x: images (n, d); sizes: d, and those of the layers; options: those of training.steps.
    Source: Bengio et al. (2007); with a denoising loss, Vincent et al. (2010).
    """
    encoder = nn.Sequential()
    for k, pair in enumerate(pairwise(sizes)):
        with torch.no_grad():
            h = encoder(x)
        layer = networks.dense(pair, seed + 2 * k, code=nn.Sigmoid())
        training.fit(layer, loss, h, seed=seed, **options)
        encoder.append(layer.encoder)
    return encoder


def untrained(sizes: Sequence[int], seed: int, unit: Callable[[], nn.Module]) -> nn.Sequential:
    """The same encoder with random weights, of units of this kind. Glorot & Bengio (2010) for their size."""
    encoder = nn.Sequential(*networks.layers(sizes, seed, unit), unit())
    with seeds.seeded(seed):
        for layer in encoder[::2]:
            nn.init.xavier_uniform_(layer.weight)
    return encoder


def classify(model: nn.Module, x: Tensor, y: Tensor, generator: torch.Generator) -> Tensor:
    """−E log p(y | x): the loss of a classifier on images x (n, d) and their digits y (n,)."""
    return nn.functional.cross_entropy(model(x), y)


def fine_tuned(encoder: nn.Module, data: Digits, seed: int = 0) -> float:
    """The accuracy on new digits of a copy of the encoder, fine-tuned on the training images, 300 steps."""
    units = encoder(data.x_train[:1]).shape[1]
    model = nn.Sequential(copy.deepcopy(encoder), *networks.layers((units, 10), seed))
    training.fit(model, classify, data.x_train, data.y_train, n_steps=300, batch=64, seed=seed)
    with torch.no_grad():
        return (model(data.x_test).argmax(dim=1) == data.y_test).float().mean().item()
