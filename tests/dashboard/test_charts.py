"""Charts draw what is there, and show what is not."""

from collections.abc import Sequence
from typing import Any

import polars as pl
import pytest

from dashboard import charts
from dashboard.charts import _ticks

SCHEMA = {"x": pl.String, "series": pl.String, "value": pl.Float64, "text": pl.String, "sign": pl.String}


def test_a_quarter_without_a_value_shows_its_sign() -> None:
    rows = [("Q1", "Malta", 3.0, "3", "3"), ("Q2", "Malta", None, "▒ hidden", "▒")]
    drawn = charts.trend(
        _points(rows), series=["Malta"], colours=["#0072b2"], quarters=["Q1", "Q2"], axis="datum.value"
    )
    signs = [layer for layer in drawn.layer if layer.encoding.to_dict().get("text", {}).get("field") == "sign"]
    assert [_data(layer)["x"].to_list() for layer in signs] == [["Q2"]]


def test_a_course_of_nothing_but_gaps_can_be_drawn() -> None:
    rows = [("Q1", "Malta", None, "× exempt", "×")]
    drawn = charts.trend(_points(rows), series=["Malta"], colours=["#0072b2"], quarters=["Q1"], axis="datum.value")
    assert drawn.to_dict()["layer"]


def test_names_of_lines_that_end_together_do_not_cover_each_other() -> None:
    rows = [("Q1", name, 10.0, "10", "10") for name in ("A", "B", "C")]
    drawn = charts.trend(
        _points(rows), series=["A", "B", "C"], colours=["#000", "#111", "#222"], quarters=["Q1"], axis="datum.value"
    )
    heights = _data(drawn.layer[-1])["value"].to_list()
    assert len(set(heights)) == 3


def test_a_bar_without_a_value_is_no_bar_but_words() -> None:
    rows = [("Malta", "Malta", None, "▒ hidden", "▒"), ("Poland", "Poland", 0.0, "0", "0")]
    drawn = charts.ranking(_points(rows), highlighted={}, reference=None)
    assert _data(drawn.layer[0])["x"].to_list() == ["Poland"]
    assert _data(drawn.layer[-1])["text"].to_list() == ["▒ hidden"]


@pytest.mark.parametrize(
    ("least", "most"), [(0, 0), (0, 1), (0, 7), (0, 93.4), (0, 1234567), (-12, 3), (-5, 0), (0, 0.004)]
)
def test_ticks_are_few_round_and_around_the_values(least: float, most: float) -> None:
    ticks = _ticks(least, most)
    assert ticks[0] <= least
    assert ticks[-1] >= most
    assert 2 <= len(ticks) <= 8
    assert 0 in ticks


def _points(rows: Sequence[tuple[str, str, float | None, str, str]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _data(layer: Any) -> pl.DataFrame:
    found: pl.DataFrame = layer.data
    return found
