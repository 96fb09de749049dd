"""Lossy compression of photographs: squares of 8 × 8 pixels as whole numbers, and what those cost in bits."""

import io
import math
from collections.abc import Callable, Sequence

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn
from torch.nn import functional

from .. import seeds
from ..images.linear import PCA
from .photographs import assembled, grey, squares

SIDE = 8
Coded = tuple[float, Tensor]  # bits per pixel, and the picture that comes back
Map = Callable[[Tensor], Tensor]


def whole(x: Tensor) -> Tensor:
    """The picture without the last rows and columns that fill no square."""
    h, w = (n - n % SIDE for n in x.shape)
    return x[:h, :w]


def entropy(code: Tensor) -> float:
    """Bits for a row of whole numbers (n, k): Σ of the columns' entropies, by how often a number occurs."""
    counts = [column.unique(return_counts=True)[1] for column in code.T]
    shares = [count / count.sum() for count in counts]
    return sum(-(p * p.log2()).sum().item() for p in shares)


def entropy_in_context(code: Tensor) -> float:
    """Bits for a row of codes (n, k) where a square is not written alone.

    Its first number is told as the difference from that of the square before. Then comes how many of its
    other numbers are not 0, up to a factor of two, and what follows is counted among squares alike in that.
    """
    first = code[:, :1].diff(dim=0, prepend=torch.zeros(1, 1))
    code = torch.cat([first, code[:, 1:]], dim=1)
    busy = (1 + (code[:, 1:] != 0).sum(dim=1)).log2().ceil()
    alike = [code[busy == k] for k in busy.unique()]
    return entropy(busy[:, None]) + sum(len(rows) / len(code) * entropy(rows) for rows in alike)


def coded(x: Tensor, encode: Map, decode: Map, bits: Callable = entropy) -> Coded:
    """A picture whose squares are encoded, rounded and decoded; bits: what a row of the codes costs."""
    with torch.no_grad():
        code = encode(squares(x, SIDE, SIDE)).round()
        y = assembled(decode(code), tuple(x.shape), SIDE)
    return bits(code) / SIDE**2, y


def by_axes(mean: Tensor, axes: Tensor, step: float) -> tuple[Map, Map]:
    """Encoder and decoder whose numbers are those along the axes (k, 64), in steps: (x − μ)Aᵀ/step."""
    return lambda x: (x - mean) @ axes.T / step, lambda code: mean + step * code @ axes


def cosines() -> Tensor:
    """JPEG's axes (64, 64), products of a cosine downwards and one across: the discrete cosine transform."""
    k, n = torch.arange(SIDE)[:, None], torch.arange(SIDE)
    waves = functional.normalize((math.pi * k * (2 * n + 1) / (2 * SIDE)).cos())
    return torch.kron(waves, waves)


def jpeg(x: Tensor, quality: int) -> Coded:
    """The picture as JPEG, by Pillow, with codewords made for it; its bits are those of the scan alone.

    What comes before the scan, two hundred bytes, are tables, which entropy() doesn't count either.
    """
    file, pixels = io.BytesIO(), (255 * x).round().byte()
    Image.fromarray(pixels.numpy()).save(file, "JPEG", quality=quality, optimize=True)
    written = file.getvalue()
    scan = written.index(b"\xff\xda")  # start of scan: a header of its own, whose length follows, then bits
    begin = scan + 2 + int.from_bytes(written[scan + 2 : scan + 4], "big")
    return 8 * (len(written) - begin) / x.numel(), grey(Image.open(file))


def rate_at(points: Sequence[tuple[float, float]], decibels: float) -> float:
    """The rate at that PSNR, from points (rate, PSNR): its logarithm goes straight from point to point."""
    levels, rates = zip(*sorted((level, math.log(rate)) for rate, level in points))
    return math.exp(np.interp(decibels, levels, rates))


class Coder(nn.Module):
    """An autoencoder of squares (n, 64), whose codes will be rounded. It begins as PCA with equal steps.

    A nonlinear part is added to it: encoder(x) = (x − μ)Aᵀ/step + e(x), decoder(h) = μ + step·hA + d(h).
    """

    def __init__(self, pca: PCA, step: float, hidden: int = 128, seed: int = 0):
        super().__init__()
        self.step, self.mean, k = step, pca.mean, len(pca.axes)
        with seeds.seeded(seed):
            self.e, self.d = (
                nn.Sequential(nn.Linear(k, hidden), nn.SiLU(), nn.Linear(hidden, k)) for _ in range(2)
            )
        self.analysis = nn.Parameter(pca.axes.clone() / step)
        self.synthesis = nn.Parameter(pca.axes.clone() * step)
        self.width = nn.Parameter((pca.variances.sqrt() / step / 2).clamp(min=0.1).log())
        for last in (self.e[-1], self.d[-1]):
            nn.init.zeros_(last.weight)
            nn.init.zeros_(last.bias)

    def encoder(self, x: Tensor) -> Tensor:
        away = x - self.mean
        return away @ self.analysis.T + self.e(4 * away)

    def decoder(self, code: Tensor) -> Tensor:
        return self.mean + code @ self.synthesis + self.d(4 * self.step * code) / 4

    def bits(self, code: Tensor) -> Tensor:
        """−log₂ of the probability of (code − ½, code + ½), by a logistic distribution for each number."""
        away, width = code.abs(), self.width.exp()  # on the one side, where sigmoids tell small from nothing
        share = ((0.5 - away) / width).sigmoid() - ((-0.5 - away) / width).sigmoid()
        return -share.clamp(min=1e-9).log2().sum(dim=1)


def rate_distortion(model: Coder, x: Tensor, generator: torch.Generator) -> Tensor:
    """E[bits + λ‖r(x) − x‖²], with uniform noise in place of rounding. Ballé, Laparra & Simoncelli (2017).

    λ = 6/(log 2 · step²): where steps are small PCA's error is step²/12 a number, and one bit more makes it
    a fourth.
    """
    code = model.encoder(x)
    code = code + torch.rand(code.shape, generator=generator) - 0.5
    error = (model.decoder(code) - x).square().sum(dim=1)
    return (model.bits(code) + 6 / math.log(2) / model.step**2 * error).mean() / x.shape[1]
