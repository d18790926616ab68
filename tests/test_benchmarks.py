"""The benchmarks themselves, untimed: that they compare like with like, and tell it rightly."""

import json

import pytest

from data_contracts.contract import load_contract
from data_contracts.duties import load_calendar
from pipeline.examine.examination import examine
from tests.benchmarks import backfilling, growing, years
from tests.benchmarks.__main__ import BENCHMARKS, main
from tests.benchmarks.calculating import calculate
from tests.benchmarks.comparing import contract_for_peers
from tests.benchmarks.results import Result, line
from tests.benchmarks.rows import examples
from tests.rows import rows


def test_a_ratio_is_held_against_its_limit() -> None:
    assert Result("a check", "s", ours=1.2, theirs=1.0, whose="a peer", at_most=1.3).verdict == "within 1.3"
    assert Result("a check", "s", ours=1.4, theirs=1.0, whose="a peer", at_most=1.3).verdict == "OVER 1.3"
    assert Result("a check", "s", ours=1.4).verdict == ""


def test_a_result_is_one_line_with_its_peer_named() -> None:
    told = line(Result("a check", "CPU s", ours=1.2, theirs=2.4, whose="a peer", at_most=1.3))
    assert told.split() == ["a", "check", "1.20", "2.40", "CPU", "s", "0.50", "within", "1.3", "a", "peer"]


def test_an_unknown_benchmark_is_answered_with_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["chess"]) == 2
    told = capsys.readouterr().err
    assert [name for name in BENCHMARKS if name not in told] == []


def test_cards_and_sql_by_hand_add_up_the_same() -> None:
    by_duckdb, by_polars = calculate(values=50_000, runs=1)  # which raises where a sum differs
    assert by_duckdb.theirs == by_polars.theirs


def test_the_rows_to_measure_on_are_wrong_where_they_should_be() -> None:
    clean, wrong = examples(700)
    assert not clean.lines
    assert len(wrong.lines) == 7
    for example in (clean, wrong):
        name, changes = example.part
        found = examine(rows(name, *changes), load_contract(name)).findings
        assert found["line"].to_list() == list(example.lines)
        assert found["rule"].n_unique() == (6 if example.lines else 0)


def test_peers_are_told_the_whole_contract() -> None:
    told, contract = contract_for_peers(), load_contract("interventions")
    columns = {column.name for column in contract.columns if column.role != "text"}
    assert {*told["keys"], *told["measures"]} == columns
    assert len(told["within"]) == len(contract.rules)
    assert all(len(pair) == 2 and set(pair) <= columns for pair in told["within"])


def test_a_backfill_is_accepted_whole(capsys: pytest.CaptureFixture[str]) -> None:
    backfilling.main(quarters=1, rows=1, members=2)  # which raises where a file is not
    told = [json.loads(each) for each in capsys.readouterr().out.splitlines()]
    assert [each["what"].rpartition(", ")[2] for each in told if each["theirs"]] == ["to the store"]


def test_the_cost_of_one_more_is_told_stage_by_stage(capsys: pytest.CaptureFixture[str]) -> None:
    growing.main(quarters=1, rows=1, runs=1, members=2)
    told = [json.loads(each)["what"].rpartition(": ")[2] for each in capsys.readouterr().out.splitlines()]
    assert told == ["all", *(stage for stage, _ in growing.STAGES), "the rest"]


def test_contracts_of_ten_years_are_for_the_benchmark_alone() -> None:
    assert years.quarters(years.MOST_QUARTERS)[-1] not in load_calendar()["quarter"]
