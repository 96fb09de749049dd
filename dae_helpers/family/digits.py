"""The data: handwritten digits, each image a point in as many dimensions as it has pixels."""

from pathlib import Path
from typing import NamedTuple

import torch
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch import Tensor

from .. import arguments, seeds
from . import idx

MNIST = ("train-images", "train-labels", "t10k-images", "t10k-labels")


class Digits(NamedTuple):
    """Images as rows of pixels from 0 to 1, (n, side²), and the digits that they show, (n,)."""

    x_train: Tensor
    y_train: Tensor
    x_test: Tensor
    y_test: Tensor

    @property
    def side(self) -> int:
        return round(self.x_train.shape[1] ** 0.5)


def load(source: str = "bundled", folder: str | Path | None = None, seed: int = 0) -> Digits:
    """Digits, split into those for training and those for testing.

    source: "bundled" for the 1797 images of 8 × 8 pixels that come with scikit-learn, 70% of each digit for
    training, or "mnist" for the four IDX files of MNIST in `folder`, gzipped or not, in MNIST's own split;
    seed: another seed is another split of the bundled ones, those of Alpaydin & Kaynak (1998).
    Raises ValueError for a folder or file that can't be used.
    """
    if arguments.one_of("source", source, ("bundled", "mnist")) == "mnist":
        if folder is None:
            raise ValueError("folder must name the folder that holds the files of MNIST, got None")
        return mnist(Path(folder))
    if folder is not None:
        raise ValueError(f"folder must be None for the bundled digits, got {folder!r}")
    pixels, labels = load_digits(return_X_y=True)  # values from 0 to 16
    x, y = torch.tensor(pixels / 16, dtype=torch.float32), torch.tensor(labels)
    return split(x, y, round(0.7 * len(y)), seeds.whole_seed(seed))


def split(x: Tensor, y: Tensor, n_train: int, seed: int) -> Digits:
    """Images x (n, d) and their digits y (n,), split at random, the same share of each digit for training."""
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
    x, _, y, _ = train_test_split(
        data.x_train, data.y_train, train_size=n, stratify=data.y_train, random_state=seed
    )
    return data._replace(x_train=x, y_train=y)


def mnist(folder: Path) -> Digits:
    """MNIST's own split, read from a folder."""
    x_train, y_train, x_test, y_test = (idx.read(found(folder, name)) for name in MNIST)
    for x, y in [(x_train, y_train), (x_test, y_test)]:
        if x.ndim != 3 or x.shape[1] != x.shape[2] or x.shape[1:] != x_train.shape[1:]:
            raise ValueError(f"images in {folder} must be squares of one size, got shape {tuple(x.shape)}")
        if y.shape != x.shape[:1] or y.max() > 9:
            got = f"the shape {tuple(y.shape)} and values up to {y.max()}"
            raise ValueError(f"labels in {folder} must be one digit for each of {len(x)} images, got {got}")
    return Digits(x_train.flatten(1) / 255, y_train.long(), x_test.flatten(1) / 255, y_test.long())


def found(folder: Path, name: str) -> Path:
    """The file of that name in the folder, under any of its usual endings. Raises ValueError."""
    kind = "idx3" if "images" in name else "idx1"
    usual = [f"{name}{dot}{kind}-ubyte{gz}" for dot in "-." for gz in ("", ".gz")]
    for path in (folder / each for each in usual):
        if path.is_file():
            return path
    raise ValueError(f"folder must hold {usual[0]} or {usual[1]}, got {str(folder)!r}, which holds neither")
