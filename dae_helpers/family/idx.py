"""The format in which MNIST comes: IDX, a few numbers that say the shape, then the bytes themselves."""

import gzip
import math
import struct
import zlib
from pathlib import Path

import torch
from torch import Tensor


def read(path: Path) -> Tensor:
    """The bytes of an IDX file, gzipped or not, as a uint8 tensor of the shape that the file gives.

    Raises ValueError for a file that is missing, no IDX file of bytes, truncated, or too long.
    Source: LeCun, Cortes & Burges, The MNIST database of handwritten digits.
    """
    raw = contents(path)
    # Two zero bytes, the type (8: unsigned bytes), the number of dimensions, and each of them in 4 bytes
    if len(raw) < 4 or raw[:3] != b"\0\0\x08" or raw[3] == 0:
        raise ValueError(
            f"{path} must be an IDX file of unsigned bytes, got one that begins with {raw[:4]!r}"
        )
    start = 4 + 4 * raw[3]
    if len(raw) < start:
        raise ValueError(f"{path} is truncated: it ends within its header")
    shape = struct.unpack(f">{raw[3]}I", raw[4:start])
    if len(raw) != start + math.prod(shape):
        short = "truncated" if len(raw) < start + math.prod(shape) else "too long"
        raise ValueError(
            f"{path} is {short}: shape {shape} needs {math.prod(shape)} bytes, got {len(raw) - start}"
        )
    if math.prod(shape) == 0:
        raise ValueError(f"{path} is empty: its shape is {shape}")
    return torch.frombuffer(bytearray(raw[start:]), dtype=torch.uint8).view(shape)


def contents(path: Path) -> bytes:
    """What is in the file, unpacked if it is gzipped. Raises ValueError."""
    try:
        raw = path.read_bytes()
        return gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise ValueError(f"{path} is truncated or no gzip file: {error}") from None
    except OSError as error:
        raise ValueError(f"{path} can't be read: {error.strerror}") from None
