"""What the warehouse holds of a submission has a hash: the same wherever the same rows are, another for any other."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline import stages
from pipeline.intake import receive
from pipeline.settings import Settings
from pipeline.storage.contents import all_contents, contents_of
from pipeline.storage.ledger import EXAMINED, Ledger
from pipeline.storage.warehouse import open_warehouse
from tests.files import csv_file

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A home of two submissions, examined."""
    settings = Settings(home=tmp_path_factory.mktemp("home"))
    parts = ("campaigns", [{}, {"campaign": "more", "spend_eur": "0.1"}]), ("exit_support", [{}])
    for country in ("NL", "PL"):
        receive(settings, csv_file(*parts, country=country), "q3.csv", sender="test", now=NOW)
    stages.examine_pending(settings, now=NOW)
    return settings


def test_the_ledger_tells_what_the_warehouse_holds_of_each_submission(settings: Settings) -> None:
    told = {each["submission"]: each["contents"] for each in Ledger(settings.ledger).events(EXAMINED)}
    with open_warehouse(settings.warehouse) as warehouse:
        assert all_contents(warehouse) == told
        assert contents_of(warehouse, list(told)[:1]) == dict(list(told.items())[:1])
        assert len(set(told.values())) == 2


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE campaigns SET spend_eur = spend_eur + 1e-9 WHERE campaign = 'more' AND country = 'NL'",
        "UPDATE campaigns SET comment = '' WHERE country = 'NL'",
        "DELETE FROM exit_support WHERE country = 'NL'",
        "INSERT INTO campaigns FROM campaigns WHERE country = 'NL' LIMIT 1",
        "UPDATE submissions SET examined_at = examined_at + INTERVAL 1 MICROSECOND WHERE country = 'NL'",
        "UPDATE versions SET nil_return = true WHERE country = 'NL'",
        "UPDATE letters SET letter = 'Z' WHERE submission IN (SELECT submission FROM parts WHERE country = 'NL')",
        "DELETE FROM parts WHERE country = 'NL' AND collection = 'campaigns'",
    ],
)
def test_any_other_cell_gives_another_hash_to_that_submission_alone(settings: Settings, change: str) -> None:
    with open_warehouse(settings.warehouse) as warehouse:
        whose = dict(warehouse.execute("SELECT submission, country FROM submissions").fetchall())
        before = all_contents(warehouse)
        warehouse.execute("BEGIN")
        warehouse.execute(change)
        after = all_contents(warehouse)
        warehouse.execute("ROLLBACK")
    assert {whose[each] for each in before if before[each] != after[each]} == {"NL"}


def test_neither_order_nor_a_new_column_changes_a_hash(settings: Settings) -> None:
    with open_warehouse(settings.warehouse) as warehouse:
        before = all_contents(warehouse)
        warehouse.execute("BEGIN")
        warehouse.execute(
            "CREATE OR REPLACE TABLE campaigns AS "
            "SELECT *, NULL::DOUBLE AS extra FROM campaigns ORDER BY clicks DESC, campaign DESC"
        )
        assert all_contents(warehouse) == before
        warehouse.execute("ROLLBACK")


def test_the_same_rows_give_the_same_hashes_in_another_file(settings: Settings, tmp_path: Path) -> None:
    with open_warehouse(settings.warehouse) as warehouse:
        before = all_contents(warehouse)
        warehouse.execute(f"ATTACH '{tmp_path / 'other.duckdb'}' AS other")
        warehouse.execute("COPY FROM DATABASE warehouse TO other")
        warehouse.execute("USE other")
        assert all_contents(warehouse) == before
