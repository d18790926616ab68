"""What titles, lines above the table and the names of sheets say of the country, the quarter and the collection."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from data_contracts.codes import LONGEST_NAME, fold, load_spellings
from data_contracts.quarters import quarters_in
from pipeline.receive.addresses import letter_of
from pipeline.receive.cells import Sheet
from pipeline.receive.cover import FIELDS
from pipeline.receive.headers import collection_spellings
from pipeline.receive.origin import Statement

MOST_CELLS = 100  # above the tables that are looked at: nobody writes a longer title
LONGEST_CODE, MOST_WORDS = 3, 6  # of a country: shorter names are codes, longer ones have no more words

NO_CODES = ("IT",)  # which means information technology at least as often as Italy

_WORDS = re.compile(r"[^\W\d_]+(?:['’.][^\W\d_]+)*\.?|&")
_CODE = re.compile(r"(?<![^\W_])[A-Z]{2}(?![^\W_])")
_OUTER = " \t\n-–—_.,;:()[]/|"


@dataclass(frozen=True)
class Mention:
    """A title or a sheet's name (`text`), and the code of what it says of the `column` country or quarter."""

    column: str
    text: str
    said: Statement


def stated_above(above: Sheet) -> Iterator[tuple[str, Statement]]:
    """The fields of a cover in the lines above a table: a cell that names one, then its value; or both in one cell."""
    for row, line in enumerate(above.lines):
        cells = [(at, text) for at, text in enumerate(above.row(row)) if text][:MOST_CELLS]
        for (at, text), following in zip(cells, [*cells[1:], None], strict=True):
            name, colon, value = text.partition(":")
            if field := _field(text.rstrip(_OUTER)):
                if following and not _field(following[1].rstrip(_OUTER)):
                    yield field, Statement(following[1], above.name, line, letter_of(following[0]))
            elif colon and value.strip() and (field := _field(name)):
                yield field, Statement(value.strip(), above.name, line, letter_of(at))


def mentions(above: Sequence[Sheet], names: Sequence[str]) -> Iterator[Mention]:
    """What the lines above the tables mention, then what the sheets' names do."""
    filled = (
        (text, Statement("", sheet.name, line, letter_of(at)))
        for sheet in above
        for row, line in enumerate(sheet.lines)
        for at, text in enumerate(sheet.row(row))
        if text
    )
    for text, place in islice(filled, MOST_CELLS):
        for column, code in _said_in(text, codes=len(text.strip()) < LONGEST_CODE):
            yield Mention(column, text, replace(place, text=code))
    for name in dict.fromkeys(names):
        for column, code in _said_in(name, codes=True):
            yield Mention(column, name, Statement(code, name, None, None))


def collection_named(name: str) -> str | None:
    """The collection that a sheet's name means, with or without a country and a quarter."""
    return collection_spellings().get(fold(name)) or collection_spellings().get(fold(_rest(name)))


def says_nothing(name: str) -> bool:
    """Whether it is a name that programs give to a sheet, or no more than a country and a quarter."""
    rest = _rest(name).rstrip("0123456789 ")
    return not rest or load_spellings("envelope").get(fold(rest)) == "sheet"


def _field(text: str) -> str | None:
    meant = load_spellings("envelope").get(fold(text))
    return meant if meant in FIELDS else None


def _said_in(text: str, *, codes: bool) -> Iterator[tuple[str, str]]:
    for quarter in dict.fromkeys(quarter for quarter, _ in quarters_in(text)):
        yield "quarter", quarter
    countries = [country for country, span in _countries_in(text, codes=codes) if text[slice(*span)] not in NO_CODES]
    for country in dict.fromkeys(countries):
        yield "country", country


def _countries_in(text: str, *, codes: bool) -> Iterator[tuple[str, tuple[int, int]]]:
    """Countries by their names and where these stand, the longest name first; by their codes only where asked.

    A short word of a sentence may look like the code of a country: no, is, se.
    """
    known = load_spellings("country")
    words = list(_WORDS.finditer(text[:LONGEST_NAME].replace("_", " ")))
    at = 0
    while at < len(words):
        for end in range(min(len(words), at + MOST_WORDS), at, -1):
            span = words[at].start(), words[end - 1].end()
            name = text[slice(*span)]
            if len(name) > LONGEST_CODE and (country := known.get(fold(name.rstrip(".")))):
                yield country, span
                at = end - 1
                break
        at += 1
    if codes:
        for match in _CODE.finditer(text[:LONGEST_NAME]):
            if country := known.get(fold(match[0])):
                yield country, match.span()


def _rest(name: str) -> str:
    """`name` without the countries and quarters that it mentions."""
    rest = name.replace("_", " ")
    for _, words in quarters_in(name):
        rest = rest.replace(words, " ")
    for start, end in sorted((span for _, span in _countries_in(rest, codes=True)), reverse=True):
        rest = rest[:start] + " " + rest[end:]
    return rest.strip(_OUTER)
