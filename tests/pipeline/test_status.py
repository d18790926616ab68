"""How things stand is told from what is there, part by part, at a glance, in every language, and changes nothing."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from data_contracts import LANGUAGES
from data_contracts.duties import owed
from pipeline.cli import main
from pipeline.journal import ERROR, note
from pipeline.settings import Settings
from pipeline.status import UNREADABLE, survey
from pipeline.status_words import tell_status
from pipeline.storage.ledger import EXAMINED, EXPLAINED, PUBLISHED, RECEIVED, WITHDRAWN, Ledger

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
QUARTER = "2026-Q3"


class Home:
    """An installation whose ledger is told event by event."""

    def __init__(self, root: Path) -> None:
        self.settings = Settings(home=root)
        self._ledger = Ledger(self.settings.ledger)

    def received(self, submission: str, country: str | None, *, hours_ago: float = 5) -> None:
        told = {"sha256": submission * 4, "file_name": "secret.csv", "size": 9, "sender": "desk", "country": country}
        self._ledger.append(RECEIVED, at=_ago(hours_ago), submission=submission, **told)

    def examined(self, submission: str, verdict: str, country: str, *, rules: tuple[str, ...] = ()) -> None:
        """All that the country owes came in it."""
        mine = [each["seq"] for each in self._ledger.events(submission=submission)]
        asked = owed([QUARTER]).filter(country=country)["collection"].to_list()
        told = {"country": country, "quarter": QUARTER, "collections": asked, "rules": list(rules)}
        self._ledger.append(EXAMINED, at=_ago(4), submission=submission, turn=mine[-1], verdict=verdict, **told)

    def told(self, event: str, submission: str | None = None, **detail: Any) -> None:
        self._ledger.append(event, at=_ago(3), submission=submission, **detail)

    def survey(self) -> dict[str, dict[str, Any]]:
        return survey(self.settings, now=NOW)


def _ago(hours: float) -> datetime:
    return NOW - timedelta(hours=hours)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def busy(home: Home) -> Home:
    """A day in a round: of everything something."""
    for letter, country in zip("abcde", ("NL", "PL", "SE", "FI", "IE"), strict=True):
        home.received(letter * 16, country)
    home.examined("a" * 16, "accepted", "NL")
    home.examined("b" * 16, "needs-explanation", "PL")
    home.examined("c" * 16, "returned", "SE", rules=("rule-could-not-run",))
    home.examined("d" * 16, "accepted", "FI")
    home.told(PUBLISHED, edition="0123456789abcdef", adds=["a" * 16, "d" * 16], drops=[])
    home.settings.editions.mkdir()
    (home.settings.editions / "0123456789abcdef.duckdb").touch()
    (home.settings.editions / "current").write_text("0123456789abcdef.duckdb\n")
    home.told(EXPLAINED, "b" * 16, document="0" * 64, by="desk")
    home.told(WITHDRAWN, "d" * 16, document="0" * 64, by="desk")
    home.received("f" * 16, None, hours_ago=1)
    home.settings.inbox.mkdir()
    (home.settings.inbox / "secret.csv").write_text("secret")
    home.settings.answers.mkdir()
    (home.settings.answers / "secret.csv.too-large.txt").write_text("secret")
    note(home.settings, "run-failed", level=ERROR, at=_ago(2), run="0123-4567", steps=["examine"])
    note(home.settings, "run-failed", level=ERROR, at=_ago(24 * 30), steps=["examine"])
    note(home.settings, "published", at=_ago(1), seconds=3.5)
    return home


def test_an_empty_home_is_told_of_and_left_empty(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--home", str(tmp_path / "none"), "status"]) == 0
    assert "none was published yet" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []


def test_what_came_since_the_last_run_is_told_by_country_and_quarter(busy: Home) -> None:
    assert busy.survey()["came"] == {
        "since": _ago(3),
        "count": 1,
        "places": [{"quarter": None, "country": None, "count": 1}],
    }


def test_what_waits_is_told_by_its_kind_and_how_long_the_oldest_does(busy: Home) -> None:
    waits = busy.survey()["waits"]
    assert {name: waits[name] for name in ("new", "said", "withdrawn", "inbox")} == {
        "new": 2,
        "said": 1,
        "withdrawn": 1,
        "inbox": 1,
    }
    assert waits["oldest"] == _ago(5)
    assert {"quarter": QUARTER, "country": "PL", "count": 1} in waits["places"]


def test_what_failed_is_told_until_it_is_old(busy: Home) -> None:
    failed = busy.survey()["failed"]
    assert (failed["stuck"], failed["set_aside"], failed["errors"]) == (["c" * 16], 1, 1)
    assert (failed["newest"]["event"], failed["newest"]["at"]) == ("run-failed", _ago(2))


def test_the_edition_is_told_with_its_age_and_what_it_lacks(busy: Home) -> None:
    edition = busy.survey()["edition"]
    assert (edition["edition"], edition["at"]) == ("0123456789abcdef", _ago(3))
    assert [each["country"] for each in edition["lacks"]] == ["FI", "PL", "IE", None]


def test_the_open_round_tells_who_still_owes(busy: Home) -> None:
    (open_one,) = busy.survey()["rounds"]["open"]
    owing = owed([QUARTER])["country"].n_unique()
    assert (open_one["quarter"], str(open_one["due"]), open_one["complete"]) == (QUARTER, "2026-11-14", 1)
    assert open_one["owing"] + open_one["complete"] == owing
    assert (open_one["needs-explanation"], open_one["returned"]) == (["PL"], ["SE"])
    assert {"FI", "FR"} <= set(open_one["missing"])
    assert "NL" not in open_one["missing"]


def test_it_is_read_at_a_glance_in_every_language_and_names_no_file(busy: Home) -> None:
    told = {language: tell_status(busy.survey(), now=NOW, language=language) for language in LANGUAGES}
    for text in told.values():
        assert max(map(len, text.splitlines())) <= 80
        assert len(text.splitlines()) <= 35
        assert "secret" not in text
        assert "2026-11-14" in text
    assert len({text.splitlines()[1] for text in told.values()}) == len(LANGUAGES)
    assert "1 error in 7 days, 2 hours ago: run-failed examine" in " ".join(told["en"].split())
    assert "secret" not in json.dumps(busy.survey(), default=str)


@pytest.mark.parametrize("damaged", ["ledger", "pointer", "beat", "logs"])
def test_what_cannot_be_read_is_told_and_the_rest_is_shown(
    busy: Home, damaged: str, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = busy.settings
    if damaged == "ledger":
        settings.ledger.write_bytes(b"torn" * 5000)
        for beside in settings.ledger.parent.glob("ledger.sqlite-*"):
            beside.unlink()
    elif damaged == "pointer":
        (settings.editions / "0123456789abcdef.duckdb").unlink()
    elif damaged == "beat":
        (settings.logs / "beats").mkdir()
        (settings.logs / "beats" / "inbox").write_bytes(b"\xff")
    else:
        (settings.logs / "events.jsonl").unlink()
        (settings.logs / "events.jsonl").mkdir()
    parts = {name for name, part in busy.survey().items() if UNREADABLE in part}
    assert (
        parts
        == {
            "ledger": {"came", "waits", "failed", "edition", "rounds", "letters"},
            "pointer": {"edition"},
            "beat": {"service"},
            "logs": {"failed", "run"},
        }[damaged]
    )
    assert main(["--home", str(settings.root), "status"]) == 1
    assert len(capsys.readouterr().out.splitlines()) >= 9
