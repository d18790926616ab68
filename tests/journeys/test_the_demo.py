"""The main job on example data: from 320 files of 27 members to one edition with the published facts in it."""

import re
from pathlib import Path

import polars as pl
import pytest

from data_contracts.cards import load_cards
from data_contracts.duties import load_members
from data_contracts.edition import TABLES
from data_contracts.rules import load_rules
from pipeline import stages
from pipeline.cli import main
from pipeline.demonstration import FORMER_EDITIONS, NOW
from pipeline.publish.catalogue import listed_editions
from pipeline.publish.pointer import current_edition, own_figures
from pipeline.replaying import replay
from pipeline.settings import Settings
from pipeline.storage.ledger import Ledger
from pipeline.storage.warehouse import open_warehouse, table
from tests.attack import cells_of, known_exactly
from tests.editions import published
from tests.files import csv_file

CELL = ["indicator", "country", "quarter", "dimension", "category"]


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    home = tmp_path_factory.mktemp("demo") / "home"
    assert main(["--home", str(home), "demo"]) == 0
    return Settings(home=home)


def figure(settings: Settings, indicator: str, country: str, dimension: str = "_T", category: str = "_T") -> float:
    found = published(settings, "indicators").filter(
        indicator=indicator, country=country, quarter="2024-Q3", dimension=dimension, category=category
    )
    return found["value"].item()


@pytest.mark.parametrize(
    ("indicator", "country", "campaign", "value"),
    [
        ("INT_06", "NL", None, 26.7),
        ("CAM_02", "NL", "nl-search-ads-2021", 7.5),
        ("CAM_02", "FI", "joint-action-search-ads", 17.5),
        ("CAM_03", "NL", "nl-search-ads-2021", 2.22),
        ("CAM_03", "FI", "joint-action-search-ads", 1.00),
    ],
)
def test_the_published_facts_come_out(
    settings: Settings, indicator: str, country: str, campaign: str | None, value: float
) -> None:
    split = ("campaign", campaign) if campaign else ("_T", "_T")
    assert figure(settings, indicator, country, *split) == pytest.approx(value, abs=0.05 if value > 5 else 0.005)


def test_every_member_is_in_it_over_nine_quarters_and_all_collections(settings: Settings) -> None:
    deliveries = published(settings, "deliveries")
    assert deliveries["country"].n_unique() == load_members().height == 27
    assert deliveries["quarter"].n_unique() == 9
    assert deliveries["collection"].n_unique() == 8
    assert {"delivered", "nil", "missing", "exempt"} <= set(deliveries["state"])
    assert deliveries.filter(pl.col("days_late") > 0).height > 0
    assert deliveries.filter(pl.col("versions") > 1).height > 0


def test_it_is_marked_as_example_data(settings: Settings) -> None:
    assert published(settings, "edition")["synthetic"].to_list() == [True]
    names = [path.name for path in (settings.root / "examples").rglob("*") if path.is_file()]
    assert all(name.startswith("SYNTHETIC_") for name in names)


def test_the_edition_keeps_its_contract(settings: Settings) -> None:
    assert stages.check_edition(settings) == []
    for name, columns in TABLES.items():
        assert published(settings, name).columns == list(columns)


def test_no_confidential_count_below_the_threshold_is_published(settings: Settings) -> None:
    indicators = published(settings, "indicators")
    for card in load_cards().values():
        mine = indicators.filter(indicator=card.id)
        for side, term in (("numerator", card.numerator), ("denominator", card.denominator)):
            if term and term.confidential:
                assert mine.filter(pl.col(side).is_between(1, 4)).is_empty(), card.id
    assert indicators.filter(conf_status="C")["value"].null_count() == indicators.filter(conf_status="C").height > 0


