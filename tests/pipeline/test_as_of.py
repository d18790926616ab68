"""Two axes of time: what a quarter's figures are, and as of which moment they were so."""

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from data_contracts.cards import load_cards
from pipeline import stages
from pipeline.compiling import Moment, compile_edition
from pipeline.intake import receive
from pipeline.publish.catalogue import edition_at, listed_editions
from pipeline.publish.edition import read_table
from pipeline.publish.pointer import current_edition, own_figures
from pipeline.replaying import replay, restore_editions
from pipeline.settings import Settings
from pipeline.storage.ledger import EXAMINED, PUBLISHED, RECEIVED, Ledger
from pipeline.storage.warehouse import open_warehouse
from pipeline.withdrawing import withdraw
from tests.editions import published, query
from tests.files import csv_file

FIRST = datetime(2026, 11, 2, 9, tzinfo=UTC)
SECOND, THIRD = FIRST + timedelta(days=7), FIRST + timedelta(days=14)
SERIES = {"indicator": "CAM_01", "country": "NL", "quarter": "2026-Q3"}


def campaign(impressions: int, **more: str) -> bytes:
    return csv_file(("campaigns", [{"impressions": str(impressions), "clicks": "27000", **more}]))


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Three editions: a figure, its correction, and the first figure again, for the correction was withdrawn."""
    settings = Settings(home=tmp_path_factory.mktemp("as-of") / "home")
    receive(settings, campaign(400000), "first.csv", sender="test", country="NL", now=FIRST)
    stages.run(settings, now=FIRST)
    corrected = receive(settings, campaign(500000, reason="ERR"), "second.csv", sender="test", country="NL", now=SECOND)
    stages.run(settings, now=SECOND)
    withdraw(settings, corrected.submission, reason="sent by mistake", by="NL", now=THIRD)
    stages.run(settings, now=THIRD)
    return settings


def value_in(path: Path | None) -> float | None:
    assert path
    return read_table(path, "indicators").filter(**SERIES, dimension="_T")["value"].item()


def test_the_edition_of_any_day_is_found_again(settings: Settings) -> None:
    shown = [edition_at(settings.editions, at) for at in (FIRST - timedelta(1), FIRST, SECOND, THIRD)]
    assert shown[0] is None
    assert [value_in(each) for each in shown[1:]] == [400000, 500000, 400000]


def test_the_catalogue_says_what_the_ledger_says(settings: Settings) -> None:
    told = [(each["edition"], each["at"]) for each in Ledger(settings.ledger).events(PUBLISHED)]
    assert listed_editions(settings.editions) == told
    (settings.editions / "editions.csv").unlink()
    stages.publish(settings, now=THIRD)
    assert listed_editions(settings.editions) == told


def test_what_was_published_can_be_compiled_again_as_of_then(settings: Settings) -> None:
    vintages = None
    for told in Ledger(settings.ledger).events(PUBLISHED):
        moment = Moment(told["as_of"], datetime.fromisoformat(told["made_at"]), told["threshold"])
        with open_warehouse(settings.warehouse) as warehouse:
            again = compile_edition(warehouse, moment, before=vintages)
        assert again
        assert again.edition == told["edition"]
        vintages = again.tables["vintages"]


def test_every_vintage_of_a_figure_is_kept(settings: Settings) -> None:
    mine = published(settings, "vintages").filter(**SERIES).sort("published_at")
    assert mine["value"].to_list() == [400000, 500000, 400000]
    assert mine["published_at"].to_list() == [each.replace(tzinfo=None) for each in (FIRST, SECOND, THIRD)]


def test_the_size_of_revisions_is_the_mean_change_from_the_first_to_the_latest_vintage(settings: Settings) -> None:
    second = edition_at(settings.editions, SECOND)
    assert second
    counts = [each.id for each in load_cards().values() if each.unit == "count"]
    shown = read_table(second, "vintages").filter(country="NL", quarter="2026-Q3")
    series = shown.filter(shown["indicator"].is_in(counts), shown["value"] > 0)["indicator"].n_unique()
    found = read_table(second, "indicators").filter(indicator="Q_A6", country="NL", quarter="2026-Q3")
    assert found["denominator"].item() == series
    assert found["numerator"].item() == 0.25  # 100,000 of 400,000 impressions; the others did not change
    assert found["value"].item() == pytest.approx(25 / series, abs=1e-6)
    assert published(settings, "indicators").filter(indicator="Q_A6", country="NL")["value"].to_list() == [0]


def test_every_version_tells_when_it_was_received_accepted_and_published(settings: Settings) -> None:
    names = "version, received_at, accepted_at, published_at, withdrawn_at"
    found = query(settings, f"SELECT {names} FROM recorded_versions ORDER BY version").rows()
    first, second, third = (each.replace(tzinfo=None) for each in (FIRST, SECOND, THIRD))
    assert found == [(1, first, first, first, None), (2, second, second, second, third)]


def test_an_edition_counts_nothing_that_came_after_what_is_still_to_be_examined(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    receive(settings, campaign(400000), "first.csv", sender="test", country="NL", now=FIRST)
    stages.examine_pending(settings, now=FIRST)
    receive(settings, campaign(500000, reason="ERR"), "second.csv", sender="test", country="NL", now=SECOND)
    first = Ledger(settings.ledger).events(EXAMINED)[0]["submission"]
    withdraw(settings, first, reason="the figures were wrong", by="NL", now=SECOND)
    edition = stages.publish(settings, now=SECOND)
    assert edition
    assert value_in(Path(edition.path)) == 400000
    waiting = Ledger(settings.ledger).events(RECEIVED)[1]["seq"]
    assert Ledger(settings.ledger).events(PUBLISHED)[0]["as_of"] == waiting - 1


def test_a_clock_that_went_back_loses_no_vintage(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    receive(settings, campaign(400000), "first.csv", sender="test", country="NL", now=SECOND)
    stages.run(settings, now=SECOND)
    receive(settings, campaign(500000, reason="ERR"), "second.csv", sender="test", country="NL", now=FIRST)
    stages.run(settings, now=FIRST)
    again = stages.run(settings, now=FIRST)
    assert again.edition
    assert not again.edition.is_new
    mine = published(settings, "vintages").filter(**SERIES).sort("published_at")
    assert mine["value"].to_list() == [400000, 500000]


def test_every_edition_is_published_again_the_same(settings: Settings) -> None:
    told = Ledger(settings.ledger).events(PUBLISHED)
    found = replay(settings)
    assert [each.edition for each in found] == [each["edition"] for each in told]
    assert all(each.is_same and each.same_code for each in found)
    assert len(replay(settings, until=SECOND)) == 2


def test_a_ledger_that_tells_otherwise_is_found_out(settings: Settings, tmp_path: Path) -> None:
    shutil.copytree(settings.root, tmp_path / "home")
    mine = Settings(home=tmp_path / "home")
    with closing(sqlite3.connect(mine.ledger)) as ledger:
        ledger.executescript(
            "DROP TRIGGER events_stay; UPDATE events SET detail = json_replace(detail, '$.threshold', 6) "
            "WHERE event = 'published' AND seq = (SELECT min(seq) FROM events WHERE event = 'published');"
        )
    assert [each.is_same for each in replay(mine)] == [False, True, True]


def test_lost_and_damaged_editions_are_put_back(settings: Settings, tmp_path: Path) -> None:
    shutil.copytree(settings.root, tmp_path / "home")
    mine = Settings(home=tmp_path / "home")
    first, second, third = (mine.editions / f"{name}.duckdb" for name, _ in listed_editions(mine.editions))
    first.unlink()
    second.chmod(0o600)
    second.write_bytes(second.read_bytes()[:5000])
    own = own_figures(mine.members, third, country="NL")
    assert own
    own.chmod(0o600)
    own.write_bytes(own.read_bytes()[:5000])
    (mine.editions / "editions.csv").unlink()
    (mine.editions / "current").unlink()
    assert [each.is_same for each in restore_editions(mine)] == [True, True, True]
    assert [value_in(each) for each in (first, second, third)] == [400000, 500000, 400000]
    assert current_edition(mine.editions) == third
    assert not read_table(own, "indicators").is_empty()
    assert restore_editions(mine) == []


def test_a_member_whose_figures_did_not_change_shares_its_file_with_the_edition_before(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    receive(settings, campaign(400000), "first.csv", sender="test", country="NL", now=FIRST)
    first = stages.run(settings, now=FIRST).edition
    receive(settings, campaign(500000, reason="ERR"), "second.csv", sender="test", country="NL", now=FIRST)
    second = stages.run(settings, now=FIRST).edition
    assert first
    assert second

    def is_shared(country: str) -> bool:
        files = [own_figures(settings.members, Path(each.path), country=country) for each in (first, second)]
        assert files[0]
        assert files[1]
        return files[0].samefile(files[1])

    assert not is_shared("NL")
    assert is_shared("PL")
