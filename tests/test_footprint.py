"""What a student's kernel holds: no compiler that nobody asked for, and no more at a time than it needs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parent.parent
COMPILER = """
import sys
import torch
from dae_helpers import manifolds, models, training
from dae_helpers.images import digits, measures
from dae_helpers.lesson import checks
training.fit(models.DAE(), manifolds.circle(), n_steps=2, progress=False)
checks.check(lambda r, x_noisy, sigma: (r(x_noisy) - x_noisy) / sigma**2, "score")
data = digits.load()
measures.probe(lambda x: x[:, :2], data), measures.jacobian_norm(lambda x: x @ x.T, data.x_test[:2])
print("torch._dynamo" in sys.modules)
"""
CALLS = {
    "the exact answer": "oracle.PosteriorMean(spiral, 0.1)(x)",
    "the exact answer of a thousand points": "oracle.Posterior(x[:1000], torch.ones(1000), 0.02)(x)",
    "the density": "oracle.PosteriorMean(spiral, 0.1).log_density(x)",
    "the covariances": "oracle.PosteriorMean(spiral, 0.1).covariance(x)",
    "a network's slopes": "fields.jacobian(model, x[:20_000])",
    "the exact slopes": "fields.jacobian(oracle.PosteriorMean(spiral, 0.1), x[:20_000])",
    "the nearest places": "sampling.nearest(x, spiral)",
    "an excess risk": "oracle.excess_risk(model, spiral, 0.1)",
}
MEMORY = """
import torch
from benchmarks.timing import peak_megabytes
from dae_helpers import corruption, fields, manifolds, models, oracle, sampling
torch.set_num_threads(1)
spiral, model = manifolds.spiral(), models.DAE()
x = corruption.gaussian(spiral.sample(50_000), 0.1)
fields.jacobian(model, x[:10]), oracle.excess_risk(model, spiral, 0.3, n=10)
before = peak_megabytes()
"""


def printed(code: str) -> str:
    """What a new Python prints, with the package of this folder."""
    command, env = [sys.executable, "-c", code], os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(command, check=True, cwd=ROOT, env=env, capture_output=True, text=True).stdout


def test_neither_a_training_nor_a_check_loads_torchs_compiler():
    assert printed(COMPILER).splitlines()[-1] == "False"


def test_the_greatest_calls_need_little_memory_however_many_points():
    pytest.importorskip("resource")
    lines = "".join(f"{call}\nprint(peak_megabytes() - before)\n" for call in CALLS.values())
    so_far = dict(zip(CALLS, map(float, printed(MEMORY + lines).split())))
    assert len(so_far) == len(CALLS)
    assert max(so_far.values()) < 60, so_far
