"""What is taken apart by pattern is what a parser of XML finds; the parser is for whatever is written otherwise."""

from random import Random

import pytest

from pipeline.receive.cells import FileRead
from tests.pipeline.receive.conftest import Read
from tests.pipeline.receive.making import COVER, bare_workbook, entries_of, table, with_entries, workbook
from tests.samples.mutants import broken

BOOK = workbook({"submission": COVER, "training": table("training", {}, {"comment": "a & b < c \"d\" 'e'\nf\tg"})})
PARTS = ["xl/sharedStrings.xml", "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"]


def for_the_parser(part: bytes) -> bytes:
    """The same in a form that no program writes."""
    return part.replace(b"<sheetData>", b"<sheetData >", 1).replace(b"<si>", b"<si >", 1)


def what_is_read(read: Read, data: bytes) -> list[tuple[object, ...]] | str:
    found: FileRead = read(data)
    if found.findings:
        return found.findings[0].rule
    return [(sheet.name, list(sheet.lines), [list(column) for column in sheet.columns]) for sheet in found.sheets]


@pytest.mark.parametrize("name", PARTS)
def test_a_damaged_part_is_the_same_to_both(read: Read, name: str) -> None:
    rng, part = Random(name), entries_of(BOOK)[name]
    for _ in range(150):
        damaged = broken(part, rng)
        plain = what_is_read(read, with_entries(BOOK, {name: damaged}))
        assert plain == what_is_read(read, with_entries(BOOK, {name: for_the_parser(damaged)})), damaged


CELLS = (
    '<c r="A1" s="1"/><c r="B1" s="1" t="s"><v>0</v></c>',
    '<c r="A1" t="s" s="1"><v>1</v></c>',
    '<c r="A1" s="1" s="1"><v>1</v></c>',
    '<c r="A1"><f>B1&amp;"x"</f><v>1</v></c>',
    '<c r="A1" t="str"><f>B1&amp;"x"</f><v>a&amp;lt;b</v></c>',
    '<c r="A1"><f t="shared" ref="A1:A9" si="0">B1</f><v>1</v></c>',
    '<c r="A1"><f t="shared" si="0"/><v>1</v></c>',
    '<c r="A1"><f>B1</f></c>',
    '<c r="A1"><f>B1</f><v></v></c>',
    '<c r="A1" t="str"><f>B1</f><v/></c>',
    '<c r="A1"><v> 1 </v></c>',
    '<c r="A1"><v>1&#48;</v></c>',
    '<c r="A1"><v><![CDATA[1]]></v></c>',
    '<c r="A1"><v>1<!-- 2 -->3</v></c>',
    '<c r="A1" t="inlineStr"><is><t xml:space="preserve"> a </t></is></c>',
    '<c r="A1" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c>',
    '<c r="A1" t="inlineStr"><v>1</v></c>',
    '<c r="A1"><is><t>a</t></is></c>',
    '<c r="A1" t="inlineStr"><is><t>_x0041_&amp;</t></is></c>',
    '<c r="A1" t="b"><v>1</v></c><c r="B1" t="e"><v>#N/A</v></c><c r="C1" t="d"><v>2026-07-01T00:00:00</v></c>',
    '<c r="B1"><v>1</v></c><c r="A1"><v>1</v></c>',
    '<c r="A2"><v>1</v></c>',
    '<c r="A1"><v>1</v></c><extLst/>',
    '<x:c xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" r="A1"><v>1</v></x:c>',
    '<c r="A1"><v>1</v></c>text',
    '<c r="A1"><v>]]></v></c>',
    '<c r="A1"><v>1</v>',
    "<c r='A1'><v>1</v></c>",
    "<c><v>1</v></c>",
    "",
)
ROWS = (
    '<row r="1">{}</row>',
    '<row r="1" spans="1:2" ht="12.75" x:dyDescent="0.2">{}</row>',
    '<row r="1" r="1">{}</row>',
    '<row r="1" a="&lt;" b="x&gt;y">{}</row>',
    "<row r='1'>{}</row>",
    "<row>{}</row>",
    '<row r="1">{}</row>\n<row r="3"/><row r="2"><c r="A2"><v>1</v></c></row>',
    '<row r="1">{}</row><row r="1"/>',
    '<row r="1">{}</row>x',
    '<row r="1">{}</row><!-- <row r="2"/> -->',
    '<row r="1">{}</row></sheetData><sheetData>',
)


@pytest.mark.parametrize("row", ROWS)
def test_unusual_cells_and_rows_are_the_same_to_both(read: Read, row: str) -> None:
    for cells in CELLS:
        data = bare_workbook(row.format(cells), strings="<si><t>a &amp; b</t></si><si><r><t>c</t></r></si>")
        part = for_the_parser(entries_of(data)["xl/sheet1.xml"])
        assert what_is_read(read, data) == what_is_read(read, with_entries(data, {"xl/sheet1.xml": part})), cells
