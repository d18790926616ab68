"""Publish again what was published, from archive and ledger alone: each edition comes out the same, or it is told.

`python -m pipeline.replaying FIRST LAST` does so for the editions of these events, in the home that COP_HOME names.
"""

import json
import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from data_contracts.edition import file_name
from pipeline.compiling import Compiled, Moment, compile_edition
from pipeline.eras import by_era
from pipeline.proof.editions import lost_editions
from pipeline.publish.catalogue import list_editions
from pipeline.publish.edition import write_edition
from pipeline.publish.pointer import point, sync
from pipeline.rebuilding import examine_again
from pipeline.scratch import scratch
from pipeline.settings import Settings
from pipeline.storage.figures import code_hash
from pipeline.storage.ledger import PUBLISHED, Ledger
from pipeline.storage.warehouse import open_warehouse


@dataclass(frozen=True)
class Replayed:
    """One edition: as it was published, and as it comes out now. same_code: whether it was calculated as today."""

    edition: str
    again: str | None
    published_at: datetime
    same_code: bool

    @property
    def is_same(self) -> bool:
        return self.edition == self.again

    def as_dict(self) -> dict[str, Any]:
        """As JSON-ready values."""
        return {**vars(self), "published_at": self.published_at.isoformat(), "same": self.is_same}


def replay(settings: Settings, *, until: datetime | None = None) -> list[Replayed]:
    """Every edition that was published, or those until a moment, oldest first; nothing of the installation changes."""
    told = [each for each in Ledger(settings.ledger).events(PUBLISHED) if until is None or each["at"] <= until]
    if not told:
        return []
    with scratch(settings, "replay") as mine:
        return _replay(mine, told)


def restore_editions(settings: Settings) -> list[Replayed]:
    """Put back the editions that are gone or damaged, with the members' own figures, the catalogue and the pointer.

    Returns those that were put back; one that does not come out the same is left out, and told as such.
    """
    told = Ledger(settings.ledger).events(PUBLISHED)
    wanted = lost_editions(settings, told)
    found: list[Replayed] = []
    if wanted:
        with scratch(settings, "replay") as mine:
            mine.root.joinpath("wanted").write_text("\n".join(wanted), encoding="utf-8")
            found = [each for each in _replay(mine, told) if each.edition in wanted]
            for each in found:
                if each.is_same:
                    _put_back(mine, settings, each.edition)
    if told:
        list_editions(settings.editions, [(each["edition"], each["at"]) for each in told])
        if (settings.editions / file_name(told[-1]["edition"])).exists():
            point(settings.editions, file_name(told[-1]["edition"]))
    return found


def _replay(mine: Settings, told: Sequence[dict[str, Any]]) -> list[Replayed]:
    examine_again(mine)
    again = [json.loads(line) for line in by_era(mine, told, work=_publish, module=__name__)]
    code = code_hash()
    return [
        Replayed(then["edition"], now, then["at"], then["code"] == code) for then, now in zip(told, again, strict=True)
    ]


def _publish(settings: Settings, told: Sequence[dict[str, Any]]) -> list[str]:
    """The ids that these editions have now, as JSON; the vintages go on from era to era in a file."""
    carried, wanted = settings.root / "vintages.arrow", settings.root / "wanted"
    names = set(wanted.read_text(encoding="utf-8").split()) if wanted.exists() else set()
    vintages = pl.read_ipc(carried.read_bytes()) if carried.exists() else None
    lines = []
    for each in told:
        with open_warehouse(settings.warehouse) as warehouse:
            compiled = compile_edition(warehouse, Moment.told(each), before=vintages)
        lines.append(json.dumps(compiled.edition if compiled else None))
        if compiled:
            vintages = compiled.tables["vintages"]
            if each["edition"] in names:
                _write(settings, compiled, Moment.told(each))
    if vintages is not None:
        vintages.write_ipc(carried)
    return lines


def _write(settings: Settings, compiled: Compiled, moment: Moment) -> Path:
    return write_edition(
        compiled.tables,
        compiled.own,
        editions=settings.editions,
        members=settings.members,
        threshold=moment.threshold,
        synthetic=compiled.synthetic,
        now=moment.now,
    )


def _put_back(mine: Settings, settings: Settings, edition: str) -> None:
    for folder in (settings.editions, settings.members):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    own = settings.members / edition
    shutil.rmtree(own, ignore_errors=True)
    (mine.members / edition).rename(own)
    (mine.editions / file_name(edition)).replace(settings.editions / file_name(edition))
    for folder in (settings.members, settings.editions):
        sync(folder)


if __name__ == "__main__":
    os.umask(0o077)
    here, (first, last) = Settings(), (int(each) for each in sys.argv[1:])
    era = [each for each in Ledger(here.ledger).events(PUBLISHED) if first <= each["seq"] <= last]
    for line in _publish(here, era):
        print(line)
