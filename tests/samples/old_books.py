"""Workbooks of Excel 97 to 2003 that are the trap: containers in circles, records that lie, programs."""

import random
from collections.abc import Iterator
from functools import partial
from struct import pack

from tests.pipeline.receive.making import COVER, table
from tests.pipeline.receive.old_workbooks import (
    EXCEL_95,
    LAST,
    SIGNATURE,
    Cell,
    compound,
    formula,
    number,
    old_workbook,
    record,
    records,
)
from tests.samples.cells import EMPTY, ENCODING, FINE
from tests.samples.containers import DAMAGED, LARGE, UNSAFE
from tests.samples.sample import READ, Sample

OTHER, LOCKED = ("file-kind-unknown",), ("file-encrypted",)
TABLE = {"submission": COVER, "partners": table("partners")}
ANY_END = (*DAMAGED, *LARGE, READ)


def old_books() -> Iterator[Sample]:
    yield from _containers()
    yield from _harmful()
    yield from _lies()
    yield from _cells()


def _containers() -> Iterator[Sample]:
    for part in range(1, 14):  # the last two hold nothing but padding
        yield Sample(f"xls: {part} sixteenths", partial(_cut, part / 16), (*DAMAGED, *OTHER))
    wrong = {
        "nothing but its sign": (8, b"", 8),
        "sectors of a gigabyte": (30, pack("<H", 30), None),
        "a table of four thousand million sectors": (44, pack("<I", 2**32 - 1), None),
        "entries that are not there": (48, pack("<I", LAST), None),
        "a table that is not there": (76, pack("<I", 2**31), None),
        "a list of tables that leads to itself": (68, pack("<II", 0, 1), None),
        "a limit for small streams of 4 GB": (56, pack("<I", 2**32 - 1), None),
    }
    for name, (at, value, end) in wrong.items():
        yield Sample(f"xls: {name}", partial(_patched, at, value, end), ANY_END)
    yield Sample("xls: sectors that run in circles", _circles, ANY_END)
    yield Sample("xls: 5 000 streams", _streams, FINE)
    yield Sample("xls: noise behind its sign", _noise, DAMAGED)


def _harmful() -> Iterator[Sample]:
    for name in ("_VBA_PROJECT_CUR", "Macros", "MBD0012A4F3", "LNK0012A4F3", "Ctls"):
        yield Sample(f"xls: a folder {name}", partial(_beside, name), UNSAFE)
    yield Sample("xls: macros of Excel 4", lambda: compound({"Workbook": records({"m": []}, kind=1)}), UNSAFE)
    yield Sample("xls: a module of macros", lambda: compound({"Workbook": records({"m": []}, kind=6)}), UNSAFE)
    yield Sample("xls: macros that only the workbook tells of", partial(_first, record(0xD3, b"")), UNSAFE)
    link = record(0x1AE, pack("<HHB", 1, 9, 0) + b"other.xls")
    yield Sample("xls: a link to another file", partial(_first, link), UNSAFE)
    yield Sample("xls: a connection", partial(_first, record(0x876, b"")), UNSAFE)
    yield Sample("xls: a password", partial(_first, record(0x2F, bytes(54))), LOCKED)
    yield Sample("xls: a newer workbook with a password", partial(compound, {"EncryptedPackage": bytes(9_000)}), LOCKED)
    yield Sample("xls: of Excel 95", lambda: compound({"Workbook": records(TABLE, version=EXCEL_95)}), OTHER)
    yield Sample("xls: a letter of Word", partial(compound, {"WordDocument": bytes(9_000)}), OTHER)
    yield Sample("xls: slides", partial(compound, {"PowerPoint Document": bytes(9_000)}), OTHER)
    yield Sample("xls: a message of Outlook", partial(compound, {"__properties_version1.0": bytes(9_000)}), OTHER)
    yield Sample("xls: a stream without its container", lambda: records(TABLE), (*OTHER, "file-encoding"))


def _lies() -> Iterator[Sample]:
    """Records that say what is not so."""
    texts = pack("<II", 2**31 - 1, 2**31 - 1)
    yield Sample("xls: two thousand million shared texts", partial(_first, record(0xFC, texts)), (*DAMAGED, READ))
    long = record(0xFC, pack("<IIHB", 1, 1, 65_535, 1) + b"a")
    yield Sample("xls: a shared text that is cut short", partial(_first, long), DAMAGED)
    rich = record(0xFC, pack("<IIHBHI", 1, 1, 1, 0x0C, 65_535, 2**31 - 1) + b"a")
    yield Sample("xls: a shared text of endless runs", partial(_first, rich), (*DAMAGED, READ))
    for shape in ("[" * 60_000, '"' * 60_000, "\\" * 60_000, "0" * 60_000):
        said = record(0x41E, pack("<HHB", 164, len(shape), 0) + shape.encode()[:8_000])
        yield Sample(f"xls: a number format of 60 000 {shape[0]}", partial(_first, said), (*DAMAGED, READ))
    for length, count, answers in ((8_000, 200, DAMAGED), (255, 3_900, FINE), (255, 20_000, DAMAGED)):
        said = record(0x41E, pack("<HHB", 164, length, 0) + b"[" * length) * count
        yield Sample(f"xls: {count} number formats of {length} brackets", partial(_first, said), answers)
    yield Sample("xls: 250 000 styles", partial(_first, record(0xE0, pack("<HH16x", 0, 14)) * 250_000), DAMAGED)
    yield Sample("xls: half a million records that mean nothing", partial(_first, record(0x1234, b"") * 500_000), FINE)
    yield Sample("xls: a record that is longer than the file", partial(_first, pack("<HH", 0x1234, 60_000)), DAMAGED)
    yield Sample("xls: no end of the records", _endless, DAMAGED)
    for place in (0, 1, 2**31, 2**32 - 1):
        yield Sample(f"xls: a sheet at byte {place}", partial(_placed, place), DAMAGED)
    many = {f"s{at}": [["a"]] for at in range(600)}
    yield Sample("xls: 600 sheets", lambda: compound({"Workbook": records(many)}), ("too-many-sheets",))
    for name in ("\u202egnp.exe", "a\nb", "a\x00b", "\x1b[31m"):
        yield Sample(f"xls: a sheet called {name[:9]!a}", partial(old_workbook, {name: [["a"]]}), (*UNSAFE, *ENCODING))


