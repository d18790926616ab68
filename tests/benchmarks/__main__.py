"""`python -m tests.benchmarks [NAME …]`: run benchmarks, each in a process of its own, and print what they found."""

import os
import platform
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from tests.benchmarks.backfilling import backfill
from tests.benchmarks.batch import batch
from tests.benchmarks.calculating import calculate
from tests.benchmarks.checking import check_csv, check_workbook
from tests.benchmarks.comparing import compare
from tests.benchmarks.example import accept_one, demo
from tests.benchmarks.growing import grow
from tests.benchmarks.results import Result, heading, line

BENCHMARKS: dict[str, Callable[[], list[Result]]] = {
    "check-workbook": check_workbook,
    "check-csv": check_csv,
    "peers": compare,
    "batch": batch,
    "calculate": calculate,
    "demo": demo,
    "accept-one": accept_one,
    "grow": grow,
    "backfill": backfill,
}
ON_REQUEST = {"peers", "grow", "backfill"}
"""Not among those that run when none is named: other libraries are installed first, or ten years of files examined."""


def main(names: Sequence[str]) -> int:
    """Run the benchmarks of these names, or all but those on request."""
    if unknown := set(names) - set(BENCHMARKS):
        print(f"no benchmark {', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}; medians\n")
    print(heading())
    with ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as pool:
        for name in names or [each for each in BENCHMARKS if each not in ON_REQUEST]:
            for result in pool.submit(BENCHMARKS[name]).result():
                print(line(result), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
