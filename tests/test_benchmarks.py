"""The benchmarks themselves, untimed: that they compare like with like, and tell it rightly."""

import pytest

from tests.benchmarks.__main__ import BENCHMARKS, main
from tests.benchmarks.calculating import calculate
from tests.benchmarks.results import Result, line


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
