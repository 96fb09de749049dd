"""Print the lower bounds of pyproject.toml and its extras as pip constraints: the oldest versions allowed.

torch is left to the caller: its old builds are large, and need not exist for every Python.
"""

import re
from pathlib import Path

from tools import command


def main() -> None:
    text = (Path(__file__).resolve().parent.parent / "pyproject.toml").read_text(encoding="utf-8")
    bounds = dict(re.findall(r'"([\w-]+)(?:\[[\w,-]+\])?>=([\d.]+)"', text))
    for name in sorted(bounds.keys() - {"torch", "setuptools"}):
        print(f"{name}=={bounds[name]}")


if __name__ == "__main__":
    command.run(__doc__, main)
