"""Make the picture at the top of the README: three learned fields, each trained here and now.

python tools/figures.py   writes docs/fields.png
"""

from pathlib import Path

from dae_helpers import fields, manifolds, models, oracle, plots, training
from dae_helpers.lesson import TRAINED_ON
from dae_helpers.stage import pictures

ROOT = Path(__file__).resolve().parent.parent


def write(target: Path) -> None:
    """Write the picture to the path target."""
    figure, axes = plots.figure(len(TRAINED_ON))
    for ax, name in zip(axes, TRAINED_ON):
        curve, model = manifolds.CURVES[name](), models.DAE(seed=0)
        training.fit(model, curve, sigma=0.1, seed=0)
        excess = oracle.excess_risk(model, curve, 0.1)
        plots.plane(ax, extent=1.5, title=f"{name}: excess risk {excess:.2%}")
        plots.support(oracle.PosteriorMean(curve, 0.1), ax)
        plots.field(fields.on_grid(model, extent=1.5, n=25), curve, ax=ax)
    figure.canvas.draw()
    target.write_bytes(pictures.encode(figure.canvas))


if __name__ == "__main__":
    write(ROOT / "docs" / "fields.png")
    print("Wrote docs/fields.png")
