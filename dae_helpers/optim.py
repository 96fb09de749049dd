"""Adam and L-BFGS, as torch has them, but without torch's compiler."""

from inspect import unwrap

import torch


def lean(kind: type[torch.optim.Optimizer]) -> type[torch.optim.Optimizer]:
    """An optimiser of torch's that gives the same numbers, step by step.

    At its first use torch's own loads the compiler for decorations that do nothing here: 75 MB and more
    than a second, in every student's kernel. So the methods are taken from beneath them.
    """
    methods = {name: unwrap(getattr(kind, name)) for name in ("add_param_group", "zero_grad", "step")}
    return type(kind.__name__, (kind,), methods | {"step": torch.no_grad()(methods["step"])})


Adam, LBFGS = lean(torch.optim.Adam), lean(torch.optim.LBFGS)
