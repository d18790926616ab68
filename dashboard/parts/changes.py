"""What a file changes: row by row against the version that counts now and against the quarter before."""

from collections.abc import Iterable, Sequence
from typing import Any

import streamlit as st

from dashboard.parts import page, tables
from dashboard.parts.tables import Cell, Column, Row
from dashboard.parts.visit import Visit
from data_contracts.labels import column_label, names_of_key

_MOST = 200  # cells of a table on the page
_COUNTS = ("new", "changed", "withdrawn", "unchanged")


def show(here: Visit, comparisons: Sequence[Any]) -> None:
    """How many rows of each collection are new, changed, withdrawn, unchanged; and the cells that differ."""
    if not comparisons:
        return
    words = here.words
    st.subheader(words("changes.title"), anchor=False)
    columns = [Column(words("changes.collection")), Column(words("changes.against"))]
    columns += [Column(words(f"changes.{each}"), "number") for each in _COUNTS]
    rows: list[Row] = [
        [
            words.collection(each.collection),
            _against(here, each),
            *(words.number(getattr(each, count)) for count in _COUNTS),
        ]
        for each in comparisons
    ]
    tables.show(words("changes.table"), columns, rows)
    for each in comparisons:
        if each.changes:
            _cells(here, each)


def _cells(here: Visit, comparison: Any) -> None:
    words, changes = here.words, comparison.changes
    title = words(
        "changes.cells",
        count=len(changes),
        collection=words.collection(comparison.collection),
        against=_against(here, comparison),
    )
    columns = [Column(words("changes.row"), "wide"), Column(words("changes.column"))]
    columns += [Column(words(f"changes.{each}"), "number") for each in ("before", "after", "share")]
    with st.expander(title):
        tables.show(title, columns, _rows(here, comparison, changes[:_MOST]), tall=True, titled=False)
        if len(changes) > _MOST:
            page.note(here, "changes.more", shown=_MOST, count=len(changes))


def _rows(here: Visit, comparison: Any, changes: Iterable[Any]) -> Iterable[Row]:
    words, collection = here.words, comparison.collection
    for each in changes:
        named = names_of_key(each.key.split(" · "), collection, words.language)
        share = "" if each.share_pct is None else words.percent(each.share_pct / 100, signed=True)
        yield [
            " · ".join(named),
            column_label(collection, each.column, words.language),
            _value(here, each.before),
            _value(here, each.after),
            share,
        ]


def _against(here: Visit, comparison: Any) -> str:
    return here.words(f"changes.{comparison.against}", quarter=here.words.quarter(comparison.quarter))


def _value(here: Visit, text: str | None) -> str | Cell:
    """A number the way the reader writes it, a code as it is; nothing where the row is not listed."""
    if text is None:
        return Cell("–", look="missing", title=here.words("changes.unlisted"))
    try:
        number = float(text)
    except ValueError:
        return text
    return here.words.number(number, decimals=len(text.partition(".")[2]))
