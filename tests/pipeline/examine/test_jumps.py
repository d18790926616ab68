"""A value that leaves its series is asked about; chance, seasons, and what comes and goes are not."""

from collections.abc import Iterable
from random import Random
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_contracts.findings import ACCEPTED
from pipeline.demo.chance import count
from pipeline.examine.jumps import no_jump
from pipeline.examine.past import VERSIONS
from pipeline.examine.scene import CANDIDATES, Scene
from pipeline.judgement import judge
from tests.turns import found_in_last, turns, verdicts_of

QUARTERS = [f"{year}-Q{number}" for year in (2024, 2025, 2026) for number in range(1, 5)][2:11]
NOW, BEFORE = QUARTERS[-1], QUARTERS[:-1]


def scene(before: Iterable[dict[str, list[Any]] | None], now: dict[str, list[Any]] | None) -> Scene:
    """A country's requests, given as columns a quarter, the last quarter before now last; None: a nil return."""
    told = [*before, now]
    quarters = QUARTERS[-len(told) :]
    frames = {
        quarter: _rows(quarter, columns) for quarter, columns in zip(quarters, told, strict=True) if columns is not None
    }
    versions = [
        (quarter, at, "NL", quarter, "contact_point_requests", columns is None, None)
        for at, (quarter, columns) in enumerate(zip(quarters, told, strict=True))
    ][:-1]
    rows = {"contact_point_requests": frames[NOW]} if NOW in frames else {}
    return Scene(
        pl.DataFrame([(NOW, 99, "NL", NOW)], schema=CANDIDATES, orient="row"),
        rows,
        {} if rows else {NOW: frozenset(["contact_point_requests"])},
        pl.DataFrame(versions, schema=VERSIONS, orient="row"),
        lambda _, these: pl.concat(frames[each] for each in these),
    )


def _rows(quarter: str, columns: dict[str, list[Any]]) -> pl.DataFrame:
    """Each series is a counterpart of its own."""
    number = len(next(iter(columns.values())))
    measures = ["requests", "answered", "answered_24h", "answered_72h", "median_hours", "mla_followups", "emergencies"]
    kinds = {each: pl.Float64 if each == "median_hours" else pl.Int64 for each in measures} | {"counterpart": pl.String}
    told = {each: columns.get(each, [None] * number) for each in measures}
    return pl.DataFrame(
        {"counterpart": [f"c{at}" for at in range(number)], **told}, schema_overrides=kinds
    ).with_columns(
        submission=pl.lit(quarter),
        quarter=pl.lit(quarter),
        country=pl.lit("NL"),
        sheet=pl.lit("Sheet1"),
        line=pl.int_range(2, number + 2, dtype=pl.Int32),
        direction=pl.lit("RCV"),
        channel=pl.lit("BUD"),
        request_type=pl.lit("PRS"),
        comment=pl.lit(None, pl.String),
        counted=pl.lit(True),
    )


def jumps(*values: float | str | None, measure: str = "requests") -> list[tuple[Any, ...]]:
    """line, found, expected, where one series takes these values: a text is a status, None a row that is not listed."""
    columns = [None if each is None else {measure: [None if isinstance(each, str) else each]} for each in values]
    found = no_jump(scene(columns[:-1], columns[-1]), "contact_point_requests")
    return [] if found is None else found.select("line", "found", "expected").rows()


STEADY = (18, 23, 16, 20, 21, 17, 22, 19)


def test_a_value_within_what_the_quarters_before_would_lead_to_is_none() -> None:
    assert jumps(*STEADY, 20) == jumps(*STEADY, 30) == jumps(*STEADY, 9) == []


def test_a_digit_too_many_or_too_few_is_found_with_what_was_usual() -> None:
    assert jumps(*STEADY, 200) == [(2, "200", "16-23")]
    assert jumps(*STEADY, 1) == [(2, "1", "16-23")]


def test_a_small_count_may_change_a_lot() -> None:
    assert jumps(0, 1, 0, 2, 0, 0, 1, 0, 5) == jumps(1, 1, 1, 1, 1, 1, 1, 1, 4) == []
    assert jumps(2, 2, 2, 2, 2, 2, 2, 2, 20) == [(2, "20", "2")]


def test_a_large_count_may_change_by_half() -> None:
    large = [1000 * each for each in STEADY]
    assert jumps(*large, 30_000) == []
    assert jumps(*large, 90_000) == [(2, "90000", "16000-23000")]


def test_a_season_that_was_seen_before_is_no_jump() -> None:
    assert jumps(1150, 1050, 500, 1300, 1180, 1090, 490, 1350, 480) == []


