"""Numbers as hands type them, or paste them from elsewhere."""

import re

BETWEEN = str.maketrans("[](),;", "      ")
NUMBER = r"[-+]?(?:\d+|\d*,\d+)(?:e[-+]?\d+)?"
PAIR = re.compile(rf"[\[(\s]*{NUMBER}(?:\s*;\s*|\s*,\s+|\s+){NUMBER}[\])\s,;]*", re.IGNORECASE)


def numbers(line: str) -> list[float]:
    """The numbers in a line; commas, semicolons and brackets may stand anywhere. Raises ValueError.

    Where a line holds two numbers with a blank or a semicolon between them, a comma inside one is a decimal
    comma: "0,5 1,2" and "0,5; 1,2".
    """
    line = line.replace("−", "-")
    if PAIR.fullmatch(line):
        line = re.sub(r",(?=\d)", ".", line)
    return [float(word) for word in line.translate(BETWEEN).split()]
