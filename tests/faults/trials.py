"""Find the steps of each stage, and try faults at them: each in a home of its own, as it was before the stage."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import data_contracts
from tests.faults.effects import Step
from tests.faults.striking import DEADLY, END, KILL, TORN

ROOT = Path(__file__).parents[2]
MEMBERS = ("NL", "FR", "PL")
"""As many as it takes: the network's own list only costs time."""


@dataclass(frozen=True)
class Point:
    """A fault at a step of a stage. at: the step's number."""

    stage: str
    step: Step
    at: int
    fault: str

    def __str__(self) -> str:
        return f"{self.stage}: {self.fault} at step {self.at} ({self.step})"


@dataclass(frozen=True)
class Trial:
    """What came of a fault at a point."""

    point: Point
    lost: tuple[str, ...]
    doubled: tuple[str, ...]
    torn: tuple[str, ...]
    left: tuple[str, ...]

    @property
    def is_survived(self) -> bool:
        return not (self.lost or self.doubled or self.torn or self.left)

    def __str__(self) -> str:
        told = "; ".join(f"{name}: {', '.join(getattr(self, name))}" for name in KINDS if getattr(self, name))
        return (
            f"{self.point.stage}: {self.point.fault} at step {self.point.at} ({self.point.step}): {told or 'survived'}"
        )


KINDS = ("lost", "doubled", "torn", "left")


class Laboratory:
    """Homes in a folder, and the processes that meet the faults."""

    def __init__(self, folder: Path, process: "subprocess.Popen[str]") -> None:
        self._folder, self._process = folder, process
        self._homes = 0
        self.steps: dict[str, list[Step]] = {}

    def explore(self, stages: Sequence[str]) -> None:
        """Go through these stages undisturbed, one after the other, and find the steps of each."""
        home = self._folder / "undisturbed"
        home.mkdir(mode=0o700, exist_ok=True)
        for stage in stages:
            self._ask("kept", "ready", stage, str(home))
            shutil.copytree(home, self._before(stage))
            self.steps[stage] = [Step(*each) for each in self._ask("kept", "learn", stage, str(home))]

    def points(self, stage: str, faults: Sequence[str]) -> Iterator[Point]:
        """Every point of a stage at which one of these faults can strike."""
        for at, step in enumerate(self.steps[stage]):
            for fault in faults:
                if (step != END or fault == KILL) and (step.kind == "write" or fault != TORN):
                    yield Point(stage, step, at, fault)

    def attempt(self, point: Point, *, then: Callable[[Path], object] = lambda home: None) -> Trial:
        """Let a fault strike, and look what came of it; `then` may do further harm before anybody starts again."""
        home = self._home(point.stage)
        process = "new" if point.fault in DEADLY else "kept"
        told = self._ask(process, "attempt", point.stage, str(home), point.fault, point.at)
        if point.fault in DEADLY:
            assert told is None, f"{point} killed nobody: {told}"
        else:
            assert told["struck"] == list(point.step), f"{point} came to {told['struck']}"
        then(home)
        return self._recovered(point, home)

    def kill_after(self, stage: str, seconds: float) -> Trial:
        """Kill whoever is at it at some moment, also within what SQLite and DuckDB do."""
        home = self._home(stage)
        self._ask(seconds, "attempt", stage, str(home), KILL, -1)
        return self._recovered(Point(stage, Step("moment", f"{seconds:.2f} s"), -1, KILL), home)

    def _home(self, stage: str) -> Path:
        self._homes += 1
        return Path(shutil.copytree(self._before(stage), self._folder / f"home-{self._homes}"))

    def _recovered(self, point: Point, home: Path) -> Trial:
        found = self._ask("kept", "recover", point.stage, str(home))
        shutil.rmtree(home)
        return Trial(point, **{kind: tuple(found[kind]) for kind in KINDS})

    def _before(self, stage: str) -> Path:
        return self._folder / f"before {stage}"

    def _ask(self, process: str | float, name: str, *values: Any) -> Any:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps([process, name, values]) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, "the process that meets the faults has ended"
        return json.loads(answer)


@contextmanager
def laboratory(folder: Path) -> Iterator[Laboratory]:
    """With processes that know a network of three countries."""
    contracts = folder / "contracts"
    shutil.copytree(data_contracts.HERE, contracts, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    members = contracts / "members.csv"
    first, *rest = members.read_text(encoding="utf-8").splitlines()
    members.write_text("\n".join([first, *(line for line in rest if line.startswith(MEMBERS))]), encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, "-m", "tests.faults.victim"],
        cwd=ROOT,
        env={**os.environ, "COP_CONTRACTS": str(contracts), "TMPDIR": str(folder), "POLARS_MAX_THREADS": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield Laboratory(folder, process)
        finally:
            assert process.stdin
            process.stdin.close()
