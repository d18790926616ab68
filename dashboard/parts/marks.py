"""The pieces that a figure is shown by: its value, its change, its course over the quarters, its coverage."""

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard import figures
from dashboard.figures import Change, Figure
from dashboard.parts.markup import Markup, tag
from dashboard.parts.visit import Visit
from data_contracts.cards import Card
from data_contracts.edition import NETWORK


def value(here: Visit, figure: Figure) -> Markup:
    """The figure as written, or why there is none; a status beside it is raised and says its name."""
    flag = tag("sup", figure.flag, title=here.words.code("obs_status", figure.flag)) if figure.flag else ""
    return tag("strong", figure.text, flag, class_=f"value {figure.state}")


def change(found: Change, *, text: str) -> Markup:
    """A change with its arrow, as `text` says it; blue is better, brown is worse."""
    return tag("span", tag("span", found.arrow, aria_hidden="true"), " ", text, class_=f"change {found.tone}")


def course(here: Visit, rows: Sequence[Mapping[str, Any]], card: Card, *, quarter: str) -> Markup:
    """A small bar a quarter, for the eye only: `quarter` is dark, a hidden one hatched, a missing one a gap."""
    shown = [
        (row["quarter"] == quarter, figures.read(row, card.unit, here.words))
        for row in sorted(rows, key=lambda row: row["quarter"])
    ]
    values = [0.0, *(each.value for _, each in shown if each.value is not None)]
    least, most = min(values), max(values)
    bars = (_bar(figure, now=now, least=least, most=most) for now, figure in shown)
    return tag("span", bars, class_="course", aria_hidden="true")


def coverage(here: Visit, row: Mapping[str, Any] | None, *, against: str | None = None) -> Markup:
    """A country's share of owed cells, or how many of the members that owe a figure are in it, with a small bar.

    against: the name of the quarter a year before, to say as well how many were in it then, if others than now.
    """
    if row is None or row["coverage"] is None or row["members_owing"] == 0:
        return tag("span", figures.SIGNS[figures.INAPPLICABLE])
    share = text = here.words.percent(row["coverage"], decimals=0)
    if row["country"] == NETWORK:
        text = here.words("figures.members", members=row["members_in"], owing=row["members_owing"])
        if against and row["members_before"] not in (None, row["members_in"]):
            text = here.words("figures.members_then", coverage=text, quarter=against, members=row["members_before"])
    meter = tag("span", tag("i", style=f"width:{row['coverage']:.0%}"), class_="meter", aria_hidden="true")
    return tag("span", meter, text, class_="coverage", title=here.words("figures.coverage_is", share=share))


def _bar(figure: Figure, *, now: bool, least: float, most: float) -> Markup:
    look = f"{figure.state} now" if now else figure.state
    if figure.value is None:
        return tag("i", class_=look)
    share = (figure.value - least) / (most - least) if most > least else 0.0
    return tag("i", class_=look, style=f"height:{max(share, 0.04):.0%}")
