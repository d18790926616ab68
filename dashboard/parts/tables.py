"""Tables as HTML: a caption, headings that say what they head, numbers to the right, nothing cut off."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import streamlit as st

from dashboard.parts.markup import Markup, join, tag


@dataclass(frozen=True)
class Cell:
    """What stands in a cell. `look` is one of the classes of style.css; `title` explains a sign."""

    inside: str
    look: str | None = None
    title: str | None = None


@dataclass(frozen=True)
class Column:
    """A column's heading. kind: text, wide, when (one line), number, or field (of a grid)."""

    label: str
    kind: str = "text"


@dataclass(frozen=True)
class Group:
    """A row that heads the rows below it."""

    label: str


Row = Sequence[str | Cell] | Group


def show(
    caption: str, columns: Sequence[Column], rows: Iterable[Row], *, tall: bool = False, titled: bool = True
) -> None:
    """Draw a table; the first cell of a row is its heading.

    tall: it may be long and scrolls inside its frame. titled: the caption is seen, not only heard; leave it out where
    a heading above says the same.
    """
    head = tag("tr", (tag("th", each.label, scope="col", class_=each.kind) for each in columns))
    body = join(_row(row, columns) for row in rows)
    name = tag("caption", caption, class_=None if titled else "unseen")
    table = tag("table", name, tag("thead", head), tag("tbody", body))
    frame = "table tall" if tall else "table"
    st.html(tag("div", table, class_=frame, tabindex="0", role="region", aria_label=caption))


def _row(row: Row, columns: Sequence[Column]) -> Markup:
    if isinstance(row, Group):
        return tag("tr", tag("th", row.label, scope="rowgroup", colspan=len(columns)), class_="group")
    return tag("tr", _cells(row, columns))


def _cells(row: Sequence[str | Cell], columns: Sequence[Column]) -> Iterable[Markup]:
    for place, (given, column) in enumerate(zip(row, columns, strict=True)):
        cell = given if isinstance(given, Cell) else Cell(given)
        look = f"{column.kind} {cell.look}" if cell.look else column.kind
        if place == 0:
            yield tag("th", cell.inside, scope="row", class_=look)
        else:
            yield tag("td", cell.inside, class_=look, title=cell.title)
