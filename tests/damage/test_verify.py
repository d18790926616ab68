"""What `cop verify` says of a home that is whole, and of one in which something was changed on purpose."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import duckdb
import pytest

from data_contracts import LANGUAGES
from pipeline.cli import main
from pipeline.proof.problem import PARTS
from pipeline.proof.proving import prove
from pipeline.settings import Settings
from pipeline.storage.ledger import EXAMINED, PUBLISHED, Ledger
from tests.damage.home import make_home


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return make_home(tmp_path_factory.mktemp("verify")).settings


@contextmanager
def put_back(path: Path) -> Iterator[Path]:
    """The file may be changed meanwhile."""
    data, mode = path.read_bytes(), path.stat().st_mode
    path.chmod(0o600)
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)
        path.write_bytes(data)
        path.chmod(mode)


def files(root: Path) -> dict[Path, tuple[int, bytes]]:
    return {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in root.rglob("*") if path.is_file()}


def told(settings: Settings, *parts: str) -> list[tuple[str, str, str]]:
    return [(each.part, each.what, each.place) for each in prove(settings, parts=parts).problems]


def test_a_home_that_is_whole_holds_and_is_left_as_it_was(settings: Settings, capsys: pytest.CaptureFixture) -> None:
    before = files(settings.root)
    assert main(["--home", str(settings.root), "verify", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["holds"], found["problems"]) == (True, [])
    assert found["proven"].keys() == set(PARTS)
    assert min(found["proven"].values()) > 0
    assert files(settings.root) == before


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_does_not_fit_is_named_first_and_last_in_every_language(
    settings: Settings, language: str, capsys: pytest.CaptureFixture
) -> None:
    (event,) = Ledger(settings.ledger).events(EXAMINED)[:1]
    file = next(path for path in settings.archive.rglob("*") if path.is_file())
    with put_back(settings.ledger) as path, put_back(file):
        with closing(sqlite3.connect(path)) as db, db:
            db.executescript(f"DROP TRIGGER events_stay; UPDATE events SET at = at || ' ' WHERE seq = {event['seq']}")
        file.unlink()
        assert main(["--home", str(settings.root), "--lang", language, "verify"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert str(event["seq"]) in next(line for line in lines if line.startswith("  ") and str(event["seq"]) in line)
    assert "private/ledger.sqlite" in " ".join(lines)
    assert "ledger.sqlite" in lines[-1]


@pytest.mark.parametrize(
    ("change", "part", "what", "place"),
    [
        ("UPDATE campaigns SET clicks = clicks + 1 WHERE campaign = 'more'", "warehouse", "altered", None),
        ("DELETE FROM withdrawals", "warehouse", "lacking", "withdrawals"),
        (
            "UPDATE rule_runs SET rows = rows + 1 WHERE rule = 'clicks-within-impressions'",
            "warehouse",
            "altered",
            "rule_",
        ),
        (
            "UPDATE publications SET published_at = published_at + INTERVAL 1 DAY",
            "warehouse",
            "altered",
            "publications",
        ),
        ("UPDATE submissions SET turn = 1000 WHERE verdict = 'unreadable'", "warehouse", "ahead", None),
        ("UPDATE indicators SET value = value + 1 WHERE indicator = 'CAM_01'", "figures", "altered", "indicators"),
        (
            "UPDATE protected_indicators SET conf_status = 'F' WHERE conf_status = 'C'",
            "figures",
            "altered",
            "protected_indicators",
        ),
    ],
)
def test_a_cell_that_was_changed_in_the_warehouse_is_found(
    settings: Settings, change: str, part: str, what: str, place: str | None
) -> None:
    with put_back(settings.warehouse) as path:
        with duckdb.connect(str(path)) as warehouse:
            warehouse.execute(change)
        found = told(settings, "warehouse", "figures")
    assert {each[:2] for each in found} == {(part, what)}
    assert place is None or any(each[2].startswith(place) for each in found)


def test_a_ledger_that_is_older_than_the_warehouse_is_told_so(settings: Settings) -> None:
    ledger = Ledger(settings.ledger)
    place = ledger.events(EXAMINED)[3]["turn"] - 1
    with put_back(settings.ledger) as path, put_back(ledger.anchor.path) as anchor:
        with closing(sqlite3.connect(path)) as db, db:
            db.executescript(f"DROP TRIGGER events_remain; DELETE FROM events WHERE seq > {place}")
        assert ("ledger", "end") in {each[:2] for each in told(settings)}
        anchor.unlink()
        assert {"ahead"} <= {what for part, what, _ in told(settings, "warehouse") if part == "warehouse"}


def test_of_a_home_without_its_ledger_that_alone_is_told(settings: Settings) -> None:
    with put_back(settings.ledger) as path:
        path.unlink()
        assert told(settings, *PARTS) == [("ledger", "gone", "private/ledger.sqlite")]


def test_an_edition_that_nobody_published_is_told(settings: Settings) -> None:
    last = Ledger(settings.ledger).events(PUBLISHED)[-1]
    stray = settings.editions / "0123456789abcdef0123.duckdb"
    stray.write_bytes((settings.editions / f"{last['edition']}.duckdb").read_bytes())
    try:
        proof = prove(settings, parts=["editions"])
    finally:
        stray.unlink()
    assert [(each.what, each.is_note) for each in proof.problems] == [("stray", True)]


def test_a_home_in_which_nothing_happened_yet_holds(tmp_path: Path) -> None:
    assert prove(Settings(home=tmp_path / "new")).problems == []
    assert not (tmp_path / "new").exists()


def test_no_word_of_it_holds_a_figure_and_small_counts_cannot_be_guessed(settings: Settings) -> None:
    last = Ledger(settings.ledger).events(PUBLISHED)
    assert last[0]["own"].keys() == last[1]["own"].keys()
    assert last[0]["salt"] != last[1]["salt"]
    assert all(len(each) == 20 for each in last[0]["own"].values())
