"""What work costs: seconds, processor seconds and memory, as medians of runs that take turns."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median

COP = str(Path(sys.executable).with_name("cop"))
"""The command as it is installed: benchmarks of a command run all of it."""

_PAGE = os.sysconf("SC_PAGE_SIZE")
_BLINK = 0.02  # seconds between two looks at a process's memory


@dataclass(frozen=True)
class Cost:
    """seconds by the clock; cpu: processor seconds, those of child processes included.

    memory_mb: the most that a process and its children held at one time; pages that they share count for each.
    """

    seconds: float
    cpu: float
    memory_mb: float = 0.0


def cost_of(work: Callable[[], object]) -> Cost:
    """What `work` costs, done in this process."""
    clock, before = time.perf_counter(), sum(os.times()[:4])
    work()
    return Cost(time.perf_counter() - clock, sum(os.times()[:4]) - before)


def cost_of_process(command: Sequence[str], *, ends_with: int = 0, **environment: str) -> Cost:
    """What `command` costs as a whole process; raises when it ends otherwise than expected.

    Python may keep what it compiles, as it does for users: otherwise we would compile at every start, and a peer that
    was installed as a package would not.
    """
    clock, memory = time.perf_counter(), 0
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", **environment}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment)
    while not (done := os.wait4(process.pid, os.WNOHANG))[0]:
        memory = max(memory, sum(map(_resident, _family(process.pid))))
        time.sleep(_BLINK)
    seconds, (_, status, used) = time.perf_counter() - clock, done
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != ends_with:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}, not {ends_with}")
    return Cost(seconds, used.ru_utime + used.ru_stime, memory * _PAGE / 1e6)


def in_turns(*measured: Callable[[], Cost], runs: int) -> list[Cost]:
    """The median costs of each, measured in turns so that what else the machine does falls on all alike."""
    rounds = [[each() for each in measured] for _ in range(runs)]
    return [_median(costs) for costs in zip(*rounds, strict=True)]


def _median(costs: Sequence[Cost]) -> Cost:
    return Cost(*(median(getattr(each, part) for each in costs) for part in ("seconds", "cpu", "memory_mb")))


def _family(pid: int) -> list[int]:
    """The process and its descendants, as far as they still live."""
    found = [pid]
    for each in found:
        with suppress(OSError):
            for thread in Path(f"/proc/{each}/task").iterdir():
                found += map(int, (thread / "children").read_text().split())
    return found


def _resident(pid: int) -> int:
    """Pages of the process that are in memory; none when it is gone."""
    with suppress(OSError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return 0
