"""Photographs in grey: scikit-learn's two and the reader's own; and the squares that they are cut into."""

import math
from pathlib import Path

import torch
from PIL import Image, ImageOps
from sklearn.datasets import load_sample_image
from torch import Tensor
from torch.nn import functional

LONGEST = 640  # pixels: so large is a picture at most, or a slider would have to wait


def load(name: str) -> Tensor:
    """One of scikit-learn's photographs, "china" or "flower", in grey: (427, 640), from 0, black, to 1."""
    return grey(Image.fromarray(load_sample_image(f"{name}.jpg")))


def read(path: str | Path) -> Tensor:
    """The picture in a file, in grey and at most 640 pixels long: (h, w), from 0, black, to 1, white.

    Raises ValueError for a file that holds no picture.
    """
    try:
        with Image.open(path) as picture:
            upright = ImageOps.exif_transpose(picture)  # as the camera was held
    except OSError as error:
        raise ValueError(f"path must be that of a picture, got {str(path)!r}: {error}") from None
    upright.thumbnail((LONGEST, LONGEST))
    return grey(upright)


def grey(picture: Image.Image) -> Tensor:
    """Its brightness, (h, w), from 0 to 1."""
    pixels = torch.frombuffer(bytearray(picture.convert("L").tobytes()), dtype=torch.uint8)
    return pixels.view(picture.height, picture.width) / 255


def squares(x: Tensor, side: int, step: int) -> Tensor:
    """The squares of side × side pixels that begin every `step` pixels, in rows: (h, w) → (n, side²)."""
    return functional.unfold(x[None, None], side, stride=step)[0].T


def assembled(rows: Tensor, shape: tuple[int, int], step: int) -> Tensor:
    """The picture of such squares, which is their mean where they overlap: (n, side²) → (h, w)."""
    side = math.isqrt(rows.shape[1])
    total, count = (
        functional.fold(each.T[None], shape, side, stride=step)[0, 0]
        for each in (rows, torch.ones_like(rows))
    )
    return total / count


def psnr(x: Tensor, clean: Tensor) -> float:
    """Peak signal-to-noise ratio in decibels, −10 log₁₀ of the mean squared error: of pixels from 0 to 1."""
    return -10 * (x - clean).square().mean().log10().item()