def test_a_row_that_is_not_listed_is_compared_as_zero() -> None:
    assert jumps(*STEADY, None) == [(None, "0", "16-23")]
    assert jumps(*[None] * 8, 40) == [(2, "40", "0")]
    assert jumps(None, None, 20, None, 15, None, None, None, 19) == []


def test_fewer_than_four_quarters_are_no_series() -> None:
    assert jumps(20, 20, 20, 900) == []
    assert jumps(20, 20, 20, 20, 900) == [(2, "900", "20")]


def test_a_status_is_no_value_and_makes_no_zero_of_what_is_not_listed() -> None:
    assert jumps(*STEADY, "L") == []
    assert jumps(20, 20, 20, *["L"] * 5, 900) == []
    assert jumps("L", None, None, None, None, None, None, None, 900) == []


def test_a_median_is_on_its_own_scale_and_nothing_where_there_is_no_row() -> None:
    assert jumps(20, 31, 18, 44, 26, 35, 22, 29, 60, measure="median_hours") == []
    assert jumps(20, 31, 18, 44, 26, 35, 22, 29, 1700, measure="median_hours") == [(2, "1700", "18-44")]
    assert jumps(*STEADY, None, measure="median_hours") == jumps(*[None] * 8, 200, measure="median_hours") == []


@pytest.mark.parametrize("mean", [0.3, 1, 3, 8, 20, 60])
def test_chance_alone_is_hardly_ever_taken_for_a_jump(mean: float) -> None:
    rng, series = Random(f"{mean}"), 3000
    told = [{"requests": [count(rng, mean) for _ in range(series)]} for _ in QUARTERS]
    found = no_jump(scene(told[:-1], told[-1]), "contact_point_requests")
    assert (0 if found is None else found.height) <= 0.0005 * series


@settings(max_examples=25)
@given(st.lists(st.integers(0, 400), min_size=5, max_size=9), st.randoms(use_true_random=False))
def test_the_order_of_the_quarters_before_says_nothing(values: list[int], chance: Any) -> None:
    *before, now = values
    assert jumps(*chance.sample(before, len(before)), now) == jumps(*before, now)


@settings(max_examples=25)
@given(st.lists(st.integers(0, 400), min_size=4, max_size=8), st.integers(0, 4000))
def test_what_was_there_before_is_no_jump_and_further_away_is_no_less_of_one(before: list[int], now: int) -> None:
    assert jumps(*before, max(before)) == jumps(*before, min(before)) == []
    if jumps(*before, now) and now > max(before):
        assert jumps(*before, 2 * now)


PARTNERS = [{"quarter": quarter, "partners": [{"active": "3"}]} for quarter in BEFORE[-4:]]


def test_a_comment_in_the_row_explains_and_is_remembered_while_the_value_stays() -> None:
    files = [
        *PARTNERS,
        {"quarter": NOW, "partners": [{"active": "60", "comment": "A new association of firms"}]},
    ]
    assert verdicts_of(judge(turns(*files)))["f5"] == ACCEPTED
    unexplained = [*PARTNERS[:-1], {"quarter": QUARTERS[-2], "partners": [{"active": "60"}]}]
    assert verdicts_of(judge(turns({"quarter": QUARTERS[-6], "partners": [{}]}, *unexplained)))["f5"] != ACCEPTED


def test_campaigns_come_and_go_and_only_their_sum_is_a_series() -> None:
    def campaigns(quarter: str, *shown: int) -> dict[str, Any]:
        rows = [{"campaign": f"{quarter} {at}", "impressions": f"{each}"} for at, each in enumerate(shown)]
        return {"quarter": quarter, "campaigns": rows}

    before = [campaigns(quarter, 40_000, 25_000) for quarter in BEFORE[-5:]]
    assert found_in_last("no-jump", *before, campaigns(NOW, 60_000)) == []
    assert found_in_last("no-jump", *before, {"quarter": NOW, "campaigns": None}) == []
    (finding,) = found_in_last("no-jump", *before, campaigns(NOW, 700_000, 5_000))
    assert (finding.line, finding.key, finding.found) == (None, None, "705000")
    assert finding.says() == "“Impressions” is 705000, after 65000 in the quarters before: Campaigns."


def test_parts_in_the_place_of_a_total_are_no_jump() -> None:
    whole = {"sex": "_T", "actions": "40", "invited": "800", "reached": "600"}
    half = {"actions": "20", "invited": "400", "reached": "300"}
    before = [{"quarter": quarter, "interventions": [whole]} for quarter in BEFORE[-4:]]
    assert found_in_last("no-jump", *before, {"quarter": NOW, "interventions": [half, half | {"sex": "M"}]}) == []
