"""Print pyproject.toml's lower bounds as pip constraints, for an environment of the oldest versions allowed.

torch is left to the caller: its old builds are large, and need not exist for every Python.
"""

import re
from pathlib import Path


def main() -> None:
    text = (Path(__file__).resolve().parent.parent / "pyproject.toml").read_text(encoding="utf-8")
    for name, version in re.findall(r'"([\w-]+)>=([\d.]+)"', text):
        if name not in ("torch", "setuptools"):
            print(f"{name}=={version}")


if __name__ == "__main__":
    main()
