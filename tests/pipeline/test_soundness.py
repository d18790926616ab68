"""Faults of ours are seen in what was published: totals that do not add up, deliveries that are gone."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import polars as pl
import pytest

from data_contracts.edition import HIDDEN
from pipeline import soundness, stages
from pipeline.intake import receive
from pipeline.publish.edition import read_table
from pipeline.publish.pointer import current_edition
from pipeline.publish.totals import unequal_totals
from pipeline.settings import Settings
from pipeline.withdrawing import withdraw
from tests.files import csv_file

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Two editions: three countries deliver, then one of them withdraws."""
    settings = Settings(home=tmp_path_factory.mktemp("home"))
    sent = [deliver(settings, country) for country in ("IE", "PL", "SE")]
    stages.run(settings, now=NOW)
    withdraw(settings, sent[0], reason="Sent by mistake, from the test system.", by="IE", now=NOW)
    stages.run(settings, now=NOW + timedelta(hours=1))
    return settings


def deliver(settings: Settings, country: str) -> str:
    data = csv_file(("campaigns", [{}, {"campaign": "shorts"}]), ("training", [{}]), country=country)
    return receive(settings, data, f"{country}.csv", sender="desk", now=NOW).submission


@pytest.fixture(scope="module")
def indicators(settings: Settings) -> pl.DataFrame:
    path = current_edition(settings.editions)
    assert path
    return read_table(path, "indicators")


def test_an_installation_without_anything_is_sound(tmp_path: Path) -> None:
    nothing = Settings(home=tmp_path / "home")
    assert soundness.broken_chain(nothing) is None
    assert soundness.unequal_totals(nothing) == soundness.lost_deliveries(nothing) == 0
    assert soundness.contents(nothing) is None
    assert not nothing.root.exists()


def test_what_was_withdrawn_is_not_lost(settings: Settings) -> None:
    assert soundness.lost_deliveries(settings) == 0
    assert soundness.broken_chain(settings) is None
    held = soundness.contents(settings)
    assert held
    assert held.delivered == 4
    assert 0 < held.coverage_pct < 5


def test_what_the_store_has_lost_is_missed_in_the_next_edition(settings: Settings, tmp_path: Path) -> None:
    copy = Settings(home=tmp_path / "home")
    shutil.copytree(settings.root, copy.root)
    with duckdb.connect(str(copy.warehouse)) as warehouse:
        warehouse.execute("DELETE FROM versions WHERE country = 'SE'")
    stages.publish(copy, now=NOW + timedelta(hours=2))
    assert soundness.lost_deliveries(copy) == 2


def test_totals_of_an_edition_equal_their_parts(settings: Settings) -> None:
    assert soundness.unequal_totals(settings) == 0


@pytest.mark.parametrize("where", [{"country": "_T", "dimension": "_T"}, {"country": "SE", "dimension": "platform"}])
def test_a_sum_that_is_off_by_one_is_seen(indicators: pl.DataFrame, where: dict[str, str]) -> None:
    chosen = indicators.with_row_index().filter(indicator="CAM_01", **where).filter(pl.col("numerator") > 0)["index"][0]
    is_chosen = pl.int_range(pl.len()) == chosen
    off = indicators.with_columns(numerator=pl.when(is_chosen).then(pl.col("numerator") + 1).otherwise("numerator"))
    assert unequal_totals(off) > 0


def test_a_sum_of_which_a_part_is_hidden_is_not_judged(indicators: pl.DataFrame) -> None:
    of_one = (pl.col("indicator") == "CAM_01") & (pl.col("country") == "SE") & (pl.col("dimension") == "_T")
    off = indicators.with_columns(
        conf_status=pl.when(of_one).then(pl.lit(HIDDEN)).otherwise("conf_status"),
        numerator=pl.when(of_one).then(None).otherwise("numerator"),
    )
    assert unequal_totals(off) == 0
