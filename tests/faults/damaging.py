"""Damage what a database keeps beside it until it is opened next: its write-ahead log, gone or cut in half."""

import os
from collections.abc import Callable
from pathlib import Path

from tests.faults.striking import KILL
from tests.faults.trials import Laboratory, Point


def gone(log: Path) -> None:
    log.unlink()


def halved(log: Path) -> None:
    os.truncate(log, log.stat().st_size // 2)


DAMAGES = (gone, halved)


def to_logs(damage: Callable[[Path], None]) -> Callable[[Path], None]:
    """Does it to every log in a home; there has to be one."""

    def do(home: Path) -> None:
        logs = [path for path in home.rglob("*") if path.name.endswith((".wal", "-wal")) and path.stat().st_size]
        assert logs, "nothing was left in a log"
        for each in logs:
            damage(each)

    return do


def points_with_logs(laboratory: Laboratory, stage: str) -> list[Point]:
    """Where a database is about to take over what its log holds: killed there, it leaves the log behind."""
    found, written = [], set[str]()
    for at, step in enumerate(laboratory.steps[stage]):
        engine, what = step.kind.split(" ") if " " in step.kind else ("", step.kind)
        place = step.place.split(" ")[0]
        if what in ("INSERT", "DELETE"):
            written.add(place)
        elif what == ("close" if engine == "sqlite" else "CHECKPOINT") and place in written:
            found.append(Point(stage, step, at, KILL))
            written.remove(place)
    return found
