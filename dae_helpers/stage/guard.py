"""Running a student's code: whatever it does to the session's state is undone, and a user can stop it."""

import inspect
import os
import random
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout, suppress

import numpy as np
import torch
from torch import nn


def put_device(device: torch.device) -> None:
    if torch.get_default_device() != device:
        torch.set_default_device(None if device.type == "cpu" else device)


def put_deterministic(on: bool) -> None:
    if torch.are_deterministic_algorithms_enabled() != on:  # the call alone loads torch's compiler, 75 MB
        torch.use_deterministic_algorithms(on)


# What is read before, and how it is put back.
STATE = [
    (torch.get_rng_state, torch.set_rng_state),
    (random.getstate, random.setstate),
    (np.random.get_state, np.random.set_state),
    (np.geterr, lambda errors: np.seterr(**errors)),
    (torch.get_default_device, put_device),
    (torch.get_default_dtype, torch.set_default_dtype),
    (torch.get_num_threads, torch.set_num_threads),
    (torch.is_grad_enabled, torch.set_grad_enabled),
    (torch.are_deterministic_algorithms_enabled, put_deterministic),
    (sys.getrecursionlimit, sys.setrecursionlimit),
    (os.getcwd, os.chdir),
]


@contextmanager
def guarded(answer) -> Iterator[Callable[[], bool]]:
    """Within, random numbers begin at seed 0; after it, all is as before. Yields interrupted()."""
    with ExitStack() as stack:
        interrupted = stack.enter_context(interrupts())
        stack.enter_context(warnings.catch_warnings())
        stack.enter_context(redirect_stdout(sys.stdout))
        stack.enter_context(redirect_stderr(sys.stdout))  # nbgrader takes stderr for an error
        for read, put in STATE:
            stack.callback(put_back, put, read())
        for network in networks(answer):
            with suppress(Exception):  # one that was never called has nothing to keep
                kept = {name: value.clone() for name, value in network.state_dict().items()}
                stack.callback(put_weights, network, kept)
        torch.default_generator.manual_seed(0)
        random.seed(0)
        np.random.seed(0)  # noqa: NPY002  an answer may draw from it
        yield interrupted


def put_back(put: Callable, value) -> None:
    with suppress(Exception):  # a folder may be gone; the rest is put back all the same
        put(value)


def networks(answer) -> list[nn.Module]:
    """The networks that an answer is, belongs to or names."""
    found = []
    with suppress(BaseException):  # an answer may be anything
        found = [answer, getattr(answer, "__self__", None), getattr(answer, "func", None)]
        variables = inspect.getclosurevars(inspect.unwrap(answer))
        found += [*variables.nonlocals.values(), *variables.globals.values()]
    return [each for each in found if issubclass(type(each), nn.Module)]


def put_weights(network: nn.Module, kept: dict) -> None:
    """Put back what changed of the weights and the buffers; what was untouched keeps its history."""
    with suppress(Exception):
        for name, value in network.state_dict().items():
            if not torch.equal(value, kept[name]):
                value.copy_(kept[name])


@contextmanager
def interrupts() -> Iterator[Callable[[], bool]]:
    """Tells whether an interrupt came from the user: an answer can raise KeyboardInterrupt, too."""
    pressed: list[int] = []
    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(before):
        yield lambda: False  # signals reach the main thread only
        return

    def pass_on(number, frame):
        pressed.append(number)
        return before(number, frame)

    try:
        signal.signal(signal.SIGINT, pass_on)
        yield lambda: bool(pressed)
    finally:
        signal.signal(signal.SIGINT, before)