def _cells() -> Iterator[Sample]:
    far = Cell(0x203, pack("<Hd", 0, 1))
    yield Sample("xls: a cell in the last line and column", partial(_one, 65_535, 255, far), FINE)
    yield Sample("xls: a cell in column 65 536", partial(_one, 0, 65_535, far), (*LARGE, *DAMAGED))
    yield Sample("xls: cells far apart", partial(_columns, 9_000), LARGE)
    yield Sample("xls: a size of 4 thousand million lines", partial(_sized, 2**32 - 1), (*DAMAGED, READ))
    yield Sample("xls: three million blank cells", _blank, EMPTY)
    yield Sample("xls: 800 000 cells", _full, FINE)
    yield Sample("xls: 380 000 cells in one place", _again, ANY_END)
    yield Sample("xls: a shared text that is not there", partial(_one, 0, 0, Cell(0xFD, pack("<HI", 0, 99))), DAMAGED)
    yield Sample("xls: a style that is not there", partial(_one, 0, 0, number(1, 65_000)), DAMAGED)
    for name, value in {"no number": float("nan"), "endless": float("inf"), "1e300": 1e300}.items():
        yield Sample(f"xls: a number that is {name}", partial(_one, 0, 0, number(value)), (*DAMAGED, READ))
        yield Sample(f"xls: a date that is {name}", partial(_one, 0, 0, number(value, 2)), (*DAMAGED, READ))
    yield Sample("xls: an error that nobody knows", partial(_one, 0, 0, Cell(0x205, pack("<HBB", 0, 99, 1))), DAMAGED)
    yield Sample("xls: a truth that is none", partial(_one, 0, 0, Cell(0x205, pack("<HBB", 0, 99, 0))), DAMAGED)
    text = b"\x00" * 6 + b"\xff\xff"
    yield Sample("xls: a formula whose text is missing", partial(_one, 0, 0, formula(text)), (*DAMAGED, *EMPTY, READ))
    for sign in "\u202e\u2066\u200f\x1b\x07\x7f\x9b\ud83d":
        said = sign.encode("utf-16-le", "surrogatepass")
        cell = Cell(0x204, pack("<HHB", 0, 1, 1) + said)
        yield Sample(f"xls: U+{ord(sign):04X} in a cell", partial(_one, 0, 0, cell), (*ENCODING, *DAMAGED))


def _good() -> bytes:
    return old_workbook(TABLE)


def _cut(share: float) -> bytes:
    return _good()[: int(len(_good()) * share)]


def _patched(at: int, value: bytes, end: int | None) -> bytes:
    return (_good()[:at] + value + _good()[at + len(value) :])[:end]


def _circles() -> bytes:
    data = bytearray(_good())
    table = (int.from_bytes(data[76:80], "little") + 1) * 512
    data[table : table + 400] = b"".join(pack("<I", (at + 1) % 50) for at in range(100))
    return bytes(data)


def _streams() -> bytes:
    return compound({"Workbook": records(TABLE), **{f"s{at}": b"x" for at in range(5_000)}})


def _noise() -> bytes:
    return SIGNATURE + random.Random(1).randbytes(50_000)


def _beside(name: str) -> bytes:
    return compound({"Workbook": records(TABLE)}, storages=[name])


def _first(data: bytes) -> bytes:
    """A workbook with these records before all others."""
    return compound({"Workbook": records(TABLE, first=data)})


def _endless() -> bytes:
    return compound({"Workbook": records(TABLE).replace(record(0x0A, b""), record(0x1234, b""))})


def _placed(place: int) -> bytes:
    return compound({"Workbook": records({"a": [["x"]]}, places=[place])})


def _one(line: int, column: int, cell: Cell) -> bytes:
    """A sheet of this one cell."""
    return _sheet(record(cell.record, pack("<HH", line, column) + cell.data))


def _sheet(inside: bytes) -> bytes:
    stream = records({"training": []})
    end = record(0x0A, b"")
    return compound({"Workbook": stream.removesuffix(end) + inside + end})


def _sized(lines: int) -> bytes:
    return _sheet(record(0x200, pack("<IIHHH", 0, lines, 0, 65_535, 0)) + record(0x203, pack("<HHHd", 0, 0, 0, 1)))


def _columns(count: int) -> bytes:
    return _sheet(b"".join(record(0x203, pack("<HHHd", line, 255, 0, 1)) for line in range(count)))


def _blank() -> bytes:
    """Blank cells with a format, a record for each row."""
    rows = (record(0xBE, pack("<HH256HH", line, 0, *[0] * 256, 255)) for line in range(12_000))
    return _sheet(b"".join(rows))


def _full() -> bytes:
    numbers = [part for at in range(16) for part in (0, at * 4 + 2)]
    row = pack("<" + "HI" * 16, *numbers)
    return _sheet(b"".join(record(0xBD, pack("<HH", line, 0) + row + pack("<H", 15)) for line in range(50_000)))


def _again() -> bytes:
    return _sheet(record(0x203, pack("<HHHd", 0, 0, 0, 1)) * 380_000)
