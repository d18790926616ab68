"""`python -m tests.faults`: every fault at every step that touches the disk, and what came of it, as a table."""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.faults.chance import killed_by_chance
from tests.faults.choosing import all_points
from tests.faults.report import table
from tests.faults.scenario import ARRIVALS, RUNS, WHOLE
from tests.faults.trials import Trial, laboratory


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when all is survived, 1 when something is not."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only every Nth fault")
    parser.add_argument("--random", type=int, metavar="N", help="instead: N whole runs, killed by chance")
    parser.add_argument("--seed", type=int, default=2026, help="of chance")
    options = parser.parse_args(arguments)
    begun, steps, trials = time.monotonic(), {}, []
    for stages in (ARRIVALS, RUNS) if options.random is None else (WHOLE,):
        with tempfile.TemporaryDirectory() as folder, laboratory(Path(folder)) as mine:
            if options.random is None:
                mine.explore([stage.name for stage in stages])
                trials += _told(map(mine.attempt, list(all_points(mine))[:: options.every]))
            else:
                trials += _told(killed_by_chance(mine, number=options.random, seed=options.seed))
            steps |= mine.steps
    print(table(steps, trials))
    print(f"\n{time.monotonic() - begun:.0f} s")
    return int(not all(each.is_survived for each in trials))


def _told(trials: Iterable[Trial]) -> list[Trial]:
    """What is not survived is told at once."""
    found = []
    for each in trials:
        found.append(each)
        if not each.is_survived:
            print(each, file=sys.stderr, flush=True)
    return found


if __name__ == "__main__":
    sys.exit(main())
