"""Workbooks whose cells are the trap: too many, too far away, too long, of no known kind."""

import random
from collections.abc import Iterator
from functools import partial

from pipeline.receive.addresses import letter_of
from tests.pipeline.receive.making import MAIN, bare_workbook, with_entries
from tests.samples.containers import DAMAGED, LARGE, SHEET, STOPPED, UNSAFE, good
from tests.samples.sample import READ, Sample

EMPTY, ENCODING, FINE = ("file-empty",), ("file-encoding",), (READ,)
CELL = '<row r="1"><c r="A1"><v>1</v></c></row>'
DATES = "<cellXfs><xf numFmtId='0'/><xf numFmtId='14'/></cellXfs>"


def cells() -> Iterator[Sample]:
    yield from _too_many()
    yield from _odd_addresses()
    yield from _odd_values()
    for name in ("\u202egnp.exe", "\u200fa", "x" * 300, "&#9;x", "x&#10;y", "x&#13;y"):
        yield Sample(f"a sheet called {name[:9]!a}", partial(bare_workbook, CELL, name=name), UNSAFE)
    yield Sample("a sheet in another namespace", _other_namespace, EMPTY)


def _too_many() -> Iterator[Sample]:
    corner = f'{CELL}<row r="1048576"><c r="XFD1048576" s="1">{{}}</c></row>'
    yield Sample("a cell at XFD1048576", partial(bare_workbook, corner.format("<v>1</v>")), LARGE)
    yield Sample("a blank, formatted cell at XFD1048576", partial(bare_workbook, corner.format("")), FINE)
    yield Sample("a cell in line 100 001", partial(_one, "A", 100_001), LARGE)
    yield Sample("a cell in column 501", partial(_one, "SG", 1), LARGE)
    yield Sample("a million formatted, empty rows", partial(_empty_rows, 1_048_576), EMPTY)
    yield Sample("ten million formatted, empty rows", _ten_million_rows, UNSAFE)
    yield Sample("half a million formatted, blank cells", partial(_blank_cells, 20_000, 26), EMPTY)
    yield Sample("ten million formatted, blank cells", _ten_million_cells, UNSAFE)
    yield Sample("a million cells in an unusual form", partial(_unusual, 40_000, 26), STOPPED)
    yield Sample("2.1 million cells", partial(_numbers, 42_000, 50), LARGE)
    yield Sample("two million cells far apart", partial(_far_apart, 5_000), LARGE)
    yield Sample("one long text 2 000 times", _repeated, LARGE)
    yield Sample("a million texts", partial(_texts, 1_000_000), FINE)
    yield Sample("200 000 texts with a wide sign each", partial(_texts, 200_000, "😀"), FINE)
    yield Sample("60 000 texts of five pieces each", partial(_pieces, 60_000, 5), STOPPED)
    yield Sample("a text of 300 000 pieces", partial(_pieces, 1, 300_000), FINE)
    yield Sample("a text of 16 MB", _long_text, FINE)
    yield Sample("a count of texts that is a lie", _lying_count, FINE)


def _odd_addresses() -> Iterator[Sample]:
    for address in ("A0", "A-1", "a1", "AAAA1", "XFE1", "A1048577", "1A", "A1:B2", "Ａ1", "A1\u202e", "A" * 100_000):
        inside = f'<row r="1"><c r="{address}"><v>1</v></c></row>'
        yield Sample(f"a cell at {_short(address)}", partial(bare_workbook, inside), (*DAMAGED, *LARGE))
    for line in ("0", "-1", "x", "1e3", "9" * 5_000, "2147483648"):
        inside = f'<row r="{line}"><c><v>1</v></c></row>'
        yield Sample(f"a row {_short(line)}", partial(bare_workbook, inside), (*DAMAGED, *LARGE))
    yield Sample("two rows of one number", partial(bare_workbook, CELL * 2), DAMAGED)
    backwards = '<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row>'
    yield Sample("cells from right to left", partial(bare_workbook, backwards), DAMAGED)
    yield Sample("a row within a row", partial(bare_workbook, f'<row r="1">{CELL}</row>'), DAMAGED)
    yield Sample("a cell within a cell", partial(bare_workbook, CELL.replace("<v>1</v>", "<c><v>1</v></c>")), DAMAGED)


