"""What was accepted, newest first: new submissions, corrections and nil returns."""

import polars as pl

from dashboard.parts import tables
from dashboard.parts.markup import tag
from dashboard.parts.tables import Cell, Column, Row
from dashboard.parts.visit import Visit


def table(here: Visit, found: pl.DataFrame, *, caption: str, of_one_country: bool = False) -> None:
    """A row an arrival, as `editions.arrivals` gives it; the country need not be said where there is one only."""
    words = here.words
    heads = ("received", *(() if of_one_country else ("country",)), "quarter", "what", "collections")
    columns = [Column(words(f"arrivals.{each}"), "when" if each == "received" else "text") for each in heads]
    rows: list[Row] = [
        [
            words.moment(row["received_at"]),
            *([] if of_one_country else [words.country(row["country"])]),
            words.quarter(row["quarter"]),
            Cell(_what(here, row)),
            ", ".join(words.collection(each) for each in row["collections"]),
        ]
        for row in found.iter_rows(named=True)
    ]
    tables.show(words(caption), columns, rows, tall=True, titled=False)


def _what(here: Visit, row: dict[str, object]) -> str:
    if row["version"] != 1:
        return tag("span", here.words("arrivals.corrected", version=row["version"]), class_="badge corrected")
    kind = "nil" if row["nil_return"] else "new"
    return tag("span", here.words(f"arrivals.{kind}"), class_=f"badge {kind}")
