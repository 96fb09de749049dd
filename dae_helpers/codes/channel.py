"""A noisy channel: the Hamming code's words, bits flipped with probability p, and three who undo it."""

from collections.abc import Callable

import torch
from torch import Tensor

from .. import plots
from ..corruption import Batches
from ..palette import ERROR, LEARNED, NOISY, TRUTH
from ..stage.pictures import Shown
from .exercises.channel_posterior_mean import all_received, book

Decoder = Callable[[Tensor], Tensor]  # received words (n, 7) in, bits or their means (n, 7) out


def likelihood(p: float) -> Tensor:
    """p(received | word) for all that can be received and all words: (128, 16)."""
    d = torch.cdist(all_received(), book(), p=1).double()
    return p**d * (1 - p) ** (7 - d)


def nearest(received: Tensor) -> Tensor:
    """The classical decoder: the word that differs in the fewest bits. Source: Hamming (1950)."""
    return book()[torch.cdist(received, book(), p=1).argmin(dim=1)]


def bit_errors(decoder: Decoder, p: float) -> float:
    """The share of wrong bits, exactly: over all words and all that can be received."""
    bits = (decoder(all_received()) > 0.5).float()
    return (likelihood(p) * torch.cdist(bits, book(), p=1)).sum().item() / 16 / 7


def sent(p: float, n: int = 512, seed: int = 0) -> Batches:
    """Endless batches of n words and what arrives of them."""
    g = torch.Generator().manual_seed(seed)
    while True:
        x = book()[torch.randint(16, (n,), generator=g)]
        flipped = torch.rand(n, 7, generator=g) < p
        yield x, (x - flipped.float()).abs(), torch.ones(n, 1)


@plots.style.settings()
def errors(model: Decoder, exact: Callable[[float], Decoder]) -> Shown:
    """Bit errors over p: as received, nearest word, network, and the exact posterior mean, exact(p)."""
    ps, words = torch.linspace(0.01, 0.45, 23).tolist(), []
    fig, (ax,) = plots.figure(1, width=7.5, height=3.9)
    for name, decoder, style, color in [
        ("as received", lambda p: lambda y: y, ":", NOISY),
        ("nearest word", lambda p: nearest, "--", ERROR),
        ("network", lambda p: model, "o", LEARNED),
        ("posterior mean", exact, "-", TRUTH),
    ]:
        ax.plot(ps, [bit_errors(decoder(p), p) for p in ps], style, color=color, label=name, ms=5, mfc="none")
        words.append(f"{name} {bit_errors(decoder(0.1), 0.1):.3f} and {bit_errors(decoder(0.3), 0.3):.3f}")
    plots.graph(ax, "p, the probability of a flip", "share of wrong bits").legend(frameon=False, fontsize=12)
    return fig, f"Wrong bits at p = 0.1 and at 0.3: {'; '.join(words)}."
