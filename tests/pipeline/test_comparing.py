"""Before it is submitted, a file is told apart from what counts now and from the quarter before."""

from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from pipeline import stages
from pipeline.cli import main
from pipeline.comparing import Comparison
from pipeline.door import check_and_compare
from pipeline.intake import receive
from pipeline.settings import Settings
from tests.files import csv_file

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
BEFORE = [{"campaign": "ads"}, {"campaign": "film"}, {"campaign": "old"}]
AFTER = [{"campaign": "ads"}, {"campaign": "film", "clicks": "120", "spend_eur": "L"}, {"campaign": "new"}]


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    found = Settings(home=tmp_path_factory.mktemp("compare"))
    for quarter in ("2026-Q2", "2026-Q3"):
        data = csv_file(("campaigns", BEFORE), ("partners", [{}]), quarter=quarter)
        receive(found, data, "before.csv", sender="test", now=NOW)
    stages.examine_pending(found, now=NOW)
    return found


def compared(settings: Settings, data: bytes, *, country: str | None = None) -> dict[tuple[str, str], Comparison]:
    _, found = check_and_compare(settings, data, now=NOW, country=country)
    return {(each.collection, each.against): each for each in found}


def test_rows_are_new_changed_withdrawn_or_unchanged(settings: Settings) -> None:
    found = compared(settings, csv_file(("campaigns", AFTER)))
    for against in ("version", "quarter"):
        mine = found["campaigns", against]
        assert (mine.new, mine.changed, mine.withdrawn, mine.unchanged) == (1, 1, 1, 1)
    assert found["campaigns", "version"].quarter == "2026-Q3"
    assert found["campaigns", "quarter"].quarter == "2026-Q2"


def test_a_changed_cell_is_told_with_what_it_was_and_by_how_much(settings: Settings) -> None:
    changes = compared(settings, csv_file(("campaigns", AFTER)))["campaigns", "version"].changes
    told = {(each.key, each.column): (each.before, each.after, each.share_pct) for each in changes}
    assert told["film · search", "clicks"] == ("100", "120", 20.0)
    assert told["film · search", "spend_eur"] == ("50", "L", None)
    assert told["new · search", "clicks"] == (None, "100", None)
    assert told["old · search", "clicks"] == ("100", None, None)
    assert ("film · search", "impressions") not in told


def test_the_same_again_changes_nothing(settings: Settings) -> None:
    mine = compared(settings, csv_file(("campaigns", BEFORE)))["campaigns", "version"]
    assert (mine.unchanged, mine.changes) == (3, ())


def test_a_nil_return_withdraws_every_row(settings: Settings) -> None:
    mine = compared(settings, csv_file(("campaigns", [])))["campaigns", "version"]
    assert (mine.new, mine.withdrawn, mine.unchanged) == (0, 3, 0)


def test_what_the_file_does_not_hold_is_not_compared(settings: Settings) -> None:
    assert {collection for collection, _ in compared(settings, csv_file(("partners", [{}])))} == {"partners"}


def test_a_file_of_another_country_tells_nothing_of_that_country(settings: Settings) -> None:
    assert compared(settings, csv_file(("campaigns", AFTER)), country="FR") == {}


def test_the_command_tells_it_in_words(settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "new.csv"
    path.write_bytes(csv_file(("campaigns", AFTER)))
    assert main(["--home", str(settings.home), "--lang", "pl", "compare", str(path)]) == 0
    told = capsys.readouterr().out
    assert "1 nowy wiersz" in told
    assert "film · search – Kliknięcia: 100 → 120 (+20\u00a0%)" in told


def test_the_command_gives_every_cell_as_json(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "new.csv"
    path.write_bytes(csv_file(("campaigns", AFTER)))
    assert main(["--home", str(settings.home), "compare", "--json", str(path)]) == 0
    found = pl.read_json(capsys.readouterr().out.encode())
    assert found["against"].to_list() == ["version", "quarter"]
