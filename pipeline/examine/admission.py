"""Whether a submission may come from this country, for this quarter, now: what only the rounds can tell."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from functools import cache

import polars as pl

from data_contracts.duties import is_member, open_quarters, owed
from data_contracts.findings import Finding


def admission(
    *, country: str | None, quarter: str | None, collections: Collection[str], at: datetime, sender: str | None = None
) -> Iterator[Finding]:
    """Findings on a file's country, quarter and collections; `sender` is the country it came from, where known.

    at: when it was received.
    """
    if country and sender and country != sender:
        yield Finding("country-wrong", found=country, expected=sender)
    rounds = _open_quarters(at.date())
    if quarter and quarter not in rounds:
        yield Finding("quarter-not-open", found=quarter, expected=f"{rounds[0]} – {rounds[-1]}")
        return
    if not (country and quarter):
        return
    if not is_member(country, quarter=quarter):
        yield Finding("country-not-member", found=country, expected=quarter)
        return
    wanted = _owed_collections(quarter).get(country, [])
    for collection in sorted(set(collections) - set(wanted)):
        yield Finding("collection-not-owed", collection=collection, found=collection)
    for collection in [each for each in wanted if each not in collections]:
        yield Finding("collection-not-in-file", collection=collection, expected=collection)


@cache
def _open_quarters(day: date) -> list[str]:
    return open_quarters(on=day)


@cache
def _owed_collections(quarter: str) -> Mapping[str, list[str]]:
    """Country -> the collections that it owes and is not exempt from, for many files of one quarter to look up."""
    found: dict[str, list[str]] = {}
    for country, collection in (
        owed([quarter]).filter(pl.col("exempt").is_null()).select("country", "collection").rows()
    ):
        found.setdefault(country, []).append(collection)
    return found