def test_no_hidden_count_follows_for_an_outsider_or_for_a_member_that_knows_its_own(settings: Settings) -> None:
    with open_warehouse(settings.warehouse) as warehouse:
        clear = table(warehouse, "SELECT * FROM indicators WHERE numerator IS NOT NULL")
    shown = published(settings, "indicators")
    hidden = 0
    for indicator, side in [
        ("INT_02", "numerator"),
        ("INT_04", "numerator"),
        ("EXI_01", "numerator"),
        ("EXI_04", "numerator"),
        ("EXI_05", "denominator"),
        ("INT_07", "denominator"),
    ]:
        for quarter in ("2024-Q3", "2026-Q3"):
            truth = cells_of(clear.filter(indicator=indicator, quarter=quarter), side)
            seen = cells_of(shown.filter(indicator=indicator, quarter=quarter), side)
            hidden += sum(seen[cell] is None for cell in truth)
            for insider in (None, "LU"):
                assert known_exactly(seen, truth, insider=insider) == [], (indicator, quarter, insider)
    assert hidden > 500


def test_each_country_s_own_file_holds_its_figures_and_no_other_s(settings: Settings) -> None:
    edition = current_edition(settings.editions)
    assert edition
    for country in load_members()["country"]:
        own = own_figures(settings.members, edition, country=country)
        assert own
        assert set(published(settings, "indicators", path=own)["country"]) == {country}


def test_wrong_files_got_findings_and_the_right_ones_none_that_block(settings: Settings) -> None:
    with open_warehouse(settings.warehouse) as warehouse:
        verdicts = table(warehouse, "SELECT verdict, count(*) AS n FROM submissions GROUP BY 1")
        lost = table(
            warehouse,
            "SELECT count(*) AS n FROM findings "
            "WHERE blocks AND collection IS NOT NULL AND line IS NULL AND list_contains($near, rule)",
            {"near": [rule.id for rule in load_rules().values() if rule.level < 2]},
        )
    counts = dict(verdicts.iter_rows())
    assert counts["accepted"] > 280
    assert 10 <= counts["returned"] <= 30
    assert counts["unreadable"] == 1
    assert counts["needs-explanation"] < 0.02 * sum(counts.values()), "too much is asked of honest figures"
    assert lost["n"].to_list() == [0]


def test_running_the_demo_again_changes_nothing(settings: Settings, capsys: pytest.CaptureFixture) -> None:
    before = current_edition(settings.editions)
    assert main(["--home", str(settings.root), "demo"]) == 0
    assert current_edition(settings.editions) == before
    assert Ledger(settings.ledger).first_break() is None
    assert re.search(r"Examined: 0\b", capsys.readouterr().out)


def test_every_edition_comes_out_of_archive_and_ledger_again(settings: Settings) -> None:
    shown = [edition for edition, _ in listed_editions(settings.editions)]
    assert len(shown) == FORMER_EDITIONS + 1
    found = replay(settings)
    assert [each.edition for each in found] == shown
    assert all(each.is_same for each in found)


def test_a_correction_moves_the_edition_and_only_its_quarter(settings: Settings, tmp_path: Path) -> None:
    before = published(settings, "indicators")
    with open_warehouse(settings.warehouse) as warehouse:
        accepted = table(
            warehouse,
            "SELECT campaign, platform, impressions, clicks, engaged, spend_eur FROM campaigns "
            "WHERE country = 'NL' AND quarter = '2026-Q2'",
        )
    changed = accepted.with_columns(pl.col("clicks") + 1, reason=pl.lit("ERR")).cast(pl.String)
    path = tmp_path / "correction.csv"
    path.write_bytes(csv_file(("campaigns", changed.to_dicts()), country="NL", quarter="2026-Q2"))
    assert main(["--home", str(settings.root), "submit", str(path)]) == 0
    done = stages.run(settings, now=NOW)
    assert done.calculated == ("2026-Q2",)
    after = published(settings, "indicators")
    changed = before.join(after, on=[*CELL, "value"], how="anti", nulls_equal=True)
    assert set(changed["quarter"]) == {"2026-Q2"}
    assert set(changed["country"]) <= {"NL", "_T"}


def test_a_home_with_real_submissions_is_refused(settings: Settings, capsys: pytest.CaptureFixture) -> None:
    assert main(["--home", str(settings.root), "demo"]) == 1
    assert "not from the demo" in capsys.readouterr().out
