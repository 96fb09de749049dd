"""Write build/page.html, the living page.

python -m tools.page picture   draws its still picture before
"""

from pathlib import Path
from statistics import NormalDist

import torch
from torch import Tensor

from dae_helpers import fields, manifolds, oracle
from dae_helpers.page import ALT, FOLDER, save
from dae_helpers.palette import SHARES
from tools import command

BUILD = Path(__file__).resolve().parent.parent / "build"
PICTURE = FOLDER / "picture.svg"


def write() -> Path:
    """The page, in build/."""
    BUILD.mkdir(exist_ok=True)
    return save(BUILD / "page.html", overwrite=True)


def picture(sigma: float = 0.1, n: int = 15) -> str:
    """The heart and its exact field as an SVG in the colours of the page, for where no script runs."""
    curve = manifolds.named("heart")
    at, arrows = fields.on_grid(oracle.PosteriorMean(curve, sigma), extent=1.5, n=n)
    outline = "M" + "L".join(written(point) for point in curve.points(90)) + "Z"
    # Across the curve the density is like a bell: what holds a share of it is a wide stroke of the curve.
    reach = [sigma * NormalDist().inv_cdf((1 + share) / 2) for share in SHARES]
    hills = "".join(f'<use href="#outline" stroke-width="{200 * each:.0f}"/>' for each in reach)
    near = arrows.norm(dim=1) < reach[0]
    faint = "".join(f"M{written(x)}l{written(go)}" for x, go in zip(at[~near], arrows[~near]))
    return (
        '<svg id="picture" viewBox="-160 -160 320 320" role="img" fill="none" stroke-width="1.1">'
        f'<title>{ALT}</title><defs><path id="outline" d="{outline}"/></defs>'
        f'<g stroke="var(--clean)" stroke-opacity=".1" stroke-linejoin="round">{hills}</g>'
        f'<g stroke="var(--truth)"><use href="#outline"/><path d="{heads(at[near], arrows[near])}"/>'
        f'<path stroke-opacity=".15" d="{faint}"/></g></svg>\n'
    )


def heads(at: Tensor, arrows: Tensor) -> str:
    """The arrows as a path: each from its tail to its tip, and along two barbs."""
    back = -0.3 * arrows * (0.15 / arrows.norm(dim=1, keepdim=True)).clamp(max=1)
    left, right = back @ TURN, back @ TURN.mT
    return "".join(
        f"M{written(x)}l{written(go)}M{written(x + go + a)}L{written(x + go)} {written(x + go + b)}"
        for x, go, a, b in zip(at, arrows, left, right)
    )


TURN = torch.tensor([[0.92, -0.39], [0.39, 0.92]])  # by 23 degrees


def written(point: Tensor) -> str:
    """x and y, where y points down, in hundredths."""
    return f"{round(100 * point[0].item())} {round(-100 * point[1].item())}"


def main(what: str | None) -> None:
    if what == "picture":
        PICTURE.write_text(picture(), encoding="utf-8")
    print(f"Wrote {write()}")


if __name__ == "__main__":
    command.run(__doc__, main, what={"nargs": "?", "choices": ["picture"]})
