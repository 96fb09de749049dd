"""Compile dae_helpers/page/kernels.c to WebAssembly, and write it as text into binary.js beside it.

It needs the compiler that `pip install ziglang==0.17.1` brings; each run gives the same bytes.
"""

import base64
import subprocess
import sys
import tempfile
from pathlib import Path

from tools import command

FOLDER = Path(__file__).resolve().parent.parent / "dae_helpers" / "page"
COMPILE = "cc -target wasm32-freestanding -O3 -msimd128 -freciprocal-math -nostdlib -Wl,--no-entry"
MEMORY = "-Wl,--import-memory -Wl,--initial-memory=65536 -Wl,-z,stack-size=1024 -Wl,--strip-all"


def compiled() -> bytes:
    """The kernels as WebAssembly."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "kernels.wasm"
        flags = [*COMPILE.split(), *MEMORY.split(), "-o", str(target), "kernels.c"]
        subprocess.run([sys.executable, "-m", "ziglang", *flags], cwd=FOLDER, check=True)
        return target.read_bytes()


def module(binary: bytes) -> str:
    """The JavaScript module that holds them."""
    text = base64.b64encode(binary).decode()
    return f'// kernels.c as WebAssembly, by `make kernels`.\nexport const BINARY =\n  "{text}";\n'


def main() -> None:
    (FOLDER / "binary.js").write_text(module(compiled()), encoding="utf-8")
    print("Wrote dae_helpers/page/binary.js")


if __name__ == "__main__":
    command.run(__doc__, main)