def _odd_values() -> Iterator[Sample]:
    for position in ("-1", "1", "99999999999999999999", "9" * 5_000, "x", "٣"):
        yield Sample(f"a shared text number {_short(position)}", partial(_value, position, ' t="s"'), DAMAGED)
    for style in ("-1", "x", "9" * 5_000):
        yield Sample(f"a style number {_short(style)}", partial(_value, "1", f' s="{style}"'), (*DAMAGED, READ))
    yield Sample("a cell of a kind that is not", partial(_value, "1", ' t="z"'), DAMAGED)
    yield Sample("a truth that is none", partial(_value, "perhaps", ' t="b"'), DAMAGED)
    yield Sample("a number of 100 000 digits", partial(_value, "9" * 100_000), FINE)
    yield Sample("a number with a power of 99 999 999", partial(_value, "1e99999999"), FINE)
    for number in ("1e300", "-1", "NaN", "1e-300", "99999999"):
        yield Sample(f"a date that is {number} days after 1900", partial(_value, number, ' s="1"', DATES), FINE)
    for code in (0x00, 0x07, 0x1B, 0x7F, 0x9B, 0x202E, 0x2066, 0x200F, 0xD83D, 0xFFFE):
        yield Sample(f"U+{code:04X} in a cell", partial(_value, f"x_x{code:04X}_y", ' t="str"'), ENCODING)


def _short(text: str) -> str:
    return ascii(text if len(text) < 25 else f"{text[:3]}…")


def _value(text: str, attributes: str = "", styles: str = "") -> bytes:
    return bare_workbook(f'<row r="1"><c r="A1"{attributes}><v>{text}</v></c></row>', styles=styles)


def _one(letter: str, line: int) -> bytes:
    return bare_workbook(f'<row r="{line}"><c r="{letter}{line}"><v>1</v></c></row>')


def _empty_rows(count: int) -> bytes:
    return bare_workbook("".join(f'<row r="{line}" s="1" customFormat="1"/>' for line in range(1, count + 1)))


def _ten_million_rows() -> bytes:
    return bare_workbook('<row s="1"/>' * 10_000_000)


def _ten_million_cells() -> bytes:
    row = "<row>" + '<c s="1"/>' * 100 + "</row>"
    return bare_workbook(row * 100_000)


def _blank_cells(height: int, width: int) -> bytes:
    row = "".join(f'<c r="{letter_of(at)}{{0}}" s="0"/>' for at in range(width))
    return bare_workbook("".join(f'<row r="{line}">{row.format(line)}</row>' for line in range(1, height)))


def _numbers(height: int, width: int) -> bytes:
    """Cells with a number each, as a usual program writes them."""
    cells = "".join(f'<c r="{letter_of(at)}{{0}}"><v>{{0}}</v></c>' for at in range(width))
    return bare_workbook("".join(f'<row r="{line}">{cells.format(line)}</row>' for line in range(1, height)))


def _unusual(height: int, width: int) -> bytes:
    """The same in a form that only a parser of XML understands."""
    cells = "".join("<c ><v>{0}</v></c >" for _ in range(width))
    return bare_workbook("".join(f"<row >{cells.format(line)}</row >" for line in range(1, height)))


def _far_apart(height: int) -> bytes:
    return bare_workbook("".join(f'<row r="{line}"><c r="SF{line}"><v>1</v></c></row>' for line in range(1, height)))


def _repeated() -> bytes:
    shared = f"<si><t>{random.Random(1).randbytes(16_000).hex()}</t></si>"
    rows = "".join(f'<row r="{line}"><c r="A{line}" t="s"><v>0</v></c></row>' for line in range(1, 2_000))
    return bare_workbook(rows, strings=shared)


def _texts(count: int, sign: str = "") -> bytes:
    return bare_workbook(CELL, strings="".join(f"<si><t>{number:050}{sign}</t></si>" for number in range(count)))


def _pieces(count: int, pieces: int) -> bytes:
    texts = ("".join(f"<r><t>{at}.{piece}</t></r>" for piece in range(pieces)) for at in range(count))
    return bare_workbook(CELL, strings="".join(f"<si>{text}</si>" for text in texts))


def _long_text() -> bytes:
    text = random.Random(1).randbytes(8_000_000).hex()
    return bare_workbook('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', strings=f"<si><t>{text}</t></si>")


def _lying_count() -> bytes:
    strings = f"<sst xmlns='{MAIN}' count='4294967295' uniqueCount='4294967295'><si><t>a</t></si></sst>"
    return with_entries(_value("0", ' t="s"'), {"xl/sharedStrings.xml": strings})


def _other_namespace() -> bytes:
    return with_entries(good(), {SHEET: f"<worksheet xmlns='x'><sheetData>{CELL}</sheetData></worksheet>"})
