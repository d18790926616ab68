"""A life of an installation in stages, each safe to repeat: from the first file over what is said of it to editions."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from os import utime
from pathlib import Path

from pipeline import door, stages
from pipeline.deciding import override
from pipeline.refusals import RefusedError
from pipeline.settings import Settings
from pipeline.storage.ledger import RECEIVED, TOKEN_MADE, Ledger
from pipeline.storage.tokens import Tokens
from pipeline.waivers import ask_waiver, grant_waiver, waivers
from tests.files import csv_file

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
BEFORE, LATEST = "2026-Q2", "2026-Q3"
WHY = "A video went round the schools that week"
RULE = "click-through-plausible"

STOCK = {"stock_start": "3", "intake": "2", "stock_end": "5", "exited_positive": "0", "multi_agency_plans": "0"}
FIRST = csv_file(("campaigns", [{}]), ("exit_support", [STOCK]), quarter=BEFORE)
DROPPED = csv_file(("campaigns", [{"impressions": "360000", "clicks": "27000"}]))
UNUSUAL = csv_file(("campaigns", [{"impressions": "1000", "clicks": "400"}]), country="FR")
JUMPING = csv_file(("exit_support", [STOCK | {"stock_start": "9", "stock_end": "11"}]))
DOUBTED = csv_file(("campaigns", [{"impressions": "1000", "clicks": "410"}]), country="PL")


@dataclass(frozen=True)
class Stage:
    """Something that people or the daemon do, and do again where it failed.

    ready: what has to have happened before, undisturbed.
    """

    name: str
    act: Callable[[Settings], object]
    ready: Callable[[Settings], object] = lambda settings: None


def settings_for(home: Path) -> Settings:
    return Settings(home=home, max_file_mb=1)


def act(stage: Stage, settings: Settings, *, again: bool = False) -> None:
    """Do it; who does it again may be told that it is done."""
    with suppress(*((RefusedError,) if again else ())):
        stage.act(settings)


def _send(data: bytes, name: str) -> Callable[[Settings], object]:
    return lambda settings: door.submit(settings, data, name, sender="desk", now=NOW)


def _drop(settings: Settings) -> None:
    """A file for the inbox, and one that is too large."""
    for name, data in (("q3.csv", DROPPED), ("large.csv", b"x" * 1_100_000)):
        path = settings.inbox / "NL" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        utime(path, (NOW.timestamp() - 1e8,) * 2)


def _submission(data: bytes) -> str:
    return door.submission_id(data)


def _explain(settings: Settings) -> None:
    submission = _submission(UNUSUAL)
    texts = {each.id: WHY for each in door.open_warnings(settings, submission)}
    if texts:
        door.explain(settings, submission, texts, by="Ada", now=NOW)


def _waive(settings: Settings) -> None:
    """Ask, and grant."""
    with suppress(RefusedError):  # asked before
        ask_waiver(settings, RULE, reason=WHY, by="Ada", now=NOW, submission=_submission(DOUBTED))
    (waiver,) = waivers(settings, now=NOW)
    grant_waiver(settings, waiver.id, until="2027-Q2", by="Bo", now=NOW)


def _calculate(settings: Settings) -> None:
    stages.calculate(settings, quarters=[BEFORE, LATEST], now=NOW)


def _make_token(settings: Settings) -> None:
    tokens, ledger = Tokens(settings.tokens, Ledger(settings.ledger)), Ledger(settings.ledger)
    if not ledger.events(TOKEN_MADE):
        tokens.make("NL", name="case system", expires=NOW.replace(year=2027), now=NOW)


def _revoke_token(settings: Settings) -> None:
    tokens = Tokens(settings.tokens, Ledger(settings.ledger))
    tokens.revoke(tokens.all()[0].id, now=NOW)


def _first_examination(settings: Settings) -> None:
    for data in (FIRST, DROPPED):
        door.submit(settings, data, "file.csv", sender="desk", now=NOW)
    stages.examine_pending(settings, now=NOW)
    assert len(Ledger(settings.ledger).events(RECEIVED)) == 2


def _all_that_waits(settings: Settings) -> None:
    """Files that were sent, explained, dropped, and too large."""
    _send(FIRST, "q2.csv")(settings)
    _send(UNUSUAL, "q3.csv")(settings)
    _explain(settings)
    _drop(settings)


ARRIVALS = (
    Stage("a file is sent", _send(FIRST, "q2.csv")),
    Stage("a file is dropped", lambda settings: stages.collect_inbox(settings, now=NOW), ready=_drop),
    Stage("files are examined", lambda settings: stages.examine_pending(settings, now=NOW)),
    Stage("a finding is explained", _explain, ready=_send(UNUSUAL, "q3.csv")),
    Stage(
        "an error is set aside",
        lambda settings: override(settings, _submission(JUMPING), "stock-continuity", reason=WHY, by="Bo", now=NOW),
        ready=_send(JUMPING, "q3 exit.csv"),
    ),
    Stage("a rule is waived", _waive, ready=_send(DOUBTED, "q3.csv")),
    Stage("a token is made", _make_token),
    Stage("a token is revoked", _revoke_token),
)
RUNS = (
    Stage("figures are calculated", _calculate, ready=_first_examination),
    Stage("figures are protected", lambda settings: stages.protect(settings, quarters=[BEFORE, LATEST], now=NOW)),
    Stage("an edition is published", lambda settings: stages.publish(settings, now=NOW)),
    Stage(
        "a file is withdrawn",
        lambda settings: door.withdraw(settings, _submission(DROPPED), reason=WHY, by="Ada", now=NOW),
    ),
    Stage("a second edition is made", lambda settings: stages.run(settings, now=NOW), ready=_send(UNUSUAL, "fr.csv")),
)
WHOLE = (Stage("a whole run", lambda settings: stages.run(settings, now=NOW), ready=_all_that_waits),)
