"""The revision triangle: what each edition showed of each quarter of a series."""

from datetime import datetime

import polars as pl

from data_contracts.edition import TABLES
from data_contracts.triangle import triangle

MAY, JUNE, JULY = (datetime(2026, month, 1, 2, 30) for month in (5, 6, 7))


def vintages(*rows: tuple[str, datetime, float | None, str, str]) -> pl.DataFrame:
    cells = [("CAM_01", "NL", *row) for row in rows]
    types = {"published_at": pl.Datetime("us"), "value": pl.Float64}
    return pl.DataFrame(cells, schema={name: types.get(name, pl.String) for name in TABLES["vintages"]}, orient="row")


def test_a_figure_stands_until_an_edition_shows_another() -> None:
    found = triangle(
        vintages(
            ("2026-Q1", MAY, 10.0, "A", "F"),
            ("2026-Q2", JUNE, 5.0, "A", "F"),
            ("2026-Q1", JULY, 12.0, "A", "F"),
        )
    )
    assert found.columns == ["quarter", "2026-05-01T02:30:00", "2026-06-01T02:30:00", "2026-07-01T02:30:00"]
    assert found.rows() == [("2026-Q1", "10.0", "10.0", "12.0"), ("2026-Q2", "", "5.0", "5.0")]


def test_a_figure_that_is_hidden_or_missing_since_says_so() -> None:
    found = triangle(
        vintages(
            ("2026-Q1", MAY, 10.0, "A", "F"),
            ("2026-Q1", JUNE, None, "A", "C"),
            ("2026-Q1", JULY, None, "O", "F"),
        )
    )
    assert found.row(0) == ("2026-Q1", "10.0", "[C]", "[O]")


def test_a_series_that_was_never_shown_has_no_triangle() -> None:
    assert triangle(vintages()).shape == (0, 1)
