"""Quarters as people write them, kept as `2026-Q3`, which sorts in time."""

import re
from datetime import date, timedelta

_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4}
# Plain digits and letters only: `\d` and ignored case alone would let ٣ and İ in.
_NUMBER = r"(?P<number>(?a:[1-4]|IV|I{1,3}))"
_YEAR = r"(?P<year>(?a:20\d\d))"
_WORD = r"(?:quarter|trimestre|kwartał|kwartal|kvartal(?:et)?|kw|kv|[QTK])\.?"
_SHAPES = tuple(
    re.compile(shape, re.IGNORECASE)
    for shape in (
        rf"{_YEAR}[\s,/-]*{_WORD}\s*{_NUMBER}",  # 2026-Q3, 2026Q3, 2026 T3, 2026 kv 3
        rf"{_WORD}\s*{_NUMBER}[\s,/-]*{_YEAR}",  # Q3 2026, T3 2026, kv 3 2026
        rf"{_NUMBER}\s*/\s*{_YEAR}",  # 3/2026
        rf"{_NUMBER}(?:er|e|ème|:e|\.)?\s*{_WORD},?\s*{_YEAR}(?:\s*r\.?)?",  # III kw. 2026, 3e trimestre 2026
    )
)


def parse_quarter(text: str) -> str | None:
    """The quarter that `text` names, as `2026-Q3`, or None when it names none."""
    for shape in _SHAPES:
        if match := shape.fullmatch(text.strip()):
            number = match["number"].upper()
            return f"{match['year']}-Q{_ROMAN.get(number) or int(number)}"
    return None


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
