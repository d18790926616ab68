"""Workbooks of Excel 97 made for tests, by a tiny writer: a compound file, and in it the records of sheets."""

from collections.abc import Mapping, Sequence
from datetime import date
from struct import pack
from typing import Any, NamedTuple

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LAST, FREE, TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
STORAGE, STREAM, ROOT = 1, 2, 5
EXCEL_97, EXCEL_95 = 0x0600, 0x0500
FORMATS = (0, 9, 14, 46)  # of the styles 0 to 3: plain, percentage, date, duration
PERCENT, DATE, DURATION = 1, 2, 3


class Cell(NamedTuple):
    """A record of any kind, with what follows its line and column."""

    record: int
    data: bytes


def old_workbook(sheets: Mapping[str, Sequence[Sequence[Any]]], **more: bytes) -> bytes:
    """Cells by their Python type; `more` streams beside the workbook's."""
    return compound({"Workbook": records(sheets), **more})


def records(
    sheets: Mapping[str, Sequence[Sequence[Any]]],
    *,
    first: bytes = b"",
    version: int = EXCEL_97,
    kind: int = 0,
    places: Sequence[int] | None = None,
) -> bytes:
    """The stream of a workbook. `first`: records that stand before all others; `kind` and `places` of its sheets."""
    before = first + b"".join(record(0xE0, pack("<HH16x", 0, shape)) for shape in FORMATS)
    parts = [_sheet(rows, version) for rows in sheets.values()]
    names = [pack("<BB", len(name), 1) + name.encode("utf-16-le") for name in sheets]
    opening = _begin(5, version) + before
    at = len(opening) + sum(len(name) + 10 for name in names) + 4
    own = [at + sum(map(len, parts[:number])) for number in range(len(parts))]
    listed = [
        record(0x85, pack("<IBB", place, 0, kind) + name) for place, name in zip(places or own, names, strict=True)
    ]
    return b"".join([opening, *listed, record(0x0A, b""), *parts])


def record(kind: int, data: bytes) -> bytes:
    return pack("<HH", kind, len(data)) + data


def number(value: float, style: int = 0) -> Cell:
    return Cell(0x203, pack("<Hd", style, value))


def boolean(value: int, *, is_error: int = 0) -> Cell:
    return Cell(0x205, pack("<HBB", 0, value, is_error))


def formula(result: bytes) -> Cell:
    return Cell(0x06, pack("<H8sHIH", 0, result, 0, 0, 0))


def compound(streams: Mapping[str, bytes], *, storages: Sequence[str] = ()) -> bytes:
    """Small streams in small sectors, as it should be; the entries in one line rather than as a tree."""
    sectors: list[bytes] = []
    following: list[int] = []
    small, small_following = b"", list[int]()
    placed = []
    for name, data in streams.items():
        if len(data) < 4096:
            start, units = len(small_following), -(-len(data) // 64)
            small += data.ljust(units * 64, b"\0")
            small_following += _chain(start, units)
        else:
            start = _add(sectors, following, data)
        placed.append((name, STREAM, start, len(data)))
    placed += [(name, STORAGE, 0, 0) for name in storages]
    root = ("Root Entry", ROOT, _add(sectors, following, small) if small else LAST, len(small))
    small_table = _add(sectors, following, pack(f"<{len(small_following)}I", *small_following))
    entries = [_entry(*root, after=FREE, within=1 if placed else FREE)]
    for at, each in enumerate(placed, start=1):
        entries.append(_entry(*each, after=at + 1 if at < len(placed) else FREE, within=FREE))
    directory = _add(sectors, following, b"".join(entries))
    tables = -(-(len(sectors) + 1) // 127)
    own = range(len(sectors), len(sectors) + tables)
    following += [TABLE] * tables
    following += [FREE] * (tables * 128 - len(following))
    header = SIGNATURE + pack(
        "<16xHHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, tables, directory, 0, 4096, small_table, 1, LAST, 0
    )
    listed = pack("<109I", *own, *[FREE] * (109 - tables))
    return header + listed + b"".join(sectors) + pack(f"<{len(following)}I", *following)


def _sheet(rows: Sequence[Sequence[Any]], version: int) -> bytes:
    cells = [
        _cell(line, at, value) for line, row in enumerate(rows) for at, value in enumerate(row) if value is not None
    ]
    return b"".join([_begin(16, version), *cells, record(0x0A, b"")])


def _begin(kind: int, version: int) -> bytes:
    return record(0x809, pack("<HHHHII", version, kind, 0x0DBB, 1996, 0, 6))


def _cell(line: int, column: int, value: Any) -> bytes:
    if isinstance(value, bool):
        value = boolean(value)
    elif isinstance(value, int | float):
        value = number(value)
    elif isinstance(value, date):
        value = number((value - date(1899, 12, 30)).days, DATE)
    elif isinstance(value, str):
        said = value.encode("utf-16-le")
        value = Cell(0x204, pack("<HHB", 0, len(said) // 2, 1) + said)
    return record(value.record, pack("<HH", line, column) + value.data)


def _add(sectors: list[bytes], following: list[int], data: bytes) -> int:
    start, units = len(sectors), -(-len(data) // 512)
    if not units:
        return LAST
    data = data.ljust(units * 512, b"\0")
    sectors += [data[at : at + 512] for at in range(0, len(data), 512)]
    following += _chain(start, units)
    return start


def _chain(start: int, units: int) -> list[int]:
    return [*range(start + 1, start + units), LAST] if units else []


def _entry(name: str, kind: int, start: int, size: int, *, after: int, within: int) -> bytes:
    said = name.encode("utf-16-le").ljust(64, b"\0")
    return said + pack("<HBBIII36xIQ", len(name) * 2 + 2, kind, 1, FREE, after, within, start, size)
