"""python -m benchmarks [PART ...]: all measurements, or those named; their tables go to build/bench.md."""

import argparse
import time

from . import accuracy, choices, exactness, hub, moves, page, race, report

PARTS = {
    part.__name__.rpartition(".")[2]: part.run
    for part in (race, choices, accuracy, exactness, hub, moves, page)
}


def main():
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--quick", action="store_true", help="one seed and fewer sizes, in a minute or so")
    words = parser.parse_args()
    if unknown := set(words.parts) - PARTS.keys():
        parser.error(f"no part is called {', '.join(unknown)}; there are {', '.join(PARTS)}")
    start, sections = time.perf_counter(), []
    for name in words.parts or PARTS:
        sections.append(PARTS[name](words.quick))
        print(f"--- {name}: {time.perf_counter() - start:.0f} s so far ---", flush=True)
    report.BUILD.mkdir(exist_ok=True)
    target = report.BUILD / "bench.md"
    target.write_text("\n\n".join(["# Benchmarks", report.machine(), *sections]), encoding="utf-8")
    print(f"wrote {target}")


if __name__ == "__main__":
    main()
