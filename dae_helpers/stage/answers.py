"""What an answer returned: whether it is what was wanted, and a few words for it."""

import torch
from torch import Tensor, allclose


def plain(value: Tensor | tuple) -> Tensor | tuple:
    """Numbers of one's own: float64 on the CPU, without their history."""
    if isinstance(value, Tensor):
        return value.detach().to("cpu", torch.float64, copy=True)
    return tuple(map(plain, value))


def agree(a: Tensor | tuple | list, b: Tensor | tuple | list) -> bool:
    """Whether the numbers are the same but for rounding, and NaN in the same places."""
    if isinstance(a, (tuple, list)):
        return len(a) == len(b) and all(map(agree, a, b))
    return a.shape == b.shape and allclose(a, b, rtol=1e-4, atol=1e-4, equal_nan=True)


def fits(value, like) -> bool:
    """Whether what was returned has the type and the shape of a right answer."""
    if isinstance(like, Tensor):
        return described(value) == described(like)
    return type(value) in (tuple, list) and len(value) == len(like) and all(map(fits, value, like))


def described(value) -> str:
    """What a returned value is, in a few words."""
    if isinstance(value, Tensor):
        return f"a tensor of {f'shape {tuple(value.shape)}' if value.is_floating_point() else value.dtype}"
    if isinstance(value, (tuple, list)):
        few = f" ({', '.join(map(described, value))})" if len(value) <= 3 else ""
        return f"a {type(value).__name__} of {len(value)}{few}"
    return f"something of the type {type(value).__name__}"


def changed(now, before) -> bool:
    """Whether the numbers of an argument, or of the tensors that it holds, are no longer the same."""
    if isinstance(before, Tensor):
        return not torch.equal(now, before)
    held = getattr(before, "__dict__", {})
    return any(changed(vars(now)[name], value) for name, value in held.items() if isinstance(value, Tensor))
