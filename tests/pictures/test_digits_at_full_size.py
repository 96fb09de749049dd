"""What is said of robust codes, of denoised codes and of the digit held out, on the small digits."""

import pytest
import torch
from torch import nn

from dae_helpers import corruption
from dae_helpers.images import digits, training
from dae_helpers.pictures import full_size, odd, robust


def test_a_probe_reads_fewer_digits_the_more_is_masked_and_more_if_it_has_seen_that():
    data, strengths = digits.load(), (0, 0.25, 0.5, 0.75)
    clean = robust.accuracies(lambda x: x, data, corruption.masking, strengths)
    assert clean == sorted(clean, reverse=True)
    assert clean[0] > 0.9
    (seen,) = robust.accuracies(lambda x: x, data, corruption.masking, [0.5], seen=0.5)
    assert clean[2] + 0.03 < seen < clean[0]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_a_code_is_robust_to_the_damage_that_it_has_seen(seed):
    data = digits.load(seed=seed)
    read = robust.encoders(data.x_train, seed, n_steps=1000)
    masked, noisy = (
        {name: robust.accuracies(encoder, data, corrupt, [p])[0] for name, encoder in read.items()}
        for corrupt, p in ((corruption.masking, 0.5), (corruption.gaussian, 0.4))
    )
    assert max(masked, key=masked.get) == "learned on masks"
    smooth = min(noisy["contractive"], noisy["learned on noise"])
    assert smooth > max(noisy["learned on masks"], noisy["plain"], noisy["untrained"])


def test_neighbours_of_the_other_digit_are_counted_in_a_thousand_images():
    code, y = torch.tensor([[0.0], [0.1], [5.0], [5.1]]), torch.tensor([4, 9, 3, 3])
    assert full_size.among(code, y, [(4, 9), (3, 8)]) == [500, 0]


def test_the_units_that_matter_most_come_first_and_add_nothing_where_images_are_empty():
    decoder = nn.Sequential(nn.Linear(3, 3))
    x = torch.randn(50, 3, generator=torch.Generator().manual_seed(0)) * torch.tensor([0, 100, 10.0])
    drawn = full_size.strongest(lambda images: images, decoder, x, 2)
    assert torch.allclose(drawn[0, 1:], decoder[0].weight[1:, 1] * x[:, 1].std())
    assert (drawn[:, 0] == 0).all()
    assert drawn[0].norm() > drawn[1].norm()


@pytest.mark.slow
def test_codes_made_from_noise_lie_where_the_codes_lie():
    h = torch.randint(2, (2000, 2), generator=torch.Generator().manual_seed(0)) * 2.0 - 1  # four corners
    model = training.fit(full_size.CodeDenoiser(2), full_size.every_level, h, n_steps=800, rate=0.005)
    made = full_size.drawn(model, 400, 2)
    assert ((made.abs() - 1).norm(dim=1) < 0.2).float().mean() > 0.9
    corners = (made > 0).long() @ torch.tensor([2, 1])
    assert corners.bincount(minlength=4).min() > 60


@pytest.mark.slow
def test_of_ten_digits_held_out_an_autoencoder_notices_the_one_least_and_the_nearest_image_finds_most():
    data = digits.load()
    areas = torch.tensor([odd.areas(data, digit, n_steps=400, rate=0.01) for digit in range(10)]).T
    pca, plain, denoising, nearest = areas
    assert plain.argmin() == denoising.argmin() == 1
    assert (nearest > torch.maximum(plain, denoising)).all()
    assert pca.mean() < plain.mean() < nearest.mean()
