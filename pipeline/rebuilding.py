"""Make the warehouse anew from archive and ledger, equal row by row: the same batches, times and contracts.

`python -m pipeline.rebuilding FIRST LAST` examines again what these events tell, in the home that COP_HOME names.
"""

import os
import sqlite3
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from data_contracts.fingerprint import rules_hash
from pipeline.batches import keep, look_at
from pipeline.compiling import Moment, refresh
from pipeline.eras import by_era
from pipeline.publish.pointer import sync
from pipeline.scratch import scratch
from pipeline.settings import Settings
from pipeline.storage.contents import contents_of
from pipeline.storage.equality import unequal_rows
from pipeline.storage.ledger import EXAMINED, PUBLISHED, Ledger
from pipeline.storage.submissions import note_events
from pipeline.storage.warehouse import held_alone, open_warehouse


@dataclass(frozen=True)
class Rebuilt:
    """What came of it. differing: submissions of which something else was found than the ledger says was.

    unequal: table -> how many of its rows are in one warehouse alone; only where it was compared.
    """

    submissions: int
    differing: tuple[str, ...]
    unequal: dict[str, int]


def rebuild(settings: Settings) -> Rebuilt:
    """Make the warehouse and the shelf anew and put them in the place of those that are there.

    It is made beside them, and nobody else writes meanwhile. Cut off, it leaves everything as it was.
    """
    with held_alone(settings.warehouse), scratch(settings, "rebuild") as mine:
        differing = examine_again(mine)
        _replace_warehouse(mine.warehouse, settings.warehouse)
        _replace_shelf(mine.shelf, settings.shelf)
        return Rebuilt(_count(mine), tuple(differing), {})


def compare_rebuilt(settings: Settings) -> Rebuilt:
    """Make it anew, hold it against the one that is there, and leave that as it is."""
    with held_alone(settings.warehouse), scratch(settings, "rebuild") as mine:
        differing = examine_again(mine)
        return Rebuilt(_count(mine), tuple(differing), unequal_rows(mine.warehouse, settings.warehouse))


def examine_again(settings: Settings) -> list[str]:
    """Fill the empty warehouse of this home with all that its ledger says was examined, and with the figures of the
    last edition; the submissions of which something else was found."""
    ledger = Ledger(settings.ledger)
    found = by_era(settings, ledger.events(EXAMINED), work=_examine, module=__name__)
    with open_warehouse(settings.warehouse) as warehouse:
        note_events(warehouse, ledger)
        told = ledger.events(PUBLISHED)
        if told and told[-1]["contracts"] == rules_hash():
            refresh(warehouse, Moment.told(told[-1]))
    return found


def _examine(settings: Settings, events: Sequence[dict[str, Any]]) -> list[str]:
    openers = {(each["submission"], each["seq"]): each for each in Ledger(settings.ledger).openers()}
    differing = []
    for number, told in groupby(events, key=lambda each: int(each["batch"])):
        mine = list(told)
        turns = sorted((openers[each["submission"], each["turn"]] for each in mine), key=lambda each: int(each["seq"]))
        with open_warehouse(settings.warehouse) as warehouse:
            keep(settings, warehouse, look_at(settings, turns), number=number, now=mine[0]["at"])
            contents = contents_of(warehouse, [each["submission"] for each in mine])
        differing += [each["submission"] for each in mine if contents[each["submission"]] != each["contents"]]
    return differing


def _count(settings: Settings) -> int:
    return len({each["submission"] for each in Ledger(settings.ledger).events(EXAMINED)})


def _replace_warehouse(new: Path, place: Path) -> None:
    """The log of the old one goes first: the new one must not take it for its own."""
    place.with_name(f"{place.name}.wal").unlink(missing_ok=True)
    sync(new)
    new.replace(place)
    sync(place.parent)


def _replace_shelf(new: Path, place: Path) -> None:
    """In one transaction, for others may be reading it; a file that is no database any more is made anew."""
    for again in (False, True):
        try:
            with closing(sqlite3.connect(new)) as ours, closing(sqlite3.connect(place, timeout=60)) as theirs:
                ours.backup(theirs)
        except sqlite3.DatabaseError:
            if again:
                raise
            for each in place.parent.glob(f"{place.name}*"):
                each.unlink()
        else:
            return


if __name__ == "__main__":
    os.umask(0o077)
    here, (first, last) = Settings(), (int(each) for each in sys.argv[1:])
    era = [each for each in Ledger(here.ledger).events(EXAMINED) if first <= each["seq"] <= last]
    for line in _examine(here, era):
        print(line)
