"""Damaged workbooks and texts for tests: structure kept, one thing in it broken, the same for the same seed."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from random import Random
from typing import NamedTuple
from zipfile import ZIP_STORED

from data_contracts.contract import COLLECTIONS
from tests.pipeline.receive.making import COVER, entries_of, table, text, workbook, zipped
from tests.pipeline.receive.old_workbooks import compound, old_workbook, records
from tests.pipeline.receive.opendocuments import opendocument

SIGNS = (
    "",
    "0",
    "-1",
    "1E400",
    "nan",
    "&#0;",
    "&lt;",
    "\x00",
    "\ufffe",
    "XFD1048576",
    "é",
    "<f>",
    "</c>",
    "]]>",
    "=1/0",
)


def mutant(seed: int, at: int) -> bytes:
    """Mutant number `at` of `seed`, which can be made again without those before it."""
    rng, sound = Random(f"{seed}/{at}"), _sound()  # which is no secret, but the same everywhere
    kind = rng.choices(("csv", "xlsx", "ods", "xls"), (2, 4, 3, 3))[0]
    if kind == "csv":
        return broken(sound.rows, rng)
    if kind == "xls":
        is_stream = rng.random() < 0.6
        return compound({"Workbook": broken(sound.records, rng)}) if is_stream else broken(sound.old, rng)
    book, entries = sound.books[kind]
    if rng.random() < 0.1:
        return broken(book, rng)
    name = rng.choice(list(entries))
    return zipped(entries | {name: broken(entries[name], rng)}, method=ZIP_STORED)


def mutants(count: int, *, seed: int) -> Iterator[bytes]:
    return (mutant(seed, at) for at in range(count))


class _Sound(NamedTuple):
    """Files without fault: text, records of an old workbook and the workbook, and each newer one with its parts."""

    rows: bytes
    records: bytes
    old: bytes
    books: Mapping[str, tuple[bytes, Mapping[str, bytes]]]


@cache
def _sound() -> _Sound:
    sheets = {"submission": COVER} | {name: table(name, {}, {"comment": "x"}) for name in COLLECTIONS}
    books = {"xlsx": workbook(sheets), "ods": opendocument(sheets)}
    rows = text(table("training", {"country": "FI", "quarter": "2026-Q3"}))
    return _Sound(
        rows, records(sheets), old_workbook(sheets), {kind: (it, entries_of(it)) for kind, it in books.items()}
    )


def broken(data: bytes, rng: Random) -> bytes:
    ways: tuple[Callable[[bytes, Random], bytes], ...] = (_flipped, _cut, _repeated, _replaced, _swapped)
    return rng.choice(ways)(data, rng)


def _flipped(data: bytes, rng: Random) -> bytes:
    at = rng.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1 :]


def _cut(data: bytes, rng: Random) -> bytes:
    start, end = sorted(rng.randrange(len(data) + 1) for _ in range(2))
    return data[:start] + data[end:]


def _repeated(data: bytes, rng: Random) -> bytes:
    start, end = sorted(rng.randrange(len(data) + 1) for _ in range(2))
    return data[:end] + data[start:end] * rng.randrange(1, 20) + data[end:]


def _replaced(data: bytes, rng: Random) -> bytes:
    """One attribute or text of an XML part, or one cell of a text, says something else."""
    quotes = [at for at, byte in enumerate(data) if byte in b"\"'>,"]
    if not quotes:
        return data
    start = rng.choice(quotes) + 1
    end = next((at for at in range(start, len(data)) if data[at] in b"\"'<,\r"), len(data))
    return data[:start] + rng.choice(SIGNS).encode() + data[end:]


def _swapped(data: bytes, rng: Random) -> bytes:
    """Two elements of an XML part, or two records of a text, change places."""
    mark = b"<" if b"<" in data else b"\n"
    pieces = data.split(mark)
    one, other = rng.randrange(len(pieces)), rng.randrange(len(pieces))
    pieces[one], pieces[other] = pieces[other], pieces[one]
    return mark.join(pieces)
