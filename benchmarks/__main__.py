"""python -m benchmarks [--quick]: every measurement in one run; tables and plots go to build/."""

import argparse
import time

from . import (
    accuracy,
    choices,
    exactness,
    footprint,
    hub,
    moves,
    page,
    race,
    redraw,
    report,
    scaling,
    standings,
)

PARTS = [
    lambda quick: standings.show(race.run(quick)),
    choices.run,
    accuracy.every_level,
    accuracy.by_hand,
    exactness.run,
    scaling.run,
    footprint.memory,
    footprint.imports,
    footprint.threads,
    hub.run,
    redraw.run,
    moves.run,
    page.run,
]


def main():
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one seed and fewer sizes, in a minute or so")
    quick = parser.parse_args().quick
    start, sections = time.perf_counter(), []
    for part in PARTS:
        sections.append(part(quick))
        print(f"--- {time.perf_counter() - start:.0f} s so far ---", flush=True)
    head = [
        "# Benchmarks",
        report.machine(),
        f"Measured in {time.perf_counter() - start:.0f} seconds by "
        f"`python -m benchmarks{' --quick' * quick}`. "
        "Excess risk is E‖r − r*‖² / MMSE: 0 is the exact posterior mean, 0.01 is 1% above the least error.",
    ]
    report.BUILD.mkdir(exist_ok=True)
    (report.BUILD / "bench.md").write_text("\n\n".join(head + sections), encoding="utf-8")
    print(f"wrote {report.BUILD / 'bench.md'}")


if __name__ == "__main__":
    main()
