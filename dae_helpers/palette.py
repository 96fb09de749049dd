"""The colours and the density contours' shares, the same in every figure, widget and notebook.

They stand in palette.json, which the living page reads too.
"""

import json
from pathlib import Path

PALETTE = json.loads(Path(__file__).with_name("palette.json").read_text(encoding="utf-8"))
CLEAN, NOISY, TRUTH, LEARNED, ERROR = (
    PALETTE["light"][name] for name in ("clean", "noisy", "truth", "learned", "error")
)
SHARES = tuple(PALETTE["shares"])  # of the corrupted points, which the hills hold, from the lowest up
