"""Ten digits, squeezed into a code of a few numbers and unfolded again."""

from collections.abc import Mapping

import ipywidgets as widgets
import torch
from torch import Tensor, nn

from .. import arguments
from ..palette import CLEAN, LEARNED, TRUTH
from ..stage.controls import Explorer, control
from ..stage.pictures import Scene
from . import ink, measures
from .digits import Digits
from .linear import PCA


def one_of_each(x: Tensor, y: Tensor, which: int) -> Tensor:
    """An image of each digit, from 0 to 9: the which-th that there is, counted round and round. (10, d)."""
    rows = [(y == digit).nonzero().flatten() for digit in range(10)]
    return torch.stack([x[own[which % len(own)]] for own in rows])


def scene(data: Digits, pca: PCA, models: Mapping[int, nn.Module]) -> Scene:
    """Settings: size, a key of models; which, the number of an image of each digit.

    Digits that no map was trained on, what PCA makes of them, and what the autoencoder of this size makes.
    """
    fig, axes = ink.panels(3, 1, width=9.6, height=1.3)
    ten = one_of_each(data.x_test, data.y_test, 0)
    names = ["new digits", "PCA", "autoencoder"]
    drawn = [
        ink.images(ten, ax, color, title=name, animated=True)
        for ax, color, name in zip(axes, (CLEAN, TRUTH, LEARNED), names)
    ]
    everywhere = {
        k: [measures.error(r, data.x_test) for r in (pca.first(k), model)] for k, model in models.items()
    }

    def draw(size: int, which: int) -> str:
        model = models[arguments.one_of("size", size, models)]
        ten = one_of_each(data.x_test, data.y_test, arguments.count("which", which, least=0))
        with torch.no_grad():
            shown = [ten, pca.first(size)(ten), model(ten)]
        for image, x in zip(drawn, shown):
            image.set_data(ink.mosaic(x, 10).numpy())
        errors = [(x - ten).square().mean().item() for x in shown[1:]]
        return (
            f"{data.x_test.shape[1]} pixels squeezed into {size} number{'s' * (size > 1)}. Mean squared "
            "error of these ten: PCA {:.4f}, autoencoder {:.4f}; ".format(*errors)
            + "of all new digits {:.4f} and {:.4f}.".format(*everywhere[size])
        )

    return Scene(fig, draw)


def explorer(data: Digits, pca: PCA, models: Mapping[int, nn.Module], size: int) -> Explorer:
    """Ten digits through a code of any of the sizes. models: an autoencoder for each; size: to begin with."""
    sizes = sorted(arguments.instance("models", models, Mapping, "{16: model}"))
    return Explorer(
        "squeeze",
        scene(data, pca, models),
        size=control(
            widgets.SelectionSlider, "code size", "How many numbers", options=sizes,
            value=arguments.one_of("size", size, sizes),
        ),
        which=control(widgets.IntSlider, "images", "Other images of the ten digits", min=0, max=40),
    )  # fmt: skip
