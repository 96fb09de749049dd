"""Strips of digits under sliders: squeezed into codes, under noise, and on the way from one to another."""

from collections.abc import Callable, Mapping

import ipywidgets as widgets
import torch
from torch import nn

from .. import style
from ..arguments import Map
from ..images import digits, image_plots, measures
from ..images.digits import Digits
from ..images.linear import PCA
from ..images.members import squared
from ..images.networks import Autoencoder
from ..palette import CLEAN, LEARNED, NOISY, TRUTH
from ..stage.controls import Explorer, control, sigma_slider
from ..stage.pictures import Scene


@style.settings()
def squeeze(data: Digits, pca: PCA, models: Mapping[int, nn.Module], size: int) -> Explorer:
    """Reconstructions by code size, of PCA and of an autoencoder; models: one for each size."""
    maps = {k: (pca.first(k), model) for k, model in models.items()}
    of_all = {k: [measures.error(r, data.x_test) for r in pair] for k, pair in maps.items()}
    colors = {"new digits": CLEAN, "PCA": TRUTH, "autoencoder": LEARNED}
    fig, fill = image_plots.strips(digits.one_of_each(data, 0), colors, height=1.3)

    def draw(size: int, which: int) -> str:
        ten = digits.one_of_each(data, which)
        with torch.no_grad():
            shown = [r(ten) for r in maps[size]]
        fill([ten, *shown])
        errors = [squared(x, ten).item() for x in shown]
        return (
            f"{ten.shape[1]} pixels squeezed into {size} number{'s' * (size > 1)}. Mean squared "
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


@style.settings()
def undo(
    data: Digits, denoisers: Mapping[str, Callable[[float], Map]], learned: tuple[str, ...], sigma: float
) -> Explorer:
    """One digit under noise, and what each denoiser, at(σ), makes of it; learned: the names of networks."""
    colors = {"clean": CLEAN, "corrupted": NOISY}
    colors |= {name: LEARNED if name in learned else TRUTH for name in denoisers}
    two_lines = {f"{name}\n": color for name, color in colors.items()}
    fig, fill = image_plots.strips(data.x_test[:1], two_lines, columns=4, width=2.3, height=2.6)
    noise = torch.randn(data.x_test.shape, generator=torch.Generator().manual_seed(0))

    def draw(sigma: float, which: int) -> str:
        x = data.x_test[which : which + 1]
        x_noisy = x + sigma * noise[which]
        with torch.no_grad():
            shown = [x_noisy, *(at(sigma)(x_noisy) for at in denoisers.values())]
        errors = {name: f"{squared(each, x):.4f}" for name, each in zip([*colors][1:], shown)}
        fill([x, *shown], ["clean\n", *(f"{name}\nerror {error}" for name, error in errors.items())])
        in_words = ", ".join(f"{name} {error}" for name, error in errors.items())
        return f"A {data.y_test[which]} under noise of σ = {sigma:.2g}. Mean squared errors: {in_words}."

    return Explorer(
        "undo",
        Scene(fig, draw),
        sigma=sigma_slider(0.05, 1, sigma),
        which=control(widgets.IntSlider, "image", "Another digit", min=0, max=len(data.x_test) - 1, value=4),
    )


@style.settings()
def walk(data: Digits, models: Mapping[str, Autoencoder], start: int, end: int) -> Explorer:
    """Interpolation from one digit to another: between their pixels, and between their codes."""
    ten = digits.one_of_each(data, 0)
    t = torch.linspace(0, 1, 9)[:, None]
    colors = {"pixels": TRUTH} | dict.fromkeys(models, LEARNED)
    fig, fill = image_plots.strips(ten[:1].repeat(9, 1), colors, height=1.4)

    def draw(start: int, end: int) -> str:
        ways = [(1 - t) * ten[start] + t * ten[end]]
        with torch.no_grad():
            for model in models.values():
                a, b = model.encoder(ten[[start, end]])
                ways.append(model.decoder((1 - t) * a + t * b))
        fill(ways)
        away = [measures.nearest(way[3:6], data.x_train)[0].mean() for way in ways]
        in_words = ", ".join(f"{name} {each:.2f}" for name, each in zip(colors, away))
        return (
            f"From a {start} to a {end} in eight equal steps. Distance from the middle three to the nearest "
            f"training image, on average: {in_words}."
        )

    slider = {"min": 0, "max": 9}
    return Explorer(
        "walk",
        Scene(fig, draw),
        start=control(widgets.IntSlider, "from", "The digit at the start", value=start, **slider),
        end=control(widgets.IntSlider, "to", "The digit at the end", value=end, **slider),
    )
