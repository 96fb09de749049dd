"""MNIST from its four files, which come as IDX: a few numbers that say the shape, then the bytes."""

import gzip
import math
import struct
import zlib
from pathlib import Path

import torch
from torch import Tensor

FILES = ("train-images", "train-labels", "t10k-images", "t10k-labels")


def read(folder: Path) -> list[Tensor]:
    """Images (n, side²) with pixels from 0 to 1 and labels (n,), for training, then for testing.

    The files may be gzipped. Raises ValueError. Source: LeCun, Cortes & Burges (1998).
    """
    x_train, y_train, x_test, y_test = (idx(found(folder, name)) for name in FILES)
    for x, y in [(x_train, y_train), (x_test, y_test)]:
        if x.ndim != 3 or x.shape[1] != x.shape[2] or x.shape[1:] != x_train.shape[1:]:
            raise ValueError(f"images in {folder} must be squares of one size, got shape {tuple(x.shape)}")
        if y.shape != x.shape[:1] or y.max() > 9:
            got = f"the shape {tuple(y.shape)} and values up to {y.max()}"
            raise ValueError(f"labels in {folder} must be one digit for each of {len(x)} images, got {got}")
    return [x_train.flatten(1) / 255, y_train.long(), x_test.flatten(1) / 255, y_test.long()]


def found(folder: Path, name: str) -> Path:
    """The file of that name, under any of its usual endings. Raises ValueError."""
    kind = "idx3" if "images" in name else "idx1"
    usual = [f"{name}{dot}{kind}-ubyte{gz}" for dot in "-." for gz in ("", ".gz")]
    for path in (folder / each for each in usual):
        if path.is_file():
            return path
    raise ValueError(f"folder must hold {usual[0]} or {usual[1]}, got {str(folder)!r}, which holds neither")


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
