"""`cop demo`: the main job from files to an edition, on synthetic submissions of every member."""

import os
import shutil
import time as clock
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import polars as pl

from data_contracts.duties import load_calendar
from data_contracts.quarters import quarters_between, shift
from pipeline.compiling import SYNTHETIC
from pipeline.demo.submissions import DemoFile, write_submissions
from pipeline.intake import receive
from pipeline.outcomes import RunSummary, together
from pipeline.publish.pointer import current_edition
from pipeline.settings import Settings
from pipeline.stages import run
from pipeline.storage.ledger import PUBLISHED, RECEIVED, Ledger
from pipeline.words import say, summarise

LAST_QUARTER = "2026-Q3"
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
"""The day on which the example is told; a clock of its own keeps it the same for everyone."""

FORMER_EDITIONS = 2
"""How many editions there are before today's, so that there is something to look back at."""


def demonstrate(settings: Settings, *, seed: int, count: int, language: str = "en") -> int:
    """Write, receive and run the example; prints where everything is. Running it again changes nothing.

    Refuses a home that holds real submissions, so that example and real figures are never mixed.
    """
    senders = {each["sender"] for each in Ledger(settings.ledger).events(RECEIVED)}
    if senders - {SYNTHETIC}:
        print(say("demo-home-used", language, home=settings.root))
        return 1
    started = clock.monotonic()
    quarters = quarters_between(shift(LAST_QUARTER, by=1 - count), LAST_QUARTER)
    folder = settings.root / "examples"
    shutil.rmtree(folder, ignore_errors=True)
    files = write_submissions(folder, quarters=quarters, seed=seed)
    countries = len({each.country for each in files})
    print(say("demo-writing", language, countries=countries, quarters=count), flush=True)
    print(say("demo-receiving", language, files=len(files)), flush=True)
    done = _in_time(settings, files, quarters, language)
    print("\n".join(summarise(done, language)))
    print(say("demo-done", language, seconds=f"{clock.monotonic() - started:.0f}"))
    _where(settings, files[0].path.parent, language)
    return 0


def _in_time(settings: Settings, files: Sequence[DemoFile], quarters: Sequence[str], language: str) -> RunSummary:
    """Receive and run as it would have happened: an edition after each of the last rounds that closed, and one today.

    What was published already is not published as of an earlier day again. Returns what came of all runs together.
    """
    closed = load_calendar().filter(pl.col("quarter").is_in(quarters)).get_column("closes")
    days = [datetime.combine(each + timedelta(days=1), time(2, 30), UTC) for each in closed]
    told = Ledger(settings.ledger).events(PUBLISHED)
    waiting, done = list(files), []
    for now in [each for each in days if each < NOW and not (told and told[-1]["at"] >= each)][-FORMER_EDITIONS:]:
        waiting = _receive(settings, waiting, until=now)
        done.append(run(settings, now=now))
        print(say("demo-published", language, day=f"{now:%Y-%m-%d}"), flush=True)
    _receive(settings, waiting, until=NOW)
    return together([*done, run(settings, now=NOW)])


def _receive(settings: Settings, files: Sequence[DemoFile], *, until: datetime) -> list[DemoFile]:
    """Receive those that came by then; the others."""
    for each in files:
        if each.received_at <= until:
            data = each.path.read_bytes()
            receive(settings, data, each.path.name, sender=SYNTHETIC, country=each.country, now=each.received_at)
    return [each for each in files if each.received_at > until]


def _where(settings: Settings, files: Path, language: str) -> None:
    edition = current_edition(settings.editions)
    assert edition
    places = {
        "demo-files": files.parent,
        "demo-archive": settings.archive,
        "demo-ledger": settings.ledger,
        "demo-warehouse": settings.warehouse,
        "demo-edition": edition,
        "demo-members": settings.members / edition.stem,
    }
    for key, place in places.items():
        print(say("demo-where", language, label=say(key, language), place=place))
    command = os.environ.get("COP_COMMAND", "cop")
    print(say("demo-open", language, command=command))
    shown = min([*files.glob("*.xlsx")] or files.iterdir())  # a round may hold no workbook
    print(say("demo-try", language, command=command, file=shown))
