"""`python -m tests.faults`: every fault at every step that touches the disk, and what came of it, as a table."""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.faults.choosing import all_points
from tests.faults.report import table
from tests.faults.scenario import ARRIVALS, RUNS
from tests.faults.trials import Laboratory, Point, Trial, laboratory


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when all is survived, 1 when something is not."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only every Nth fault")
    options = parser.parse_args(arguments)
    begun, steps, trials = time.monotonic(), {}, []
    for stages in (ARRIVALS, RUNS):
        with tempfile.TemporaryDirectory() as folder, laboratory(Path(folder)) as mine:
            mine.explore([stage.name for stage in stages])
            steps |= mine.steps
            trials += _attempt(mine, list(all_points(mine))[:: options.every])
    print(table(steps, trials))
    print(f"\n{time.monotonic() - begun:.0f} s")
    return int(not all(each.is_survived for each in trials))


def _attempt(mine: Laboratory, points: Iterable[Point]) -> list[Trial]:
    found = []
    for point in points:
        found.append(mine.attempt(point))
        if not found[-1].is_survived:
            print(found[-1], file=sys.stderr, flush=True)
    return found


if __name__ == "__main__":
    sys.exit(main())
