"""`cop demo`: the main job from files to an edition, on synthetic submissions of every member."""

import os
import shutil
import time
from datetime import UTC, datetime
from pathlib import Path

from data_contracts.quarters import quarters_between, shift
from pipeline.compiling import SYNTHETIC
from pipeline.demo.submissions import write_submissions
from pipeline.intake import receive
from pipeline.publish.pointer import current_edition
from pipeline.settings import Settings
from pipeline.stages import run
from pipeline.storage.ledger import RECEIVED, Ledger
from pipeline.words import say, summarise

LAST_QUARTER = "2026-Q3"
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
"""The day on which the example is told; a clock of its own keeps it the same for everyone."""


def demonstrate(settings: Settings, *, seed: int, count: int, language: str = "en") -> int:
    """Write, receive and run the example; prints where everything is. Running it again changes nothing.

    Refuses a home that holds real submissions, so that example and real figures are never mixed.
    """
    senders = {each["sender"] for each in Ledger(settings.ledger).events(RECEIVED)}
    if senders - {SYNTHETIC}:
        print(say("demo-home-used", language, home=settings.root))
        return 1
    started = time.monotonic()
    quarters = quarters_between(shift(LAST_QUARTER, by=1 - count), LAST_QUARTER)
    folder = settings.root / "examples"
    shutil.rmtree(folder, ignore_errors=True)
    files = write_submissions(folder, quarters=quarters, seed=seed)
    countries = len({each.country for each in files})
    print(say("demo-writing", language, countries=countries, quarters=count), flush=True)
    print(say("demo-receiving", language, files=len(files)), flush=True)
    for each in files:
        data = each.path.read_bytes()
        receive(settings, data, each.path.name, sender=SYNTHETIC, country=each.country, now=each.received_at)
    print(say("demo-running", language), flush=True)
    done = run(settings, now=NOW)
    print("\n".join(summarise(done, language)))
    print(say("demo-done", language, seconds=f"{time.monotonic() - started:.0f}"))
    _where(settings, files[0].path.parent, language)
    return 0


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
    print(say("demo-try", language, command=command, file=next(files.glob("*.xlsx"))))
