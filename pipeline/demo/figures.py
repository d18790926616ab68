"""All that one country has to report for one quarter, collection by collection."""

from collections.abc import Callable, Mapping
from functools import cache

from data_contracts.duties import owed
from pipeline.demo import (
    campaigns,
    contact_points,
    definitions,
    exit_support,
    interventions,
    partners,
    toolkit,
    training,
)
from pipeline.demo.facts import with_facts
from pipeline.demo.habits import PROVISIONAL, habits
from pipeline.demo.row import Row

Figures = dict[str, list[Row]]
"""Collection -> its rows; none where there is nothing to report (a nil return)."""

_MADE_BY: Mapping[str, Callable[[int, str, str], list[Row]]] = {
    "interventions": interventions.rows,
    "campaigns": campaigns.rows,
    "exit_support": exit_support.rows,
    "contact_point_requests": contact_points.rows,
    "toolkit": toolkit.rows,
    "partners": partners.rows,
    "definitions": definitions.rows,
}


@cache
def collections_owed(quarter: str) -> Mapping[str, tuple[str, ...]]:
    """Country -> the collections that it owes for the quarter, exemptions out."""
    found: dict[str, tuple[str, ...]] = {}
    for row in owed([quarter]).iter_rows(named=True):
        if row["exempt"] is None:
            found[row["country"]] = (*found.get(row["country"], ()), row["collection"])
    return found


def figures(seed: int, country: str, quarter: str, *, first: str, newest: bool, follow_up: bool) -> Figures:
    """What the country reports for every collection that it owes; published facts stand in the `first` quarter.

    `newest`: some figures are provisional. `follow_up`: the answers three months after a training are known.
    """
    found: Figures = {}
    for collection in collections_owed(quarter)[country]:
        if collection == "training":
            rows = training.rows(seed, country, quarter, since=first, follow_up=follow_up)
        else:
            rows = [dict(row) for row in _MADE_BY[collection](seed, country, quarter)]
        found[collection] = with_facts(rows, country=country, collection=collection) if quarter == first else rows
    if "interventions" in found:
        _qualify(found["interventions"], provisional=newest and country in PROVISIONAL, rounded=not habits(country).sex)
    return found


def _qualify(rows: list[Row], *, provisional: bool, rounded: bool) -> None:
    """Qualifiers beside values: P in the newest quarter, E on the audiences of those who only estimate them."""
    for row in rows:
        if isinstance(row["reached"], int) and "comment" not in row:
            if provisional:
                row["reached_status"] = "P"
            elif rounded and row["intervention_type"] == "SCH" and row["reached"]:
                row["reached_status"] = "E"
