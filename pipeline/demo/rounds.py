"""Who sends which file when: the rounds as they go in life, with early, late, wrong, corrected and missing ones."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from data_contracts.duties import load_calendar
from data_contracts.quarters import shift
from pipeline.demo.chance import dice
from pipeline.demo.figures import collections_owed
from pipeline.demo.habits import FOLLOW_UP_LATER, habits
from pipeline.demo.mistakes import MISTAKES
from pipeline.demo.sizes import members_in

LAST_DAY = date(2026, 11, 20)  # nothing arrives later: the newest round is still open
ABSENT_IN_OPEN_ROUND = 6 / 27  # not yet reported then
WRONG = 0.06  # of the files
REVISABLE = {"interventions": "cost_eur", "contact_point_requests": "requests", "partners": "active"}
DROPPABLE = ("campaigns", "contact_point_requests", "toolkit", "partners")
IN_SEVERAL_FILES = {
    "persons": ("interventions", "campaigns", "exit_support"),
    "cooperation": ("contact_point_requests", "training"),
    "network": ("toolkit", "partners"),
}


@dataclass(frozen=True)
class Planned:
    """One file to come. `collections`: what is in it; `known`: whether the follow-up of its trainings is.

    `part`: its name among several files of a country for one quarter. `mistakes`: see mistakes.py.
    """

    country: str
    quarter: str
    received_at: datetime
    intent: str
    collections: tuple[str, ...]
    version: int = 1
    part: str = ""
    known: bool = True
    newest: bool = False
    mistakes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Without the ending."""
        part = f"_{self.part}" if self.part else ""
        return f"SYNTHETIC_{self.country}_{self.quarter}{part}_v{self.version}"


def plan(seed: int, quarters: list[str]) -> list[Planned]:
    """Every file of every member for `quarters`, in no order; quarters whose round has not opened have none."""
    rounds = {row["quarter"]: row for row in load_calendar().iter_rows(named=True)}
    first = [
        file
        for quarter in quarters
        if quarter in rounds and rounds[quarter]["opens"] < LAST_DAY
        for file in _first_files(seed, quarter, rounds[quarter], is_first=quarter == quarters[0])
    ]
    wrong = _wrong(seed, first)
    right = [_corrected(seed, file) if file in wrong else file for file in first]
    later = _revised(seed, right, quarters) + _followed_up(seed, right, rounds)
    return _with_a_stray(seed, right) + list(wrong.values()) + later


def _first_files(seed: int, quarter: str, round_: dict[str, date], *, is_first: bool) -> list[Planned]:
    found = []
    is_open = round_["closes"] > LAST_DAY
    silent = _silent(seed, quarter, is_open=is_open, is_first=is_first)
    for country in (each for each in members_in(quarter) if each not in silent):
        rng = dice(seed, "sending", country, quarter)
        forgotten = rng.choice(DROPPABLE) if rng.random() < 0.05 and not is_first else None
        owed = [each for each in collections_owed(quarter)[country] if each != forgotten]
        for part, collections in _parts(country, owed).items():
            intent, day = _day(rng, round_)
            known = not is_open and country not in FOLLOW_UP_LATER
            moment = _moment(rng, day)
            found.append(Planned(country, quarter, moment, intent, collections, 1, part, known, is_open))
    return found


def _silent(seed: int, quarter: str, *, is_open: bool, is_first: bool) -> list[str]:
    """The members that send nothing, or nothing yet; the lead country and the quarter of published facts are there."""
    rng = dice(seed, "silent", quarter)
    others = [each for each in members_in(quarter) if each != "NL"]
    if is_open:
        return rng.sample(others, round(len(members_in(quarter)) * ABSENT_IN_OPEN_ROUND))
    return [] if is_first else rng.sample(others, rng.choice((0, 0, 1, 1, 2)))


def _parts(country: str, owed: list[str]) -> dict[str, tuple[str, ...]]:
    """File part -> its collections. In CSV the yearly definitions, whose key is a `collection` too, come alone."""
    if habits(country).form == "workbook":
        return {"": tuple(owed)}
    files = IN_SEVERAL_FILES if habits(country).in_several_files else {"": sum(IN_SEVERAL_FILES.values(), ())}
    parts = {part: tuple(each for each in owed if each in held) for part, held in files.items()}
    return parts | ({"definitions": ("definitions",)} if "definitions" in owed else {})


