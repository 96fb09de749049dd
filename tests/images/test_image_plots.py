"""The drawing: it takes whatever a network may give, and its ticks are where the values are."""

import torch

from dae_helpers.images import image_plots

Y = torch.arange(40) % 10


def test_codes_are_drawn_wherever_they_fall_even_all_together():
    _, axes = image_plots.panels(2, 2, width=2, height=2)
    spread = torch.rand(40, 2, generator=torch.Generator().manual_seed(0))
    for ax, code in zip(axes, (spread, torch.zeros(40, 2))):
        image_plots.codes(code, Y, ax)
        assert sum(len(drawn.get_offsets()) for drawn in ax.collections) == 40
        (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
        assert left < code[:, 0].min() < right
        assert bottom < code[:, 1].max() < top


def test_ticks_are_round_numbers_among_the_values():
    fig, (ax,) = image_plots.panels(1, 1, width=4, height=3)
    errors = torch.tensor([[0.06, 0.013, 0.0021]])
    image_plots.curves(ax, [1, 4, 16], {"error": (errors, "black", "-")}, xscale="log", yscale="log")
    image_plots.plain_ticks(ax, [1, 4, 16])
    fig.canvas.draw()
    seen = [
        tick.label1.get_text()
        for axis in (ax.xaxis, ax.yaxis)
        for tick in axis.get_major_ticks()
        if axis.get_view_interval()[0] <= tick.get_loc() <= axis.get_view_interval()[1]
    ]
    assert seen == ["1", "4", "16", "0.002", "0.005", "0.01", "0.02", "0.05"]
