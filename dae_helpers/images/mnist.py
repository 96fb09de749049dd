"""MNIST, wherever it lies: its four IDX files, a CSV, or what Keras or scikit-learn has kept of it."""

import gzip
import math
import os
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from sklearn.datasets import fetch_openml
from torch import Tensor

FILES = ("train-images", "train-labels", "t10k-images", "t10k-labels")
TABLES = ("mnist_train.csv", "mnist_train_small.csv")  # either, with mnist_test.csv; Colab has the second
NEAR = ("mnist", "data", "data/MNIST/raw", "MNIST/raw", "sample_data", "more/mnist")
KEPT = "52667"  # openml.org's number for the file


def load(folder: Path | None, download: bool) -> list[Tensor]:
    """Images (n, side²) with pixels from 0 to 1 and labels (n,), for training, then for testing.

    folder: where it lies; without one, the usual places are searched, and if it's nowhere and download is
    true, scikit-learn fetches it. Nothing is unpickled. Raises FileNotFoundError if it's nowhere, ValueError
    for a folder or a file that can't be used. Source: LeCun, Cortes & Burges (1998).
    """
    for place in usual() if folder is None else [folder]:
        if parts := read(place):
            return checked(parts, place)
    if folder is not None:
        raise ValueError(f"folder must hold {FILES[0]}-idx3-ubyte or {TABLES[0]}, got {str(folder)!r}")
    if download:
        return checked(fetched(), "openml.org")
    raise FileNotFoundError(
        "MNIST is in none of the usual places. Put its four files into a folder named mnist beside the "
        'notebook, or let scikit-learn fetch it: digits.load("mnist", download=True)'
    )


def usual() -> Iterator[Path]:
    """Where it often lies: near the notebook, and where Keras and scikit-learn keep what they fetched."""
    yield from (base / near for base in (Path.cwd(), Path.cwd().parent, Path.home()) for near in NEAR)
    yield Path(os.environ.get("KERAS_HOME", Path.home() / ".keras")) / "datasets"
    yield Path(os.environ.get("SCIKIT_LEARN_DATA", Path.home() / "scikit_learn_data")) / "openml"


def read(folder: Path) -> Sequence[Tensor]:
    """Images, labels, images, labels, in whichever form the folder holds them; () if it holds none."""
    if present(folder, FILES[0]):
        return [idx(found(folder, name)) for name in FILES]
    if (kept := folder / "mnist.npz").is_file():
        return arrays(kept)
    for train in (folder / name for name in TABLES):
        if train.is_file():
            rows, new = table(train), table(folder / "mnist_test.csv")
            return rows[:, 1:], rows[:, 0], new[:, 1:], new[:, 0]
    for kept in (folder / "openml.org" / "data").rglob("*.gz"):
        if KEPT in str(kept.relative_to(folder)):
            rows = table(kept)
            return parted(rows[:, :-1], rows[:, -1])
    return ()


def checked(parts: Sequence[Tensor], place: Path | str) -> list[Tensor]:
    """The four parts, pixels from 0 to 1, if they belong together. Raises ValueError."""
    x_train, y_train, x_test, y_test = parts
    for x, y in [(x_train, y_train), (x_test, y_test)]:
        side = math.isqrt(math.prod(x.shape[1:]))
        wanted = x.shape[1:] in [(side, side), (side**2,)] and x.shape[1:] == x_train.shape[1:]
        if x.dtype != torch.uint8 or side == 0 or not wanted:
            got = f"{x.dtype} of the shape {tuple(x.shape)}"
            raise ValueError(f"images in {place} must be squares of one size, in bytes, got {got}")
        if y.shape != x.shape[:1] or len(y) == 0 or y.min() < 0 or y.max() > 9:
            got = f"the shape {tuple(y.shape)}" + f" and values up to {y.max()}" * (y.numel() > 0)
            raise ValueError(f"labels in {place} must be one digit for each of {len(x)} images, got {got}")
    return [x_train.flatten(1) / 255, y_train.long(), x_test.flatten(1) / 255, y_test.long()]


def present(folder: Path, name: str) -> list[Path]:
    """The files of that name, under any of their usual endings."""
    kind = "idx3" if "images" in name else "idx1"
    usual = [folder / f"{name}{dot}{kind}-ubyte{gz}" for dot in "-." for gz in ("", ".gz")]
    return [path for path in usual if path.is_file()]


def found(folder: Path, name: str) -> Path:
    """The one to read. Raises ValueError."""
    if files := present(folder, name):
        return files[0]
    raise ValueError(f"folder must hold {name} beside {FILES[0]}, got {str(folder)!r}")


def idx(path: Path) -> Tensor:
    """The bytes of an IDX file, as a uint8 tensor of its shape. Raises ValueError."""
    try:
        raw = path.read_bytes()
        raw = gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise ValueError(f"{path} is truncated or no gzip file: {error}") from None
    # Two zero bytes, the type (8: unsigned bytes), the number of dimensions, and each of them in 4 bytes
    if len(raw) < 4 or raw[:3] != b"\0\0\x08" or len(raw) < (start := 4 + 4 * raw[3]):
        raise ValueError(f"{path} must be an IDX file of unsigned bytes, got one that begins {raw[:4]!r}")
    shape = struct.unpack(f">{raw[3]}I", raw[4:start])
    wanted, got = math.prod(shape), len(raw) - start
    if got != wanted or got == 0:
        raise ValueError(f"{path} must hold {wanted} bytes for its shape {shape}, got {got}")
    return torch.frombuffer(bytearray(raw[start:]), dtype=torch.uint8).view(shape)


def arrays(path: Path) -> list[Tensor]:
    """The four arrays that Keras keeps in one file. Raises ValueError."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            names = ("x_train", "y_train", "x_test", "y_test")
            return [torch.from_numpy(kept[name]) for name in names]
    except (
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        EOFError,
        OSError,
        zipfile.BadZipFile,
        zlib.error,
    ) as e:
        raise ValueError(f"{path} must hold the arrays x_train, y_train, x_test, y_test: {e}") from None


def table(path: Path) -> Tensor:
    """Rows of numbers from 0 to 255, divided by commas, below a header or not: (n, columns). Or ValueError.

    scikit-learn keeps such rows below lines that begin with @ (ARFF), gzipped.
    """
    try:
        with gzip.open(path, "rt") if path.suffix == ".gz" else open(path) as lines:
            header = not next(lines, "").split(",")[0].strip().isdigit()
        with warnings.catch_warnings(action="error"):  # of a file without rows
            rows = np.loadtxt(path, np.uint8, ("@", "%"), delimiter=",", skiprows=int(header), ndmin=2)
    except (ValueError, EOFError, OSError, zlib.error, UserWarning) as error:
        raise ValueError(f"{path} must hold rows of numbers from 0 to 255: {error}") from None
    return torch.from_numpy(rows)


def fetched() -> Sequence[Tensor]:
    """From openml.org, through scikit-learn, which keeps it. Raises FileNotFoundError if that fails."""
    try:
        x, y = fetch_openml("mnist_784", version=1, as_frame=False, parser="liac-arff", return_X_y=True)
    except OSError as error:
        raise FileNotFoundError(f"MNIST could not be fetched from openml.org: {error}") from error
    return parted(torch.from_numpy(x).byte(), torch.from_numpy(y.astype(np.int64)))


def parted(x: Tensor, y: Tensor) -> Sequence[Tensor]:
    """All images in one list, as openml.org has them: one in seven, the last ones, is for testing."""
    n = len(x) * 6 // 7
    return x[:n], y[:n], x[n:], y[n:]