def _day(rng: Random, round_: dict[str, date]) -> tuple[str, date]:
    opens, due = round_["opens"], round_["due"]
    chance = rng.random()
    if chance < 0.07 and due < LAST_DAY:
        return "late", min(due + timedelta(days=rng.randint(1, 30)), LAST_DAY)
    if chance < 0.2:
        return "early", opens + timedelta(days=rng.randint(2, 12))
    return "on_time", min(due, LAST_DAY) - timedelta(days=int(rng.triangular(0, 25, 3)))


def _moment(rng: Random, day: date) -> datetime:
    return datetime.combine(day, time(rng.randint(7, 16), rng.randrange(60), rng.randrange(60)), UTC)


def _wrong(seed: int, files: list[Planned]) -> dict[Planned, Planned]:
    """File -> what came of it at first: every kind of mistake in turn, a second one in every third."""
    rng = dice(seed, "wrong")
    chosen = [each for each in rng.sample(files, len(files)) if each.received_at.date() < LAST_DAY - timedelta(days=1)]
    waiting = list(MISTAKES)
    found: dict[Planned, Planned] = {}
    for file in chosen[: round(len(files) * WRONG)]:
        fitting = [each for each in waiting if MISTAKES[each].fits(file.country, file.collections)]
        if not fitting:
            continue
        mistakes = fitting[: 2 if len(found) % 3 == 2 else 1]
        waiting = [each for each in waiting if each not in mistakes] + mistakes
        found[file] = replace(file, intent="wrong", mistakes=tuple(mistakes))
    return found


def _corrected(seed: int, file: Planned) -> Planned:
    rng = dice(seed, "corrected", file.name)
    latest = (LAST_DAY - file.received_at.date()).days
    days = timedelta(days=min(rng.randint(1, 10), latest))
    return replace(file, intent="corrected", version=2, received_at=file.received_at + days)


def _revised(seed: int, files: list[Planned], quarters: list[str]) -> list[Planned]:
    """A few accepted ones come again months later, one collection of them, with changed values."""
    rng = dice(seed, "revised")
    settled = [each for each in files if not each.newest and each.quarter != quarters[0]]
    found = []
    for file in rng.sample(settled, round(0.03 * len(settled))):
        known = [each for each in REVISABLE if each != "interventions" or habits(file.country).costs]
        collections = [each for each in file.collections if each in known]
        when = file.received_at + timedelta(days=rng.randint(20, 120))
        if collections and when.date() <= LAST_DAY:
            found.append(_again(file, "revised", when, rng.choice(collections)))
    return found


def _followed_up(seed: int, files: list[Planned], rounds: dict[str, dict[str, date]]) -> list[Planned]:
    """The answers three months after the trainings, one round later."""
    found = []
    for file in files:
        following = rounds.get(shift(file.quarter, by=1))
        if file.newest or file.country not in FOLLOW_UP_LATER or "training" not in file.collections or not following:
            continue
        rng = dice(seed, "follow_up", file.name)
        when = _moment(rng, following["opens"] + timedelta(days=rng.randint(5, 35)))
        if file.received_at < when and when.date() <= LAST_DAY:
            found.append(replace(_again(file, "follow_up", when, "training"), known=True))
    return found


def _again(file: Planned, intent: str, when: datetime, collection: str) -> Planned:
    more = {"collections": (collection,), "part": collection, "version": file.version + 1}
    return replace(file, intent=intent, received_at=when, **more)  # type: ignore[arg-type]


def _with_a_stray(seed: int, files: list[Planned]) -> list[Planned]:
    """`files`, with one that is no workbook under a workbook's name a day before the real one, and one sent twice."""
    rng = dice(seed, "stray")
    calm = [each for each in files if each.intent == "on_time" and each.version == 1 and not each.newest]
    if len(calm) < 2:
        return files
    books = [each for each in calm if habits(each.country).form == "workbook"]
    stray = rng.choice(books)
    twice = rng.choice([each for each in calm if each != stray])
    kept = [replace(each, version=2) if each == stray else each for each in files]
    early = replace(stray, intent="not_a_workbook", received_at=stray.received_at - timedelta(days=1))
    again = replace(twice, intent="duplicate", received_at=twice.received_at + timedelta(days=rng.randint(1, 9)))
    return [*kept, early, again]
