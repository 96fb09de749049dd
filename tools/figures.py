"""Make the picture at the top of the README: three learned fields, each trained here and now.

python -m tools.figures   writes docs/fields.png
"""

from pathlib import Path

from dae_helpers import fields, manifolds, models, oracle, plots, training
from dae_helpers.lesson import TRAINED_ON
from dae_helpers.stage import pictures
from tools import command

ROOT = Path(__file__).resolve().parent.parent


def write(target: Path) -> None:
    """Write the picture to the path target."""
    figure, axes = plots.figure(len(TRAINED_ON))
    for ax, name in zip(axes, TRAINED_ON):
        curve, model = manifolds.CURVES[name](), models.DAE(seed=0)
        training.fit(model, curve, sigma=0.1, seed=0)
        excess = oracle.excess_risk(model, curve, 0.1)
        plots.plane(ax, title=f"{name}: excess risk {excess:.3%}")
        plots.field(fields.on_grid(model, n=17), curve, oracle.PosteriorMean(curve, 0.1), ax=ax)
        plots.key(ax)
    target.write_bytes(pictures.png(figure))


def main() -> None:
    write(ROOT / "docs" / "fields.png")
    print("Wrote docs/fields.png")


if __name__ == "__main__":
    command.run(__doc__, main)
