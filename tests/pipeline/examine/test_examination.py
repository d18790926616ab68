"""Every rule of a row is found where it is broken, nothing is found where all is right."""

from datetime import UTC, datetime

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandera.errors import SchemaErrors

from data_contracts import LANGUAGES
from data_contracts.codes import load_codes
from data_contracts.contract import COLLECTIONS, load_contract
from data_contracts.rules import load_rules
from pipeline.examine.admission import admission
from pipeline.examine.checks import checks
from pipeline.examine.examination import Examination, examine, prepare
from pipeline.examine.schema import compile_schema
from tests.rows import rows

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def examined(collection: str, *changes: dict) -> Examination:
    return examine(rows(collection, *changes), load_contract(collection))


def found(collection: str, *changes: dict) -> list[tuple]:
    return examined(collection, *changes).findings.select("rule", "column", "line").rows()


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_a_right_row_gives_no_finding(collection: str) -> None:
    assert found(collection) == []


@pytest.mark.parametrize(
    ("collection", "change", "rule", "column"),
    [
        ("interventions", {"reached": None}, "blank-cell", "reached"),
        ("interventions", {"reached": "  "}, "blank-cell", "reached"),
        ("interventions", {"reached": "many"}, "not-a-number", "reached"),
        ("interventions", {"cost_eur": "inf"}, "not-a-number", "cost_eur"),
        ("interventions", {"cost_eur": "1e999"}, "not-a-number", "cost_eur"),
        ("interventions", {"cost_eur": "NaN"}, "not-a-number", "cost_eur"),
        ("interventions", {"actions": "1e300"}, "number-out-of-range", "actions"),
        ("interventions", {"reached": "-1"}, "negative-number", "reached"),
        ("interventions", {"reached": "2.5"}, "not-a-whole-number", "reached"),
        ("interventions", {"cost_eur": "12.450"}, "ambiguous-number", "cost_eur"),
        ("interventions", {"cost_eur": "12,450"}, "ambiguous-number", "cost_eur"),
        ("interventions", {"cost_eur": "#DIV/0!"}, "formula-error", "cost_eur"),
        ("interventions", {"cost_eur": "=SUM(A1:A9)"}, "formula-without-value", "cost_eur"),
        ("interventions", {"cost_eur_status": "Z"}, "unknown-status", "cost_eur_status"),
        ("interventions", {"cost_eur_status": "L"}, "status-beside-value", "cost_eur_status"),
        ("interventions", {"sex": None}, "blank-key", "sex"),
        ("interventions", {"sex": "X"}, "unknown-code", "sex"),
        ("interventions", {"reached": "41"}, "reached-within-invited", "reached"),
        ("interventions", {"completed": "1"}, "completed-within-started", "completed"),
        ("interventions", {"comment": "ask jan.k@policja.example"}, "personal-data", "comment"),
        ("interventions", {"comment": "seen from 10.20.30.40"}, "personal-data", "comment"),
        ("interventions", {"comment": "known as @darkfox99"}, "personal-data", "comment"),
        ("interventions", {"comment": "interviewed Pan Kowalski"}, "personal-data", "comment"),
        ("interventions", {"comment": "x" * 1001}, "text-too-long", "comment"),
        ("interventions", {"reason": "BECAUSE"}, "unknown-reason", "reason"),
        ("campaigns", {"clicks": "1001"}, "clicks-within-impressions", "clicks"),
        ("campaigns", {"engaged": "101"}, "engaged-within-clicks", "engaged"),
        ("campaigns", {"clicks": "301"}, "click-through-plausible", "clicks"),
        ("campaigns", {"campaign": None}, "blank-key", "campaign"),
        ("exit_support", {"stock_end": "15"}, "stock-balances", "stock_end"),
        ("exit_support", {"multi_agency_plans": "10"}, "plans-within-intake", "multi_agency_plans"),
        ("contact_point_requests", {"answered": "21"}, "answered-within-requests", "answered"),
        ("contact_point_requests", {"answered_24h": "13"}, "answered-24h-within-72h", "answered_24h"),
        ("contact_point_requests", {"answered_72h": "17"}, "answered-72h-within-answered", "answered_72h"),
        ("contact_point_requests", {"emergencies": "21"}, "emergencies-within-requests", "emergencies"),
        ("contact_point_requests", {"counterpart": "NL"}, "counterpart-is-another-country", "counterpart"),
        ("training", {"useful": "19"}, "useful-within-respondents", "useful"),
        ("training", {"respondents_end": "21"}, "respondents-within-participants", "respondents_end"),
        ("training", {"using_3m": "11"}, "using-within-respondents-3m", "using_3m"),
        ("training", {"respondents_3m": "21"}, "respondents-3m-within-participants", "respondents_3m"),
        ("training", {"score_post": "101"}, "number-out-of-range", "score_post"),
        ("toolkit", {"status": "RUNNING"}, "unknown-code", "status"),
        ("toolkit", {"last_review": "last spring"}, "not-a-date", "last_review"),
        ("toolkit", {"sms_level": "6"}, "number-out-of-range", "sms_level"),
        ("definitions", {"conforms": "N"}, "deviation-needs-note", "note"),
    ],
)
def test_a_broken_rule_is_found_at_its_cell(collection: str, change: dict, rule: str, column: str) -> None:
    assert (rule, column, 3) in found(collection, {"comment": "the first row is right"} | other_key(collection), change)


