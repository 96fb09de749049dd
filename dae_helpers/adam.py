"""Adam, as torch has it, but without torch's compiler."""

from inspect import unwrap

import torch


class Adam(torch.optim.Adam):
    """torch.optim.Adam, step by step the same numbers.

    At its first use torch's own loads the compiler for a decoration that does nothing here: 75 MB and more
    than a second, in every student's kernel. Here these methods are taken as they were before it.
    """

    add_param_group = unwrap(torch.optim.Adam.add_param_group)
    zero_grad = unwrap(torch.optim.Adam.zero_grad)
    step = torch.no_grad()(unwrap(torch.optim.Adam.step))
