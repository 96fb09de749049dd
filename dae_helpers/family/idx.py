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
    Source: LeCun, Cortes & Burges (1998), The MNIST database of handwritten digits.
    """
    try:
        raw = path.read_bytes()
        raw = gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise ValueError(f"{path} is truncated or no gzip file: {error}") from None
    except OSError as error:
        raise ValueError(f"{path} can't be read: {error.strerror}") from None
    # Two zero bytes, the type (8: unsigned bytes), the number of dimensions, and each of them in 4 bytes
    if len(raw) < 4 or raw[:3] != b"\0\0\x08" or len(raw) < (start := 4 + 4 * raw[3]):
        raise ValueError(f"{path} must be an IDX file of unsigned bytes, got one that begins {raw[:4]!r}")
    shape = struct.unpack(f">{raw[3]}I", raw[4:start])
    if len(raw) - start != math.prod(shape) or len(raw) == start:
        raise ValueError(
            f"{path} must hold {math.prod(shape)} bytes for its shape {shape}, got {len(raw) - start}"
        )
    return torch.frombuffer(bytearray(raw[start:]), dtype=torch.uint8).view(shape)
