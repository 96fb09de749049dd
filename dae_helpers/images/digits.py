"""The data: handwritten digits, each image a point in as many dimensions as it has pixels."""

from pathlib import Path
from typing import NamedTuple

import torch
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch import Tensor

from .. import arguments
from . import mnist


class Digits(NamedTuple):
    """Images as rows of pixels from 0 to 1, (n, side²), and the digits that they show, (n,)."""

    x_train: Tensor
    y_train: Tensor
    x_test: Tensor
    y_test: Tensor

    @property
    def side(self) -> int:
        return round(self.x_train.shape[1] ** 0.5)


def load(
    source: str = "bundled", folder: str | Path | None = None, download: bool = False, seed: int = 0
) -> Digits:
    """scikit-learn's digits of 8 × 8 pixels, 70% of each for training, or MNIST in its own split.

    source: "bundled", where each seed is another split (Alpaydin & Kaynak, 1998), or "mnist", from the folder
    that holds it or Fashion-MNIST in any usual form; else from where it often lies already, such as a folder
    mnist beside the notebook, Colab's sample_data or a cache; else, if download, from openml.org. Raises
    FileNotFoundError if it's nowhere, ValueError for a folder or a file that can't be used.
    """
    if arguments.one_of("source", source, ("bundled", "mnist")) == "mnist":
        return Digits(*mnist.load(folder if folder is None else Path(folder), download))
    pixels, labels = load_digits(return_X_y=True)  # values from 0 to 16
    x, y = torch.tensor(pixels / 16, dtype=torch.float32), torch.tensor(labels)
    return split(x, y, round(0.7 * len(y)), seed)


def split(x: Tensor, y: Tensor, n_train: int, seed: int) -> Digits:
    """Images (n, d) and their digits (n,), split at random, the same share of each digit for training."""
    x_train, x_test, *labels = train_test_split(x, y, train_size=n_train, stratify=y, random_state=seed)
    return Digits(x_train, labels[0], x_test, labels[1])


def again(data: Digits, seed: int) -> Digits:
    """Another split of the same images, as large as the first; seed 0 is the data as they are."""
    if seed == 0:
        return data
    x, y = torch.cat([data.x_train, data.x_test]), torch.cat([data.y_train, data.y_test])
    return split(x, y, len(data.y_train), seed)


def few(data: Digits, n: int, seed: int = 0) -> Digits:
    """n of the training images only, as many of each digit as can be, and all of those for testing."""
    part = split(data.x_train, data.y_train, n, seed)
    return data._replace(x_train=part.x_train, y_train=part.y_train)


def one_of_each(data: Digits, which: int) -> Tensor:
    """A test image of each digit, from 0 to 9: the which-th of its kind, counted round and round. (10, d)."""
    of_each = [data.x_test[data.y_test == digit] for digit in range(10)]
    return torch.stack([images[which % len(images)] for images in of_each])
