"""Reconstructions by code size: ten digits, squeezed into a few numbers and unfolded again."""

from collections.abc import Mapping

import ipywidgets as widgets
import torch
from torch import Tensor, nn

from .. import style
from ..palette import CLEAN, LEARNED, TRUTH
from ..stage.controls import Explorer, control
from ..stage.pictures import Scene
from . import image_plots, measures
from .digits import Digits
from .linear import PCA


def one_of_each(x: Tensor, y: Tensor, which: int) -> Tensor:
    """An image of each digit, from 0 to 9: the which-th that there is, counted round and round. (10, d)."""
    rows = [(y == digit).nonzero().flatten() for digit in range(10)]
    return torch.stack([x[own[which % len(own)]] for own in rows])


@style.settings()
def squeeze(data: Digits, pca: PCA, models: Mapping[int, nn.Module], size: int) -> Explorer:
    """Ten new digits, what PCA makes of them, and what an autoencoder makes, through a code of any size.

    models: an autoencoder for each size; size: to begin with.
    """
    fig, axes = image_plots.panels(3, 1, width=9.6, height=1.3)
    ten = one_of_each(data.x_test, data.y_test, 0)
    drawn = [
        image_plots.images(ten, ax, color, title=name, animated=True)
        for ax, color, name in zip(axes, (CLEAN, TRUTH, LEARNED), ("new digits", "PCA", "autoencoder"))
    ]
    of_all = {
        k: [measures.error(r, data.x_test) for r in (pca.first(k), model)] for k, model in models.items()
    }

    def draw(size: int, which: int) -> str:
        ten = one_of_each(data.x_test, data.y_test, which)
        with torch.no_grad():
            shown = [ten, pca.first(size)(ten), models[size](ten)]
        for image, x in zip(drawn, shown):
            image.set_data(image_plots.mosaic(x, 10).numpy())
        errors = [(x - ten).square().mean().item() for x in shown[1:]]
        return (
            f"{data.x_test.shape[1]} pixels squeezed into {size} number{'s' * (size > 1)}. Mean squared "
            "error of these ten: PCA {:.4f}, autoencoder {:.4f}; ".format(*errors)
            + "of all new digits {:.4f} and {:.4f}.".format(*of_all[size])
        )

    sizes = {"options": sorted(models), "value": size}
    return Explorer(
        "squeeze",
        Scene(fig, draw),
        size=control(widgets.SelectionSlider, "code size", "How many numbers", **sizes),
        which=control(widgets.IntSlider, "images", "Other images of the ten digits", min=0, max=40),
    )