def other_key(collection: str) -> dict[str, str]:
    """A change that makes a row another one than the right one, so that keys do not clash."""
    last = load_contract(collection).keys[-1]
    return {last.name: next((code for code in reversed(last.codes) if code not in ("_T", "NL")), "other")}


@pytest.mark.parametrize(
    ("change", "value", "status"),
    [
        ({"cost_eur": "12.5"}, 12.5, "A"),
        ({"cost_eur": "12,5"}, 12.5, "A"),
        ({"cost_eur": "−0.0"}, 0.0, "A"),
        ({"cost_eur": "1e3"}, 1000.0, "A"),
        ({"cost_eur": "L"}, None, "L"),
        ({"cost_eur": "m"}, None, "M"),
        ({"cost_eur": None, "cost_eur_status": "L"}, None, "L"),
        ({"cost_eur": "900", "cost_eur_status": "E"}, 900.0, "E"),
    ],
)
def test_a_cell_is_a_value_or_a_status(change: dict, value: float | None, status: str) -> None:
    seen = examined("interventions", change)
    assert seen.findings.is_empty()
    assert seen.rows.select("cost_eur", "cost_eur_status").row(0) == (value, status)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_code_is_understood_by_its_name_in_any_language_and_case(language: str) -> None:
    seen = examined("interventions", {"sex": load_codes("sex")["M"][language].upper()}, {"sex": "f"})
    assert seen.rows["sex"].to_list() == ["M", "F"]


def test_the_same_key_twice_is_found_on_both_rows() -> None:
    assert [line for rule, _, line in found("partners", {}, {}) if rule == "key-twice"] == [2, 3]


def test_the_same_key_in_two_submissions_is_no_finding() -> None:
    both = pl.concat([rows("partners"), rows("partners", submission="s2")])
    assert examine(both, load_contract("partners")).findings.is_empty()


def test_a_comment_explains_a_warning() -> None:
    seen = examined("campaigns", {"clicks": "400", "comment": "A festival: the banner stood on its front page"})
    assert seen.findings.select("rule", "explained").rows() == [("click-through-plausible", True)]


def test_what_cannot_be_compared_is_not_judged() -> None:
    assert found("interventions", {"invited": "M", "reached": "900"}) == []


def test_a_wrong_cell_is_told_once_and_not_again_by_the_rules_that_compare_it() -> None:
    assert found("contact_point_requests", {"requests": "-4"}) == [("negative-number", "requests", 2)]


def test_every_check_leaves_a_record_of_having_run() -> None:
    ran = examined("exit_support", {"stock_end": "99"}).ran
    assert set(ran["rule"]) == {check.rule for check in checks(load_contract("exit_support"))}
    assert ran.filter(pl.col("rule") == "stock-balances").select("rows", "broken").row(0) == (1, 1)


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_every_rule_of_a_check_is_known(collection: str) -> None:
    assert {check.rule for check in checks(load_contract(collection))} <= set(load_rules())


def test_the_pandera_schema_catches_a_bad_value() -> None:
    contract = load_contract("campaigns")
    with pytest.raises(SchemaErrors, match="clicks-within-impressions"):
        compile_schema(checks(contract)).validate(prepare(rows("campaigns", {"clicks": "2000"}), contract), lazy=True)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(["7", "-7", "x", None, "L", "1.5", "#REF!", "12.450", "Z"]), min_size=1, max_size=12))
def test_the_gate_and_the_schema_agree_on_any_cells(cells: list[str | None]) -> None:
    changes = [
        {"reached": cell, "offence_focus": "HCK", "target_group": "GEN", "invited": "M", "started": str(at)}
        for at, cell in enumerate(cells)
    ]
    seen = examined("interventions", *changes)
    told = seen.findings.group_by("rule").len().sort("rule").rows()
    assert (
        told
        == seen.ran.filter(pl.col("broken") > 0).select("rule", pl.col("broken").cast(pl.UInt32)).sort("rule").rows()
    )
    bad = [cell for cell in cells if cell not in ("7", "L")]
    assert seen.findings.filter(pl.col("column") == "reached").height == len(bad)


def rule_ids(**given_: object) -> list[str]:
    told = {"country": "NL", "quarter": "2026-Q3", "collections": ["interventions"], "at": NOW} | given_
    return [finding.rule for finding in admission(**told)]  # type: ignore[arg-type]


def test_a_quarter_that_is_not_over_cannot_be_reported() -> None:
    assert rule_ids(quarter="2026-Q4") == ["quarter-not-open"]


def test_a_country_reports_from_its_first_quarter_of_membership() -> None:
    assert rule_ids(country="HR", quarter="2025-Q1") == ["country-not-member"]
    assert "country-not-member" not in rule_ids(country="HR", quarter="2025-Q2")


def test_a_file_in_another_countrys_folder_is_refused() -> None:
    assert "country-wrong" in rule_ids(sender="BE")


def test_a_file_is_told_what_is_owed_and_not_in_it() -> None:
    assert rule_ids().count("collection-not-in-file") == 6
    assert "collection-not-owed" in rule_ids(country="MT", collections=["exit_support"])
