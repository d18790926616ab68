"""Damaged workbooks and texts for tests: structure kept, one thing in it broken, the same for the same seed."""

from collections.abc import Callable, Iterator
from random import Random

from data_contracts.contract import COLLECTIONS
from tests.pipeline.receive.making import COVER, entries_of, table, text, workbook, zipped
from tests.pipeline.receive.old_workbooks import compound, records
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


def mutants(count: int, *, seed: int) -> Iterator[bytes]:
    rng = Random(seed)
    sheets = {"submission": COVER} | {name: table(name, {}, {"comment": "x"}) for name in COLLECTIONS}
    books = [workbook(sheets), opendocument(sheets)]
    old = records(sheets)
    rows = text(table("training", {"country": "FI", "quarter": "2026-Q3"}))
    for _ in range(count):
        if rng.random() < 0.2:
            yield broken(rows, rng)
            continue
        book = rng.choice([*books, None])
        if book is None:
            yield (
                compound({"Workbook": broken(old, rng)})
                if rng.random() < 0.5
                else broken(compound({"Workbook": old}), rng)
            )
        elif rng.random() < 0.1:
            yield broken(book, rng)
        else:
            entries = entries_of(book)
            name = rng.choice(list(entries))
            yield zipped(entries | {name: broken(entries[name], rng)})


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
