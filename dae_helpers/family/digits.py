"""The data: handwritten digits, each image a point in as many dimensions as it has pixels."""

from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor

from .. import arguments, seeds
from . import idx

SOURCES = ("bundled", "mnist")
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
    """Digits, parted into those for training and those for testing.

    source: "bundled" for the 1797 images of 8 × 8 pixels that come with scikit-learn, 70% of each digit for
    training, or "mnist" for the four IDX files of MNIST in `folder`, gzipped or not, as MNIST parts them;
    seed: another seed is another split of the bundled ones.
    Raises ValueError for a folder or file that can't be used, ModuleNotFoundError without scikit-learn.
    """
    if arguments.one_of("source", source, SOURCES) == "mnist":
        if folder is None:
            raise ValueError("folder must name the folder that holds the files of MNIST, got None")
        return mnist(Path(folder))
    if folder is not None:
        raise ValueError(f"folder must be None for the bundled digits, got {folder!r}")
    return bundled(seeds.whole_seed(seed))


def bundled(seed: int) -> Digits:
    """The digits of Alpaydin & Kaynak (1998), as scikit-learn ships them, with values from 0 to 16."""
    try:
        from sklearn.datasets import load_digits
    except ModuleNotFoundError:
        raise ModuleNotFoundError("The digits come with scikit-learn: pip install scikit-learn") from None
    pixels, labels = load_digits(return_X_y=True)
    return split(torch.tensor(pixels / 16, dtype=torch.float32), torch.tensor(labels), 0.7, seed)


def split(x: Tensor, y: Tensor, share: float, seed: int) -> Digits:
    """Images x (n, d) and their digits y (n,), parted at random: this share of each digit for training."""
    shuffled = torch.randperm(len(y), generator=seeds.generator(seed))
    training = torch.zeros(len(y), dtype=torch.bool)
    for digit in range(10):
        own = shuffled[y[shuffled] == digit]
        training[own[: round(share * len(own))]] = True
    return Digits(x[training], y[training], x[~training], y[~training])


def again(data: Digits, seed: int) -> Digits:
    """Another split of the same images, as large as the first; seed 0 is the data as they are."""
    if seeds.whole_seed(seed) == 0:
        return data
    x, y = torch.cat([data.x_train, data.x_test]), torch.cat([data.y_train, data.y_test])
    return split(x, y, len(data.y_train) / len(y), seed)


def part(data: Digits, n_train: int, n_test: int, seed: int = 0) -> Digits:
    """So many of the images for training and for testing, as many of each digit as can be."""
    rows, new = stratified(data.y_train, n_train, seed), stratified(data.y_test, n_test, seed)
    return Digits(data.x_train[rows], data.y_train[rows], data.x_test[new], data.y_test[new])


def mnist(folder: Path) -> Digits:
    """MNIST's own parts, read from a folder."""
    x_train, y_train, x_test, y_test = (idx.read(found(folder, name)) for name in MNIST)
    for x, y in [(x_train, y_train), (x_test, y_test)]:
        if x.ndim != 3 or x.shape[1] != x.shape[2] or x.shape[1:] != x_train.shape[1:]:
            raise ValueError(
                f"images in {folder} must be squares of one size, got the shape {tuple(x.shape)}"
            )
        if y.shape != x.shape[:1] or y.max() > 9:
            raise ValueError(
                f"labels in {folder} must be one digit for each of {len(x)} images, "
                f"got the shape {tuple(y.shape)} and values up to {y.max()}"
            )
    pixels = (x.flatten(1) / 255 for x in (x_train, x_test))
    return Digits(next(pixels), y_train.long(), next(pixels), y_test.long())


def found(folder: Path, name: str) -> Path:
    """The file of that name in the folder, under any of its usual endings. Raises ValueError."""
    kind = "idx3" if "images" in name else "idx1"
    usual = [f"{name}{dot}{kind}-ubyte{gz}" for dot in "-." for gz in ("", ".gz")]
    for path in (folder / each for each in usual):
        if path.is_file():
            return path
    raise ValueError(f"folder must hold {usual[0]} or {usual[1]}, got {str(folder)!r}, which holds neither")


def stratified(y: Tensor, n: int, seed: int = 0) -> Tensor:
    """The places of n random images, as many of each digit as can be: (n,). Raises ValueError."""
    n = arguments.count("n", n)
    if n > len(y):
        raise ValueError(f"n must be at most the {len(y)} there are, got {n}")
    shuffled = torch.randperm(len(y), generator=seeds.generator(seed))
    turn = torch.zeros(len(y), dtype=torch.long)  # the how-manieth of its digit each image is
    for digit in y.unique():
        own = shuffled[y[shuffled] == digit]
        turn[own] = torch.arange(len(own))
    return shuffled[turn[shuffled].argsort(stable=True)][:n]
