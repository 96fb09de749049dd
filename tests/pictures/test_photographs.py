"""Photographs: squares, files that hold none, and who cleans a flower best after one look at a pagoda."""

import sys

import pytest
import torch
from PIL import Image

from dae_helpers.images import training
from dae_helpers.pictures import classical, explorers, photographs
from dae_helpers.pictures.arrows import divergence, noise_level
from dae_helpers.pictures.cleaner import Cleaner, undoing

FLOWER = photographs.load("flower")


def noisy(x, sigma, seed=0):
    return x + sigma * torch.randn(x.shape, generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize(("side", "step"), [(8, 8), (8, 1), (4, 2)])
def test_a_picture_cut_into_squares_can_be_put_together_again(side, step):
    x = FLOWER[:40, :56]
    rows = photographs.squares(x, side, step)
    assert torch.equal(rows[0], x[:side, :side].flatten())
    torch.testing.assert_close(photographs.assembled(rows, (40, 56), step), x)


def test_decibels():
    assert photographs.psnr(FLOWER + 0.1, FLOWER) == pytest.approx(20, abs=1e-3)
    assert photographs.psnr(noisy(FLOWER, 0.01), FLOWER) == pytest.approx(40, abs=0.1)


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "P"])
def test_a_readers_picture_becomes_grey_and_small(tmp_path, mode):
    Image.new("RGB", (1280, 400), (255, 255, 255)).convert(mode).save(tmp_path / "own.png")
    assert torch.equal(photographs.read(tmp_path / "own.png"), torch.ones(200, 640))


def test_a_camera_held_upright_gives_an_upright_picture(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6  # orientation: turned by a quarter
    Image.new("L", (60, 40)).save(tmp_path / "own.jpg", exif=exif)
    assert photographs.read(tmp_path / "own.jpg").shape == (60, 40)


@pytest.mark.parametrize("content", [None, b"", b"no picture", b"\x89PNG\r\n\x1a\n", "cut"])
def test_what_is_no_picture_is_named(tmp_path, content):
    path = tmp_path / "own.png"
    if content == "cut":
        Image.effect_noise((64, 64), 50).save(path)
        content = path.read_bytes()[:1000]
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ValueError, match=r"path must be that of a picture, got '.*own\.png'"):
        photographs.read(path)


def test_the_network_sees_no_brightness_and_takes_pictures_of_any_size():
    model, x = Cleaner(channels=4, depth=1), noisy(FLOWER[:33, :41], 0.1)
    r = model.at(0.1)
    assert r(x).shape == (33, 41)
    torch.testing.assert_close(r(x + 0.3), r(x) + 0.3)


def test_the_wiener_filter_is_the_posterior_mean_of_a_square():
    x = photographs.squares(FLOWER, 8, 1)
    mean, precision = x.mean(dim=0), x.T.cov().double().inverse()
    y = noisy(FLOWER[:8, :8], 0.2)
    away = (y.flatten() - mean).double() / 0.2**2
    wanted = mean + torch.linalg.solve(precision + torch.eye(64) / 0.2**2, away)
    torch.testing.assert_close(classical.wiener(FLOWER)(0.2)(y).flatten(), wanted.float(), atol=1e-3, rtol=0)


def test_without_scikit_image_its_denoisers_are_left_out(monkeypatch):
    assert all(at(0.1)(FLOWER[:32, :32]).shape == (32, 32) for at in classical.of_scikit_image().values())
    monkeypatch.setitem(sys.modules, "skimage", None)
    assert classical.of_scikit_image() == {}


def test_divergence_of_a_linear_map_is_its_trace_and_white_noise_has_its_own_level():
    x = noisy(torch.zeros(64, 64), 0.2)
    assert divergence(lambda x: 0.3 * x, x, torch.Generator().manual_seed(0)) == pytest.approx(
        0.3 * 64**2, 1e-3
    )
    # Of a normal prior with variance 1 the posterior mean is x̃/(1 + σ²)
    pure = noisy(noisy(torch.zeros(256, 256), 1.0), 0.5, seed=1)
    level = noise_level(lambda s: lambda y: y / (1 + s**2), pure, rounds=1)
    start = (pure.diff(dim=1).square().mean() / 2).sqrt().item()
    assert level == pytest.approx((pure.square().mean() * start**2 / (1 + start**2)).sqrt().item(), rel=1e-3)


def test_the_curtain_parts_what_is_noisy_from_what_is_repaired():
    x = FLOWER[:64, :96]
    at = {"network": Cleaner(channels=4, depth=1).at, "Wiener filter": classical.wiener(FLOWER)}
    view = explorers.curtain(x, at, sigma=0.1)
    for setting, value in {"curtain": "20 30", "sigma": 0.3, "by": "Wiener filter"}.items():
        before = view.shown
        view.set(**{setting: value})
        assert view.message.value == ""
        assert view.shown[0] != before[0], setting
    (image,) = view.scene.figure.axes[0].get_images()
    assert len(set((image.get_array()[:, :20] - x.numpy()[:, :20]).std(axis=1) > 0.15)) == 1
    assert f"{photographs.psnr(at['Wiener filter'](0.3)(noisy_as(view, x)), x):.1f} dB" in view.shown[1]


def noisy_as(view, x):
    """The explorer's noisy picture: with the curtain at the far right."""
    view.set(curtain=f"{x.shape[1]}")
    return torch.from_numpy(view.scene.figure.axes[0].get_images()[0].get_array().data.copy())


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_after_one_photograph_a_network_beats_the_best_linear_filter_and_knows_how_noisy_a_picture_is(seed):
    china = photographs.load("china")
    pieces = photographs.squares(china, 40, 8).view(-1, 1, 40, 40)
    model = training.fit(
        Cleaner(seed=seed), undoing(0.02, 0.3), pieces, n_steps=500, batch=8, rate=0.006, seed=seed
    )
    for sigma, more in ((0.05, 3), (0.1, 3), (0.2, 0.5)):
        x_noisy = noisy(FLOWER, sigma, seed)
        linear, learned = (
            photographs.psnr(at(sigma)(x_noisy), FLOWER) for at in (classical.wiener(china), model.at)
        )
        assert learned > linear + more
        assert noise_level(model.at, x_noisy) == pytest.approx(sigma, rel=0.05)
