"""Who has reported: a chip a member."""

import polars as pl
import streamlit as st

from dashboard.parts.legend import DELIVERY_SIGNS
from dashboard.parts.markup import Markup, tag
from dashboard.parts.visit import Visit

STATES = ("complete", "partial", "returned", "waiting", "missing")
"""How far a member may be with a quarter, from all delivered to nothing."""


def sentence(here: Visit, found: pl.DataFrame, *, quarter: str) -> None:
    """How many of the members that owe something have anything accepted, as a sentence."""
    owing = found.filter(pl.col("owed") > 0)
    reported = owing.filter(pl.col("delivered") > 0).height
    text = here.words("reporting.count", count=reported, owing=owing.height, quarter=here.words.quarter(quarter))
    st.html(tag("p", text, class_="statement"))


def chips(here: Visit, found: pl.DataFrame, *, quarter: str) -> None:
    """A row a member as `editions.reporting` gives it; each leads to the country's page."""
    rows = {row["country"]: row for row in found.iter_rows(named=True)}
    st.html(tag("ul", (_chip(here, rows[each], quarter=quarter) for each in here.words.by_name(rows)), class_="chips"))


def _chip(here: Visit, row: dict[str, str], *, quarter: str) -> Markup:
    state = here.words(f"deliveries.{row['state']}")
    count = here.words("reporting.collections", count=row["owed"], delivered=row["delivered"])
    told = f"{state}, {count}"
    inside = (
        tag("span", DELIVERY_SIGNS[row["state"]], class_=f"sign state-{row['state']}", aria_hidden="true"),
        tag("span", here.words.country(row["country"]), tag("span", f": {told}", class_="unseen"), class_="name"),
        tag("span", f"{row['delivered']}/{row['owed']}", class_="count", aria_hidden="true"),
    )
    address = here.link("country", country=row["country"], quarter=quarter)
    return tag("li", tag("a", inside, href=address, title=told))
