"""Columns by their letters, as spreadsheets write them; counted from 0, so that A is 0 and AA is 26."""

import re
from functools import lru_cache

_LETTERS = re.compile(r"[A-Z]{1,3}")


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
