"""Stacked autoencoders: a deep network whose layers learn one after the other, each as an autoencoder."""

import copy
from collections.abc import Callable, Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn

from . import digits, networks, training
from .digits import Digits
from .members import Loss
from .networks import Autoencoder


def pretrain(x: Tensor, sizes: Sequence[int], loss: Loss, seed: int = 0, **options) -> Autoencoder:
    """A deep autoencoder, its layers trained greedily: each on the codes of the one before.

    x: images (n, d); sizes: d, and those of the layers; loss: members.plain, or a denoising one, which
    corrupts the codes as well; options: those of training.steps. Fine-tune the result by training.fit.
    Source: Bengio et al. (2007); with denoising layers, Vincent et al. (2010).
    """
    encoders, decoders, h = [], [], x
    for k, (below, above) in enumerate(pairwise(sizes)):
        layer = networks.dense((below, above), seed + 2 * k, code=nn.Sigmoid())
        training.fit(layer, loss, h, seed=seed, **options)
        encoders, decoders = [*encoders, layer.encoder], [layer.decoder, *decoders]
        with torch.no_grad():
            h = layer.encoder(h)
    return Autoencoder(nn.Sequential(*encoders), nn.Sequential(*decoders))


def untrained(sizes: Sequence[int], seed: int = 0, unit: Callable[[], nn.Module] = nn.Sigmoid) -> Autoencoder:
    """The same network with random weights, of units of this kind. Glorot & Bengio (2010) for their size."""
    model = networks.dense(sizes, seed, code=unit(), hidden=unit)
    linear = [layer for layer in model.modules() if isinstance(layer, nn.Linear)]
    networks.seeded(seed, lambda: [nn.init.xavier_uniform_(layer.weight) for layer in linear])
    return model


def classifier(encoder: nn.Module, units: int, seed: int = 0) -> nn.Sequential:
    """The encoder, and on top of it a layer that gives a number for each of ten digits."""
    return nn.Sequential(encoder, *networks.layers((units, 10), seed))


def classify(model: nn.Module, x: Tensor, y: Tensor, generator: torch.Generator) -> Tensor:
    """−E log p(y | x): the loss of a classifier on images x (n, d) and their digits y (n,)."""
    return nn.functional.cross_entropy(model(x), y)


def accuracy(model: nn.Module, x: Tensor, y: Tensor) -> float:
    """The share of the images x (n, d) in which a classifier finds the digit y (n,)."""
    with torch.no_grad():
        return (model(x).argmax(dim=1) == y).float().mean().item()


def from_labels(encoder: nn.Module, data: Digits, n: int, seed: int = 0) -> float:
    """The accuracy on new digits after fine-tuning a copy of the encoder on n labelled images, 300 steps."""
    rows = digits.stratified(data.y_train, n, seed)
    with torch.no_grad():
        units = encoder(data.x_train[:1]).shape[1]
    model = classifier(copy.deepcopy(encoder), units, seed)
    labelled = data.x_train[rows], data.y_train[rows]
    training.fit(model, classify, *labelled, n_steps=300, batch=64, seed=seed)
    return accuracy(model, data.x_test, data.y_test)
