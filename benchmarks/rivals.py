"""The rivals: three common ways to train a denoiser of points in the plane, as their users write them.

Each is a generator that yields what it has learned after every epoch.
"""

import math
from itertools import pairwise

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def seminar_demo(curve, sigma, seed):
    """1000 pairs drawn once, a narrow network, and a look at the test loss after each epoch."""
    torch.manual_seed(seed)
    x, x_test = curve.sample(1000, seed), curve.sample(200, seed + 1000)
    train = DataLoader(TensorDataset(x + sigma * torch.randn_like(x), x), batch_size=64, shuffle=True)
    test = DataLoader(TensorDataset(x_test + sigma * torch.randn_like(x_test), x_test), batch_size=64)
    model = perceptron(2, 9, 18, 9, 18, 9, 2)
    criterion = nn.MSELoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    history = []
    while True:
        model.train()
        for x_noisy, x in train:
            optimizer.zero_grad()
            loss = criterion(model(x_noisy), x)
            loss.backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            losses = [criterion(model(x_noisy), x).item() for x_noisy, x in test]
        history.append(sum(losses) / len(losses))
        yield model


def textbook_loop(curve, sigma, seed):
    """1000 pairs drawn once, and a wider network."""
    torch.manual_seed(seed)
    x = curve.sample(1000, seed)
    train = DataLoader(TensorDataset(x + sigma * torch.randn_like(x), x), batch_size=64, shuffle=True)
    model = perceptron(2, 64, 64, 64, 2)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    while True:
        for x_noisy, x in train:
            loss = nn.functional.mse_loss(model(x_noisy), x)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        yield model


def toy_diffusion(curve, seed):
    """All noise levels from 0.02 to 0.5 in one network that predicts the noise: one batch an epoch."""
    torch.manual_seed(seed)
    x = curve.points(2130)
    model = NoisePredictor()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    while True:
        sigma = 0.02 * (0.5 / 0.02) ** torch.rand(len(x), 1)
        noise = torch.randn_like(x)
        loss = nn.functional.mse_loss(model(x + sigma * noise, sigma), noise)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        yield model


class NoisePredictor(nn.Module):
    """ε(x̃, σ): x̃ and seven waves of log σ, 16 numbers in all, to the noise in units of σ."""

    def __init__(self):
        super().__init__()
        self.net = perceptron(16, 128, 128, 128, 128, 2, activation=nn.GELU)
        self.register_buffer("frequencies", math.pi / 4 * torch.arange(1, 8) / 2)

    def forward(self, x_noisy, sigma):
        angle = sigma.log() * self.frequencies
        return self.net(torch.cat([x_noisy, angle.sin(), angle.cos()], dim=1))

    def denoise(self, x_noisy, sigma):
        return x_noisy - sigma * self(x_noisy, x_noisy.new_full((len(x_noisy), 1), sigma))


def perceptron(*sizes, activation=nn.ReLU):
    layers = []
    for fan_in, fan_out in pairwise(sizes):
        layers += [nn.Linear(fan_in, fan_out), activation()]
    return nn.Sequential(*layers[:-1])
