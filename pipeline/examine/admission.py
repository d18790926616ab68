"""Whether a submission may come from this country, for this quarter, now: what only the rounds can tell."""

from collections.abc import Collection, Iterator
from datetime import datetime

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
    rounds = open_quarters(on=at.date())
    if quarter and quarter not in rounds:
        yield Finding("quarter-not-open", found=quarter, expected=f"{rounds[0]} – {rounds[-1]}")
        return
    if not (country and quarter):
        return
    if not is_member(country, quarter=quarter):
        yield Finding("country-not-member", found=country, expected=quarter)
        return
    duties = owed([quarter]).filter(country=country)
    wanted = duties.filter(duties["exempt"].is_null()).get_column("collection").to_list()
    for collection in sorted(set(collections) - set(wanted)):
        yield Finding("collection-not-owed", collection=collection, found=collection)
    for collection in [each for each in wanted if each not in collections]:
        yield Finding("collection-not-in-file", collection=collection, expected=collection)
