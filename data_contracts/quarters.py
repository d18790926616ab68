"""Quarters as people write them, kept as `2026-Q3`, which sorts in time."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from data_contracts.codes import LONGEST_NAME, fold, load_spellings

_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4}
# Plain digits and letters only: `\d` and ignored case alone would let ٣ and İ in.
_DIGIT, _LETTER = r"(?P<number>(?a:[1-4]))", r"[QTK]"
_NUMBER = r"(?P<number>(?a:[1-4]|IV|I{1,3}))"
_NTH = rf"{_NUMBER}(?:st|nd|rd|th|er|e|ème|:?[ae]|\.)?"
_YEAR = r"(?P<year>(?a:20\d\d))"
_WORD = r"(?:quarter|trimestre|kwartał(?:u|em)?|kwartal(?:e|u|em)?|kvartal(?:et)?|kw|kv)\.?"
_BY, _OF, _ERA = r"[\s,/-]*", r"\s*,?\s*(?:of|de|roku)?\s*", r"(?:\s*(?:r\.?|roku)(?!\w))?"
_MONTH = r"[^\W\d_]{3,12}\.?"
_TO = r"\s*(?:[-–—]|\b(?:to|through|until|do|à|au|till|t\.?\s?o\.?\s?m\.?)\s)\s*"
_NUMBERED = rf"{_NUMBER}\s*/\s*{_YEAR}"  # 3/2026, which in a sentence could count reports as well
_SHAPES = (
    rf"{_YEAR}{_BY}{_LETTER}\s*{_DIGIT}",  # 2026-Q3, 2026Q3, 2026 T3
    rf"{_YEAR}{_BY}{_WORD}\s*{_NUMBER}",  # 2026 kv 3
    rf"{_LETTER}\s*{_DIGIT}(?:{_BY}|{_OF}){_YEAR}{_ERA}",  # Q3 2026, T3/2026
    rf"{_WORD}\s*{_NUMBER}(?:{_BY}|{_OF}){_YEAR}{_ERA}",  # kv 3 2026, kwartał III 2026 r.
    rf"{_DIGIT}{_LETTER}{_OF}{_YEAR}",  # 3Q 2026
    rf"{_NTH}\s*{_WORD}{_OF}{_YEAR}{_ERA}",  # III kw. 2026, 3e trimestre 2026
    rf"{_YEAR}{_BY}{_NTH}\s*{_WORD}",  # 2026 III kw.
    rf"(?P<words>[^\W\d_]+\s+[^\W\d_]+){_OF}{_YEAR}{_ERA}",  # third quarter of 2026
    rf"(?P<first>{_MONTH})(?:\s*(?P<begins>(?a:20\d\d)))?{_TO}(?P<last>{_MONTH}){_OF}{_YEAR}{_ERA}",  # July–September
)
_MORE = r"(?:[-–—/&+,]|\b(?:to|and|i|do|et|à|och|till))"
_MORE_BEFORE = rf"\b(?:{_WORD}|{_LETTER})?\s*(?:[1-4]|IV|I{{1,3}})\s*{_MORE}\s*$"  # Q1–Q3 2026 is three of them


def parse_quarter(text: str) -> str | None:
    """The quarter that `text` names, as `2026-Q3`, or None when it names none."""
    plain = text.strip()
    if len(plain) > LONGEST_NAME or not _compiled(_YEAR).search(plain):
        return None
    matches = (shape.fullmatch(plain) for shape in map(_compiled, (*_SHAPES, _NUMBERED)))
    return next((quarter for match in matches if match and (quarter := _meant(match))), None)


def quarters_in(text: str) -> Iterator[tuple[str, str]]:
    """Each quarter that a sentence or a name mentions, and the words for it; none of a range of quarters."""
    plain = text[:LONGEST_NAME].replace("_", " ")
    for shape in _SHAPES if _compiled(_YEAR).search(plain) else ():
        for match in _compiled(rf"(?<![\w/]){shape}(?!\w)").finditer(plain):
            if (quarter := _meant(match)) and not _compiled(_MORE_BEFORE).search(plain[: match.start()]):
                yield quarter, match[0]


@cache  # and not when this module is loaded: most files need the first shape only
def _compiled(shape: str) -> re.Pattern[str]:
    return re.compile(shape, re.IGNORECASE)


def _meant(match: re.Match[str]) -> str | None:
    parts = match.groupdict()
    if number := parts.get("number"):
        at: int | str | None = _ROMAN.get(number.upper()) or int(number)
    elif words := parts.get("words"):
        at = load_spellings("quarter_of_year").get(fold(words))
    else:
        at = _of_months(parts)
    return f"{match['year']}-Q{at}" if at else None


def _of_months(parts: dict[str, str]) -> int | None:
    """The quarter that lasts from the first month to the last, of one year."""
    months = load_spellings("month")
    first, last = (int(months.get(fold(parts[each].rstrip(".")), 0)) for each in ("first", "last"))
    is_whole = first % 3 == 1 and last == first + 2 and parts["begins"] in (None, parts["year"])
    return last // 3 if is_whole else None


def shift(quarter: str, *, by: int) -> str:
    """The quarter `by` quarters later (earlier when negative)."""
    index = ordinal(quarter) + by
    return f"{index // 4}-Q{index % 4 + 1}"


def quarters_between(first: str, last: str) -> list[str]:
    """Every quarter from `first` to `last`, both included, in time order."""
    found = []
    while first <= last:
        found.append(first)
        first = shift(first, by=1)
    return found


def first_day(quarter: str) -> date:
    return date(int(quarter[:4]), int(quarter[-1]) * 3 - 2, 1)


def last_day(quarter: str) -> date:
    return first_day(shift(quarter, by=1)) - timedelta(days=1)


def ordinal(quarter: str) -> int:
    """The quarter's place in time: one more for the next."""
    return int(quarter[:4]) * 4 + int(quarter[-1]) - 1
