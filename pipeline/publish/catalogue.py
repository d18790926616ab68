"""The catalogue: which editions were ever current, and since when, so that anyone can look at what was shown then."""

import csv
import secrets
from collections.abc import Sequence
from datetime import datetime
from io import StringIO
from pathlib import Path

from data_contracts.edition import file_name
from pipeline.publish.pointer import sync

CATALOGUE = "editions.csv"
"""The file of the catalogue, beside the editions: edition, published_at (UTC); oldest first."""


def list_editions(editions: Path, published: Sequence[tuple[str, datetime]]) -> None:
    """Write the catalogue anew where it does not say this yet; it is replaced at once."""
    place, text = editions / CATALOGUE, told(published)
    if place.exists() and place.read_text(encoding="utf-8") == text:
        return
    making = editions / f".{CATALOGUE}.{secrets.token_hex(4)}"
    making.write_text(text, encoding="utf-8")
    sync(making)
    making.replace(place)
    sync(editions)


def told(published: Sequence[tuple[str, datetime]]) -> str:
    """The catalogue of these editions, as its file says it."""
    target = StringIO()
    rows = csv.writer(target, lineterminator="\n")
    rows.writerow(("edition", "published_at"))
    rows.writerows((edition, at.isoformat()) for edition, at in published)
    return target.getvalue()


def listed_editions(editions: Path) -> list[tuple[str, datetime]]:
    """The editions that were ever current, each with the moment from which on it was; oldest first."""
    place = editions / CATALOGUE
    if not place.exists():
        return []
    with place.open(encoding="utf-8", newline="") as rows:
        return [(row["edition"], datetime.fromisoformat(row["published_at"])) for row in csv.DictReader(rows)]


def edition_at(editions: Path, moment: datetime) -> Path | None:
    """The file of the edition that was current at that moment; None before the first."""
    until = [edition for edition, at in listed_editions(editions) if at <= moment]
    return editions / file_name(until[-1]) if until else None
