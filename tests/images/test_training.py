"""The shared training loop: it yields, it stops where it is told to, and a seed is a seed."""

import torch
from torch import nn

from dae_helpers import corruption
from dae_helpers.family import stacked
from dae_helpers.images import digits, members, networks, training

X = torch.rand(40, 16, generator=torch.Generator().manual_seed(0))


def model():
    return networks.dense((16, 8, 2))


def test_each_step_is_yielded_and_the_model_is_trained_in_place():
    own = model()
    states = list(training.steps(own, members.plain, X, n_steps=20))
    assert [state.step for state in states] == list(range(1, 21))
    assert states[-1].model is own
    assert states[-1].loss < states[0].loss


def test_the_same_seed_gives_the_same_numbers():
    loss = members.denoising(corruption.gaussian, 0.3)
    one, same, other = (training.fit(model(), loss, X, n_steps=10, seed=seed)(X) for seed in (1, 1, 2))
    assert torch.equal(one, same)
    assert not torch.equal(one, other)


def test_the_callers_random_numbers_and_threads_stay_as_they_are():
    torch.manual_seed(0)
    before, threads = torch.random.get_rng_state(), torch.get_num_threads()
    training.fit(model(), members.denoising(corruption.masking, 0.3), X, n_steps=5)
    assert torch.equal(torch.random.get_rng_state(), before)
    assert torch.get_num_threads() == threads


def test_an_interrupt_keeps_what_was_learned(capsys):
    calls = 0

    def interrupted(model, x, generator):
        nonlocal calls
        calls += 1
        if calls == 7:
            raise KeyboardInterrupt
        return members.plain(model, x, generator)

    jobs = {"first": (model(), interrupted), "second": (model(), members.plain)}
    trained = training.fit_all(jobs, X, n_steps=20)
    assert not torch.equal(trained["first"](X), model()(X))
    assert torch.equal(trained["second"](X), model()(X))
    assert "Interrupted after 6 of 40 steps" in capsys.readouterr().out


def test_the_bar_names_what_is_trained_and_comes_to_its_end(capsys):
    jobs = {k: (networks.dense((16, k)), members.plain) for k in (2, 4)}
    training.fit_all(jobs, X, n_steps=60, progress="two sizes")
    last = capsys.readouterr().out.strip().split("\r")[-1]
    assert last.startswith("two sizes")
    assert "120/120 steps" in last
    training.fit(model(), members.plain, X, n_steps=5)
    assert capsys.readouterr().out == ""


def test_labels_go_with_their_images():
    y = (X[:, 0] > 0.5).long()
    assert stacked.fine_tuned(nn.Identity(), digits.Digits(X, y, X, y)) > 0.85


def test_layers_learn_one_after_the_other():
    start, deep = (
        stacked.untrained((16, 12, 4), 0, nn.ReLU),
        stacked.pretrain(X, (16, 12, 4), members.plain, n_steps=10),
    )
    assert start(X).shape == deep(X).shape == (40, 4)
    y = (X[:, 0] > 0.5).long()
    taught = stacked.pretrain(X, (16, 12, 4), stacked.classifying(), y=y, n_steps=200)
    assert stacked.fine_tuned(taught, digits.Digits(X, y, X, y), sigma=0.1) > 0.85
