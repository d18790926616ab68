"""Which column of a sheet is which column of a contract, in whatever language and case its header is written."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from difflib import get_close_matches
from functools import cache, lru_cache

from data_contracts.codes import LONGEST_NAME, fold, load_spellings
from data_contracts.contract import COLLECTIONS, load_contract, load_contracts

ENVELOPE = ("country", "quarter", "collection", "reason", "comment")  # may stand in any collection
LONGEST_TO_COMPARE, MOST_EXAMPLES = 60, 8

_BETWEEN_NAMES = re.compile(r"[\n(\[:;/|]|\s[-–—]\s")  # between a label and a code in one header cell

Header = Sequence[str | None]


@cache
def column_spellings(collection: str) -> Mapping[str, str]:
    """Every accepted spelling of a header, folded -> the column that it means in `collection`.

    The contract's own columns come first: in `definitions`, `collection` is a key and not the envelope's.
    """
    envelope = load_spellings("envelope")
    status = [spelling for spelling, code in envelope.items() if code == "status"]
    columns = load_contract(collection).columns
    own = {fold(name): column.name for column in columns for name in (*column.labels.values(), column.name)}
    measures = {column.name for column in columns if column.role == "measure"}
    beside = {name: f"{column}_status" for name, column in own.items() if column in measures}
    return {
        **{spelling: code for spelling, code in envelope.items() if code in ENVELOPE},
        **{f"{name} {word}": column for name, column in beside.items() for word in status},
        **own,
    }


@lru_cache(maxsize=10_000)  # the same few texts stand in the header of every file
def column_meant(text: str, collection: str) -> str | None:
    """The column of `collection` that a header's text means.

    A label and a code in one cell mean it together, if both mean the same: `Sex (sex)`.
    """
    known = column_spellings(collection)
    if column := known.get(fold(text)):
        return column
    if len(text) > LONGEST_NAME:
        return None
    for between in _BETWEEN_NAMES.finditer(text):
        first, second = text[: between.start()], text[between.end() :].rstrip()
        column = known.get(fold(first))
        if column and column in (known.get(fold(second)), known.get(fold(second.rstrip(")]")))):
            return column
    return None


@cache
def collection_spellings() -> Mapping[str, str]:
    """Every accepted spelling of a collection, folded -> the collection."""
    labels = {fold(label): each.collection for each in load_contracts().values() for label in each.labels.values()}
    return {**labels, **load_spellings("collection")}


def is_cover(sheet: str) -> bool:
    return load_spellings("envelope").get(fold(sheet)) == "submission"


def is_records(sheet: str) -> bool:
    """Whether it holds a text file that was made a workbook, so that its findings could be marked."""
    return load_spellings("envelope").get(fold(sheet)) == "records"


def places_of(header: Header, collection: str) -> dict[str, int]:
    """Column -> where it stands in `header`, for each that is there; the first place, where it stands twice."""
    found: dict[str, int] = {}
    for at, text in enumerate(header):
        if text and (column := column_meant(text, collection)):
            found.setdefault(column, at)
    return found


def unknown_places(header: Header, collections: Collection[str]) -> list[int]:
    """Where `header` holds what none of `collections` knows."""
    return [at for at, text in enumerate(header) if text and not any(column_meant(text, each) for each in collections)]


def repeated_places(header: Header, collections: Collection[str]) -> dict[int, str]:
    """Where `header` names a column that it has named before -> the column."""
    found = {}
    for collection in collections:
        places = places_of(header, collection)
        for at, text in enumerate(header):
            column = column_meant(text, collection) if text else None
            if column and places[column] != at:
                found[at] = column
    return found


def collection_of(header: Header) -> str | None:
    """The collection whose keys are all in `header`; failing that, one that explains more than half of it.

    Of several, the one that explains most.
    """
    explained = {collection: _own_columns(header, collection) for collection in COLLECTIONS}
    whole = [each for each in COLLECTIONS if {key.name for key in load_contract(each).keys} <= explained[each]]
    likely = [each for each in COLLECTIONS if len(explained[each]) * 2 > sum(1 for text in header if text)]
    return max(whole or likely, key=lambda each: len(explained[each]), default=None)


def place_of_collection(header: Header) -> int | None:
    """Where `header` has the envelope's column `collection`."""
    known = load_spellings("envelope")
    return next((at for at, text in enumerate(header) if text and known.get(fold(text)) == "collection"), None)


def nearest(text: str, names: Iterable[str]) -> str:
    """The one of `names` that `text` seems to mean; the first few of them, where it could be any."""
    names = list(names)
    if len(text) <= LONGEST_TO_COMPARE and (close := get_close_matches(fold(text).replace(" ", "_"), names, n=1)):
        return close[0]
    return ", ".join(names[:MOST_EXAMPLES]) + (", …" if len(names) > MOST_EXAMPLES else "")


def _own_columns(header: Header, collection: str) -> set[str]:
    return {column.name for column in load_contract(collection).columns} & set(places_of(header, collection))
