"""Rehearse changed contracts: hold all that was ever received against them, and tell who would have been stopped.

`python -m pipeline.rehearsal HOME` examines everything in a home of its own and prints a line of JSON a submission.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from data_contracts import HERE as CONTRACTS
from data_contracts.findings import ACCEPTED
from pipeline.scratch import furnish
from pipeline.settings import Settings
from pipeline.storage.beginning import has_begun

_CODE = Path(__file__).parents[1]


class RehearsalError(Exception):
    """Why there was no rehearsal: `problem` is its name among the words, `what` fills it in."""

    def __init__(self, problem: str, what: str) -> None:
        super().__init__(problem)
        self.problem, self.what = problem, what


@dataclass(frozen=True)
class Difference:
    """A submission whose verdict would be another. rules: what would block it, or no longer does."""

    submission: str
    country: str | None
    quarter: str | None
    before: str
    after: str
    rules: tuple[str, ...]

    @property
    def is_stopped(self) -> bool:
        return self.before == ACCEPTED


@dataclass(frozen=True)
class Rehearsal:
    """submissions: how many were held against both. differences: in the order in which they came."""

    submissions: int
    differences: tuple[Difference, ...]

    def as_dict(self) -> dict[str, Any]:
        """The rehearsal as JSON-ready values."""
        return {"submissions": self.submissions, "differences": [vars(each) for each in self.differences]}

    def stopped(self) -> dict[tuple[str, str | None, str | None], int]:
        """(rule, country, quarter) -> how many accepted submissions it would have stopped."""
        found: dict[tuple[str, str | None, str | None], int] = {}
        for each in self.differences:
            for rule in each.rules if each.is_stopped else ():
                key = (rule, each.country, each.quarter)
                found[key] = found.get(key, 0) + 1
        return dict(sorted(found.items(), key=lambda each: tuple(part or "" for part in each[0])))


def rehearse(settings: Settings, *, contracts: Path) -> Rehearsal:
    """`contracts`: a folder laid out as `data_contracts`, of the files that change; the others stay as they are.

    All of history is examined twice side by side, by today's contracts and by the changed ones, so that only the
    change makes a difference. Nothing of the installation is written.
    """
    if not any(path.suffix in (".yaml", ".csv", ".toml") for path in contracts.rglob("*")):
        raise RehearsalError("rehearse-empty", str(contracts))
    if not has_begun(settings):
        return Rehearsal(0, ())
    with TemporaryDirectory(prefix="rehearsal-", dir=settings.ledger.parent) as folder:
        changed = Path(folder, "contracts")
        shutil.copytree(CONTRACTS, changed, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
        shutil.copytree(contracts, changed, dirs_exist_ok=True)
        runs = [
            _start(furnish(settings, Path(folder, name)), contracts=by)
            for name, by in (("before", CONTRACTS), ("after", changed))
        ]
        before, after = (_verdicts(settings, run) for run in runs)
    return Rehearsal(len(after), tuple(_differences(before, after)))


def _start(mine: Settings, *, contracts: Path) -> "subprocess.Popen[bytes]":
    environment = {**os.environ, "COP_CONTRACTS": str(contracts)}
    command = [sys.executable, "-m", "pipeline.rehearsal", str(mine.home)]
    return subprocess.Popen(
        command, cwd=_CODE, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def _verdicts(settings: Settings, run: "subprocess.Popen[bytes]") -> dict[str, dict[str, Any]]:
    told, trouble = run.communicate()
    if run.returncode:
        log = settings.logs / "rehearsal.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_bytes(trouble)
        raise RehearsalError("rehearse-failed", str(log))
    found = [json.loads(line) for line in told.splitlines()]
    return {each["submission"]: each for each in found}


def _differences(before: dict[str, dict[str, Any]], after: dict[str, dict[str, Any]]) -> Iterator[Difference]:
    for submission, now in after.items():
        was = before[submission]
        if was["verdict"] != now["verdict"]:
            rules = sorted(set(now["rules"]) ^ set(was["rules"]))
            yield Difference(submission, now["country"], now["quarter"], was["verdict"], now["verdict"], tuple(rules))


def _tell(home: Path) -> None:
    """Examine all that the ledger of `home` names, and print what became of each."""
    from pipeline.batches import examine_batches
    from pipeline.storage.ledger import Ledger
    from pipeline.storage.warehouse import open_warehouse, table

    settings = Settings(home=home)
    examine_batches(settings, Ledger(settings.ledger).openers(), now=datetime.now(UTC))
    with open_warehouse(settings.warehouse) as warehouse:
        found = table(
            warehouse,
            """
            SELECT submission, country, quarter, verdict, list_sort(list(DISTINCT rule) FILTER (blocks)) AS rules
            FROM submissions LEFT JOIN findings USING (submission) GROUP BY ALL ORDER BY any_value(seq)
            """,
        )
    for each in found.iter_rows(named=True):
        print(json.dumps({**each, "rules": each["rules"] or []}))


if __name__ == "__main__":
    os.umask(0o077)
    _tell(Path(sys.argv[1]))
