"""How far a cloud of points is from the distribution that it should follow."""

import torch
from torch import Tensor


def energy_distance(x: Tensor, nodes: Tensor, weights: Tensor) -> float:
    """D² = 2E‖X − Y‖ − E‖X − X'‖ − E‖Y − Y'‖, for X, X' among points x (n, d), Y, Y' among weighted nodes.

    nodes: (m, d); weights: (m,), of any sum. It is 0 only if both have the same distribution; n points that
    were drawn from the nodes have E‖Y − Y'‖/n on average. Source: Rizzo & Székely (2016).
    """
    x, nodes, p = x.double(), nodes.double(), weights.double() / weights.double().sum()
    within = torch.cdist(x, x).mean() + p @ torch.cdist(nodes, nodes) @ p
    return (2 * (torch.cdist(x, nodes) @ p).mean() - within).item()
