"""The example of `cop demo` as a whole: what it costs, and what one more submission costs when it is there."""

from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline import stages
from pipeline.compiling import SYNTHETIC
from pipeline.demonstration import LAST_QUARTER, NOW
from pipeline.intake import receive
from pipeline.settings import Settings
from tests.benchmarks.measuring import COP, Cost, cost_of, cost_of_process, in_turns
from tests.benchmarks.results import Result
from tests.files import csv_file

RUNS = 3
MOST_SECONDS, MOST_MB = 60, 1500
ONE_MORE = 0.25
"""Of the whole demo: a ninth of its figures are calculated anew, and every file of the edition is written."""


def demo() -> list[Result]:
    """From nothing to an edition, as a whole process with its reading processes."""
    (cost,) = in_turns(_fresh_demo, runs=RUNS)
    return [
        Result("cop demo", "s", cost.seconds, MOST_SECONDS, "the limit, on 2 cores", 1),
        Result("cop demo, memory at its peak", "MB", cost.memory_mb, MOST_MB, "the limit", 1),
        Result("cop demo, work of all cores", "CPU s", cost.cpu),
    ]


def accept_one() -> list[Result]:
    """Cost grows with what changed: one submission of one quarter, from its bytes to the new edition."""
    with TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder))
        whole = cost_of_process([COP, "--home", folder, "demo"])
        ones = iter(range(RUNS))
        (one,) = in_turns(lambda: cost_of(partial(_accept, settings, number=next(ones))), runs=RUNS)
    what, whose = "one more submission, to the new edition", "the whole demo"
    return [
        Result(what, "s", one.seconds, whole.seconds, whose, ONE_MORE),
        Result(what, "CPU s", one.cpu, whole.cpu, whose, ONE_MORE),
    ]


def _fresh_demo() -> Cost:
    with TemporaryDirectory() as folder:
        return cost_of_process([COP, "--home", folder, "demo"])


def _accept(settings: Settings, *, number: int) -> None:
    now = NOW + timedelta(minutes=number)
    data = csv_file(("campaigns", [{"clicks": f"{number}", "engaged": "0", "reason": "ERR"}]), quarter=LAST_QUARTER)
    receive(settings, data, "one.csv", sender=SYNTHETIC, now=now)
    done = stages.run(settings, now=now)
    assert done.calculated == (LAST_QUARTER,)
    assert done.edition
    assert done.edition.is_new
