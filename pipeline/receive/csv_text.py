"""A CSV file -> its records: decoded and split strictly, because a guess would lose rows without a word."""

import csv
import io
import re
from collections import Counter
from pathlib import Path
from typing import Any

from pipeline.receive.grid import FORBIDDEN, Budget, Grid, code_point, filled
from pipeline.receive.refusal import RefusedError

DELIMITERS = ",;\t"
SURE = 3  # of them make a line a header: a title has fewer
MOST_LINES = 40  # that are looked at, where the first is no header

_NEWLINE = re.compile(r"\r\n|\r|\n")
_FIRST_RECORD = re.compile(r'\s*((?:"[^"]*"|[^"\r\n])*)')
_QUOTED = re.compile(r'"[^"]*"')
_SEP = re.compile(r'"?sep=([,;\t])"?[,;\t]*(?:\r\n|\r|\n|$)', re.IGNORECASE)  # how Excel is told the delimiter
_MARKS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}

# Bytes that are controls in one code page and letters in another, kept apart from both until it is known.
_APART = {byte: 0xE000 + byte for byte in range(0x80, 0xA0)}
_TOGETHER = {there: here for here, there in _APART.items()}


def read_csv(path: Path) -> dict[str, Any]:
    """`sheets`, the one; and `unmarked`, the place of the first byte that needs a code page to be read, if one does.

    Its cells are then still bytes, each of them a character: `bytes_of` gives them back.
    """
    data = path.read_bytes()
    try:
        return {"sheets": [split(decode(data))]}
    except RefusedError as refused:
        if data.startswith(tuple(_MARKS)) or not str(refused.place["found"]).startswith("0x"):
            raise
        return {"sheets": [split(_checked(data.decode("latin-1").translate(_APART)))], "unmarked": refused.place}


def bytes_of(text: str) -> bytes:
    """The bytes of a cell that was read without its code page."""
    return text.translate(_TOGETHER).encode("latin-1")


def split(text: str) -> dict[str, Any]:
    """The records as one sheet without a name; a record's line is the one on which it starts."""
    before = 0
    if sep := _SEP.match(text):
        text, before = text[sep.end() :], 1
    grid = Grid(None, Budget())
    records = csv.reader(io.StringIO(text, newline=""), delimiter=sep[1] if sep else _delimiter(text), strict=True)
    start = 1
    try:
        for record in records:
            if cells := filled(record):
                grid.add(start + before, cells)
            start = records.line_num + 1
    except csv.Error:  # a quote that is not closed, or closed in mid-cell
        raise RefusedError("file-unreadable", line=start + before, expected="CSV") from None
    return grid.done()


def decode(data: bytes) -> str:
    """`data` as text: UTF-8, or what a byte-order mark says; no other code page is guessed at."""
    mark, encoding = next(((mark, name) for mark, name in _MARKS.items() if data.startswith(mark)), (b"", "utf-8"))
    data = data[len(mark) :]
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = _line_at(data[: error.start].decode(encoding, "replace"))
        found = data[error.start : error.start + 1].hex().upper()
        raise RefusedError("file-encoding", line=line, found=f"0x{found}", expected="UTF-8") from None
    return _checked(text)


def _checked(text: str) -> str:
    if bad := FORBIDDEN.search(text):
        line, found = _line_at(text[: bad.start()]), code_point(bad[0])
        raise RefusedError("file-encoding", line=line, found=found, expected="UTF-8")
    return text


def _line_at(before: str) -> int:
    return len(_NEWLINE.findall(before)) + 1


def _delimiter(text: str) -> str:
    """The one that the header line holds most of, outside quotes; below a title, the one most lines agree on."""
    first = _FIRST_RECORD.match(text)
    header = _QUOTED.sub("", first[1]) if first else ""
    if (most := max(map(header.count, DELIMITERS))) >= SURE:
        return next(each for each in DELIMITERS if header.count(each) == most)
    lines = [_QUOTED.sub("", line) for line in _NEWLINE.split(text, MOST_LINES)[:MOST_LINES]]
    return max(DELIMITERS, key=lambda each: (*_agreement([line.count(each) for line in lines]), header.count(each)))


def _agreement(counts: list[int]) -> tuple[int, int]:
    """How many lines hold a delimiter equally often, and how often; blank lines and titles hold none."""
    often = Counter(count for count in counts if count)
    return max(((lines, count) for count, lines in often.items()), default=(0, 0))
