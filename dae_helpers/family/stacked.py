"""Stacked autoencoders: a deep network whose layers learn one after the other, each as an autoencoder."""

import copy
from collections.abc import Callable, Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn

from .. import seeds
from . import networks, training
from .digits import Digits
from .members import Loss
from .networks import Autoencoder


def pretrain(x: Tensor, sizes: Sequence[int], loss: Loss, seed: int = 0, **options) -> Autoencoder:
    """A deep autoencoder after greedy layer-wise pre-training: each layer on the codes of the one before.

    x: images (n, d); sizes: d, and those of the layers; loss: of each layer; options: those of
    training.steps. Source: Bengio et al. (2007); with denoising layers, Vincent et al. (2010).
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
    with seeds.seeded(seed):
        for layer in model.modules():
            if isinstance(layer, nn.Linear):
                nn.init.xavier_uniform_(layer.weight)
    return model


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
