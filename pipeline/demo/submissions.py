"""Write the synthetic submissions: plan the rounds, make the figures, spoil some, put the files in their folders."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from data_contracts.duties import load_members
from pipeline.demo.chance import dice
from pipeline.demo.figures import Figures, figures
from pipeline.demo.files import NOT_A_WORKBOOK, Cover, write
from pipeline.demo.habits import habits
from pipeline.demo.mistakes import WRONG_QUARTER, spoil
from pipeline.demo.rounds import LAST_DAY, REVISABLE, Planned, plan
from pipeline.demo.row import Row


@dataclass(frozen=True)
class DemoFile:
    """A file that was written, and when it is to be received (UTC).

    intent: what it stands for: on_time, early, late; nil (on time or early, with a nil return); wrong, and its
    corrected version; revised (values changed later, reason ERR); follow_up (three months after trainings, reason
    LATE); duplicate (the bytes of an earlier file again); not_a_workbook (another kind of file under its name).
    """

    path: Path
    received_at: datetime
    country: str
    quarter: str
    intent: str


def write_submissions(
    folder: Path, *, quarters: list[str], seed: int, countries: list[str] | None = None
) -> list[DemoFile]:
    """Write the files of `countries` (all members by default) to folder/<COUNTRY>/; they come in order of receipt.

    `quarters` in time order; published facts are reported in the first. The same arguments give the same bytes.
    """
    found = []
    for planned in plan(seed, quarters):
        if countries is None or planned.country in countries:
            told = contents(planned, seed=seed, first=quarters[0])
            path = folder / planned.country / file_name(planned)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(_bytes(planned, told))
            is_nil = planned.intent in ("on_time", "early") and not all(told.values())
            intent = "nil" if is_nil else planned.intent
            found.append(DemoFile(path, planned.received_at, planned.country, planned.quarter, intent))
    return sorted(found, key=lambda each: (each.received_at, each.path))


def contents(planned: Planned, *, seed: int, first: str) -> Figures:
    """The rows that a planned file holds, mistakes and revisions made."""
    everything = figures(
        seed, planned.country, planned.quarter, first=first, newest=planned.newest, follow_up=planned.known
    )
    told = {collection: everything[collection] for collection in planned.collections}
    rng = dice(seed, planned.intent, planned.name)
    if planned.intent == "revised":
        return {
            collection: _revise(rows, REVISABLE[collection], rng.uniform(1.03, 1.25))
            for collection, rows in told.items()
        }
    if planned.intent == "follow_up":
        return {"training": [row | {"reason": "LATE"} for row in told["training"]]}
    return spoil(told, planned.mistakes, rng)


def file_name(planned: Planned) -> str:
    ending = ".xlsx" if habits(planned.country).form == "workbook" else ".csv"
    again = "_again" if planned.intent == "duplicate" else ""
    return f"{planned.name}{again}{ending}"


def _bytes(planned: Planned, told: Figures) -> bytes:
    if planned.intent == "not_a_workbook":
        return NOT_A_WORKBOOK
    quarter = planned.quarter
    if WRONG_QUARTER in planned.mistakes:  # a year whose rounds are yet to come, whenever the file is examined
        quarter = f"{LAST_DAY.year + 1}-{quarter[-2:]}"
    return write(told, Cover(planned.country, quarter, _agencies()[planned.country]))


@cache
def _agencies() -> dict[str, str]:
    return dict(load_members().select("country", "agency").iter_rows())


def _revise(rows: list[Row], measure: str, factor: float) -> list[Row]:
    """Every third figure that is known comes out higher, with the reason."""
    revised = []
    for at, row in enumerate(rows):
        value = row[measure]
        if at % 3 == 0 and isinstance(value, int):
            revised.append(row | {measure: max(value + 1, round(value * factor)), "reason": "ERR"})
        else:
            revised.append(row)
    return revised
