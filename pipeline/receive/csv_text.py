"""A CSV file -> its records: decoded and split strictly, because a guess would lose rows without a word."""

import csv
import io
import re
from collections import Counter
from pathlib import Path
from typing import Any

from data_contracts.characters import FORBIDDEN
from pipeline.receive.byte_order import MARKS, form_of
from pipeline.receive.grid import MOST_CELLS, MOST_LINES, Budget, Grid, code_point, filled
from pipeline.receive.refusal import RefusedError

DELIMITERS = ",;\t|"
SURE = 3  # of them make a line one of a table: most titles have fewer
LOOKED_AT = 200_000  # characters from the beginning, in which the delimiter is looked for
FIRST_LINES = 40  # that are looked at
MOST_LINE_ENDS, MOST_DELIMITERS = 10 * MOST_LINES, 2 * MOST_CELLS  # blank lines and cells included

_NEWLINE = re.compile(r"\r\n|\r|\n")
_QUOTED = re.compile(r'"[^"]*"')
_DECIMAL = re.compile(r"(?<=\d),(?=\d)")  # or a delimiter between numbers, of which there are others
_SEP = re.compile(r'("?sep=([,;\t|])"?)[,;\t|]*(?:\r\n|\r|\n|$)', re.IGNORECASE)  # how Excel is told the delimiter

# Bytes that are controls in one code page and letters in another, kept apart from both until it is known.
_APART = {byte: 0xE000 + byte for byte in range(0x80, 0xA0)}
_TOGETHER = {there: here for here, there in _APART.items()}


def read_csv(path: Path) -> dict[str, Any]:
    """`sheets`, the one; `form`, how it is written; `unmarked`, the first byte that needs a code page, if one does.

    Its cells are then still bytes, each of them a character: `bytes_of` gives them back.
    """
    data = path.read_bytes()
    try:
        return _read(decode(data), encoding=form_of(data)[0])
    except RefusedError as refused:
        if data.startswith(tuple(MARKS)) or not str(refused.place["found"]).startswith("0x"):
            raise
        text = _checked(data.decode("latin-1").translate(_APART))
        return {**_read(text, encoding=""), "unmarked": refused.place}


def bytes_of(text: str) -> bytes:
    """The bytes of a cell that was read without its code page."""
    return text.translate(_TOGETHER).encode("latin-1")


def split(text: str) -> dict[str, Any]:
    """The records as one sheet without a name; a record's line is the one on which it starts."""
    separator_line, delimiter, begin = _layout(text)
    before = 1 if separator_line else 0
    grid = Grid(None, Budget())
    _check_counts(text, delimiter)
    records = csv.reader(io.StringIO(text[begin:], newline=""), delimiter=delimiter, strict=True)
    start = 1
    try:
        for record in records:
            if cells := filled(record):
                grid.add(start + before, cells)
            start = records.line_num + 1
    except csv.Error:  # a quote that is not closed, or closed in mid-cell
        raise RefusedError("file-unreadable", line=start + before, expected="CSV") from None
    return grid.done()


def _check_counts(text: str, delimiter: str) -> None:
    """Refuses what would be taken apart into more pieces than memory is meant for, nearly all of them blank."""
    lines, cells = max(text.count("\n"), text.count("\r")), text.count(delimiter)
    if lines > MOST_LINE_ENDS:
        raise RefusedError("file-too-large", found=f"A{lines}", expected=f"A{MOST_LINES}")
    if cells > MOST_DELIMITERS:
        raise RefusedError("file-too-large", found=f"{cells} {delimiter!r}", expected=f"{MOST_CELLS}")


def decode(data: bytes) -> str:
    """`data` as text in its form of Unicode; no other code page is guessed at."""
    encoding, mark = form_of(data)
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


def _read(text: str, *, encoding: str) -> dict[str, Any]:
    separator_line, delimiter, _ = _layout(text)
    line_end = "CR" if "\r" in text and "\n" not in text else ""
    form = {"encoding": encoding, "separator_line": separator_line, "delimiter": delimiter, "line_end": line_end}
    return {"sheets": [split(text)], "form": form}


def _layout(text: str) -> tuple[str, str, int]:
    """The line that names the delimiter, where there is one; the delimiter; where the records begin."""
    if sep := _SEP.match(text):
        return sep[1], sep[2], sep.end()
    return "", _delimiter(text), 0


def _delimiter(text: str) -> str:
    """The one that most lines are rich in, outside quotes; failing that, most agree on, or the first has most of."""
    plain = _DECIMAL.sub(".", _QUOTED.sub("", text[:LOOKED_AT]))
    lines = [line for line in _NEWLINE.split(plain) if line.strip()][:FIRST_LINES]
    counts = {each: [line.count(each) for line in lines] or [0] for each in DELIMITERS}
    return max(
        DELIMITERS,
        key=lambda each: (
            sum(count >= SURE for count in counts[each]),
            *_agreement(counts[each]),
            counts[each][0],
        ),
    )


def _agreement(counts: list[int]) -> tuple[int, int]:
    """How many lines hold a delimiter equally often, and how often; blank lines and titles hold none."""
    often = Counter(count for count in counts if count)
    return max(((lines, count) for count, lines in often.items()), default=(0, 0))
