"""Where cells stand: columns by their letters (counted from 0, so that A is 0 and AA is 26), texts by first lines."""

import re
from collections.abc import Hashable, Iterable, Sequence
from functools import lru_cache
from typing import TypeVar

_LETTERS = re.compile(r"[A-Z]{1,3}")
_Text = TypeVar("_Text", bound=Hashable)


@lru_cache(maxsize=1000)
def letter_of(column: int) -> str:
    letters, left = "", column + 1
    while left:
        left, rest = divmod(left - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@lru_cache(maxsize=1000)
def column_of(letters: str) -> int:
    """ValueError for what is no column's letters."""
    if not _LETTERS.fullmatch(letters):
        raise ValueError(f"not a column: {letters!r}")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1


def first_lines(texts: Iterable[_Text], lines: Sequence[int]) -> dict[_Text, int]:
    """Each different text with the first of `lines` that holds it, in one pass however many there are."""
    found: dict[_Text, int] = {}
    for text, line in zip(texts, lines, strict=False):
        found.setdefault(text, line)
    return found
