"""Cells of an OpenDocument sheet: the text that was meant, at its own address, as from any other workbook."""

from datetime import date

import pytest

from tests.pipeline.receive.conftest import Deliver, Read, Unpack
from tests.pipeline.receive.making import COVER, table
from tests.pipeline.receive.opendocuments import bare_opendocument, cells_of, opendocument, rows_of


def number(value: str, shown: str, *, kind: str = "float", formula: str = "") -> str:
    asked = f'table:formula="of:={formula}" ' if formula else ""
    said = f'{asked}office:value-type="{kind}" office:value="{value}"'
    return f"<table:table-cell {said}><text:p>{shown}</text:p></table:table-cell>"


def paragraph(inside: str) -> str:
    return f'<table:table-cell office:value-type="string"><text:p>{inside}</text:p></table:table-cell>'


def failed(shown: str) -> str:
    """As LibreOffice writes an error."""
    kind = 'office:value-type="string" office:string-value="" calcext:value-type="error"'
    return f'<table:table-cell table:formula="of:=1/0" {kind}><text:p>{shown}</text:p></table:table-cell>'


def moment(kind: str, value: str) -> str:
    return f'<table:table-cell office:value-type="{kind}" office:{kind}-value="{value}"/>'


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (number("12", "12"), "12"),
        (number("12.50", "12,5"), "12.5"),
        (number("12.125", "12,125"), "12.1250"),
        (number("1200.5", "1 200,50 €", kind="currency"), "1200.5"),
        (number("0.07", "7 %", kind="percentage"), "7%"),
        (number("7", "7", formula="3+4"), "7"),
        (number("1", "PRAWDA", formula="1&gt;0"), "TRUE"),
        (number("0", "–"), "0"),
        (number("0", "#DIV/0!", formula="1/0"), "#DIV/0!"),
        (number("0", "Err:502", formula="SQRT(-1)"), "#Err:502"),
        (failed("#DZIEL/0!"), "#DZIEL/0!"),
        (failed("Błąd:502"), "#Błąd:502"),
        (moment("date", "2026-07-01"), "2026-07-01"),
        (moment("date", "2026-07-01T00:00:00"), "2026-07-01"),
        (moment("date", "2026-07-01T10:30:00"), "2026-07-01T10:30:00"),
        (moment("time", "PT36H05M00S"), "36:05:00"),
        (moment("time", "PT09H30M00.25S"), "09:30:00"),
        (moment("boolean", "true"), "TRUE"),
        ('<table:table-cell table:formula="of:=SUM([.A2:.A3])"/>', "=SUM([.A2:.A3])"),
        ('<table:table-cell table:formula="of:=&quot;&quot;"><text:p/></table:table-cell>', None),
        ('<table:table-cell office:value-type="string" office:string-value=" KNT "/>', " KNT "),
        ('<table:table-cell><text:p>plain</text:p></table:table-cell>', "plain"),
        (paragraph("\n  two\n  <text:span>parts </text:span> of it\n"), "two parts of it"),
        (paragraph('<text:s text:c="2"/>a<text:tab/>b<text:line-break/>c<text:s/>'), "  a\tb\nc "),
        (paragraph('<text:a>name@example.org</text:a>'), "name@example.org"),
        (paragraph("one</text:p><text:p>two"), "one\ntwo"),
        (paragraph(" "), None),
        ("<table:covered-table-cell><text:p>beneath</text:p></table:covered-table-cell>", "beneath"),
        (
            "<table:table-cell><office:annotation><text:p>for you</text:p></office:annotation>"
            "<text:p>x</text:p></table:table-cell>",
            "x",
        ),
        ("<table:table-cell><office:annotation><text:p>for you</text:p></office:annotation></table:table-cell>", None),
    ],
)  # fmt: skip
def test_a_cell_is_read_as_it_was_meant(read: Read, cell: str, text: str | None) -> None:
    found = read(cells_of(cell))
    assert (found.kind, found.findings) == ("ods", ())
    (sheet,) = found.sheets
    assert (sheet.columns[0][0] if sheet.height else None) == text


@pytest.mark.parametrize(
    "cells",
    [
        '<table:table-cell office:value-type="float"><text:p>1</text:p></table:table-cell>',
        '<table:table-cell office:value-type="date"><text:p>1</text:p></table:table-cell>',
        '<table:table-cell office:value-type="length" office:value="1"/>',
        moment("boolean", "maybe"),
        moment("time", "half past ten"),
        '<table:table-cell table:number-columns-repeated="0"/>',
        '<table:table-cell table:number-columns-repeated="-1"/>',
        '<table:table-cell table:number-columns-repeated="1_0"/>',
        paragraph('<text:s text:c="999999999"/>x'),
        paragraph("<text:span>" * 5_000 + "</text:span>" * 5_000),
        "<table:table-cell><table:table table:name='x'/></table:table-cell>",
        "<table:table-cell>",
    ],
)
def test_cells_that_mean_nothing_are_not_guessed_at(read: Read, cells: str) -> None:
    assert [each.rule for each in read(cells_of(cells)).findings] == ["file-unreadable"]


def test_repeated_cells_and_lines_stand_at_each_of_their_places(read: Read) -> None:
    two = '<table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="7"/>'
    rows = (
        '<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>'
        '<table:table-row-group><table:table-row table:number-rows-repeated="2">'
        f'<table:table-cell table:number-columns-repeated="2"/>{two}<table:covered-table-cell/>{paragraph("x")}'
        '<table:table-cell table:number-columns-repeated="16000"/></table:table-row></table:table-row-group>'
        '<table:table-header-rows><table:table-row table:visibility="collapse">'
        f'{paragraph("y")}</table:table-row></table:table-header-rows>'
        '<table:table-row table:number-rows-repeated="1048566"><table:table-cell/></table:table-row>'
    )  # fmt: skip
    (sheet,) = read(rows_of(rows)).sheets
    assert sheet.lines == [4, 5, 6]
    assert [sheet.row(at) for at in (0, 1, 2)] == [
        *([[None, None, "7", "7", None, "x"]] * 2),
        ["y", None, None, None, None, None],
    ]


FAR = 1_000_000_000
CELL = number("1", "1")
TOO_LARGE = {
    "one line without end": (
        f'<table:table-row table:number-rows-repeated="{FAR}">{CELL}</table:table-row>',
        "A100001",
    ),
    "a line beyond the last": (
        f'<table:table-row table:number-rows-repeated="{FAR}"/><table:table-row>{CELL}</table:table-row>',
        f"A{FAR + 1}",
    ),
    "a cell beyond the last": (
        f'<table:table-row><table:table-cell table:number-columns-repeated="{FAR}"/>{CELL}</table:table-row>',
        "CFDGSXM1",
    ),
    "one cell without end": (
        f'<table:table-row>{CELL.replace("-cell ", f"-cell table:number-columns-repeated={chr(34)}{FAR}{chr(34)} ", 1)}'
        "</table:table-row>",
        "CFDGSXL1",
    ),
    "too many of both": (
        '<table:table-row table:number-rows-repeated="99999">'
        f'<table:table-cell table:number-columns-repeated="499"/>{CELL}</table:table-row>',
        "4001 × 500",
    ),
    "one text repeated without end": (
        f'<table:table-row table:number-rows-repeated="99999">{paragraph("x" * 1_000)}</table:table-row>',
        "> 40 MB",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", TOO_LARGE)
def test_repetition_does_not_reach_beyond_the_limits_of_any_workbook(read: Read, case: str) -> None:
    rows, found = TOO_LARGE[case]
    (finding,) = read(rows_of(rows)).findings
    assert (finding.rule, finding.found) == ("file-too-large", found)


def refused(part: str) -> bytes:
    return bare_opendocument(f"{part}<table:table table:name='training'/>")


UNSAFE = {
    "macros": (bare_opendocument("", more={"Basic/Standard/Module1.xml": "<x/>"}), "Basic/Standard/Module1.xml"),
    "scripts": (bare_opendocument("", more={"Scripts/python/x.py": "x"}), "Scripts/python/x.py"),
    "an embedded document": (bare_opendocument("", more={"Object 1/content.xml": "<x/>"}), "Object 1/content.xml"),
    "an embedded file": (bare_opendocument("", more={"Object 1": "x"}), "Object 1"),
    "a macro that listens": (refused("<script:event-listener/>"), "event-listener"),
    "a linked sheet": (refused("<table:table table:name='x'><table:table-source/></table:table>"), "table-source"),
    "a linked database": (refused("<table:database-source-sql/>"), "database-source-sql"),
    "an object of another program": (refused("<draw:object-ole/>"), "object-ole"),
    "another program's value": (refused("<office:dde-source/>"), "dde-source"),
    "a cell of another file": (
        cells_of(number("1", "1", formula="['file:///home/x.ods'#$Sheet1.A1]")),
        "of:=['file:///home/x.ods'#$Sheet1.A1]",
    ),
    "a call of another program": (
        cells_of(number("1", "1", formula="DDE(&quot;x&quot;)")), 'of:=DDE("x")'
    ),
    "entities": (bare_opendocument("", more={"styles.xml": "<!DOCTYPE x [<!ENTITY a 'ha'>]><x/>"}), "styles.xml DTD"),
}  # fmt: skip


@pytest.mark.parametrize("case", UNSAFE)
def test_what_runs_or_fetches_from_elsewhere_is_refused(read: Read, case: str) -> None:
    data, found = UNSAFE[case]
    (finding,) = read(data).findings
    assert (finding.rule, finding.found) == ("file-unsafe", found)


def test_a_chart_does_no_harm(read: Read) -> None:
    chart = '<manifest:file-entry manifest:full-path="Object 1/" manifest:media-type="application/vnd.oasis.{}"/>'
    data = bare_opendocument(
        "<table:table table:name='training'/>",
        manifest=chart.format("opendocument.chart"),
        more={"Object 1/content.xml": "<x/>"},
    )
    assert [each.name for each in read(data).sheets] == ["training"]


def test_a_sheet_with_a_password_is_told_to_have_one(read: Read) -> None:
    manifest = '<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry>'
    data = bare_opendocument("", manifest=manifest, more={"content.xml": bytes(range(256))})
    assert [each.rule for each in read(data).findings] == ["file-encrypted"]


@pytest.mark.parametrize(
    "more", [{"META-INF/manifest.xml": "<x>"}, {"content.xml": "<x"}, {"content.xml": "<x/>"}], ids=str
)
def test_a_damaged_one_is_told_to_be_damaged(read: Read, more: dict[str, str]) -> None:
    (finding,) = read(bare_opendocument("", more=more)).findings
    assert (finding.rule, finding.expected) == ("file-unreadable", "ODS")


def test_two_sheets_of_one_name_are_not_guessed_at(read: Read) -> None:
    (finding,) = read(bare_opendocument("<table:table table:name='training'/>" * 2)).findings
    assert finding.rule == "file-unreadable"


def test_what_is_kept_of_deleted_cells_is_no_row(read: Read) -> None:
    kept = f"<table:deletion><table:previous>{CELL}</table:previous></table:deletion>"
    (sheet,) = read(refused(f"<table:tracked-changes>{kept}</table:tracked-changes>")).sheets
    assert sheet.height == 0


def test_every_sheet_is_read_hidden_ones_too(read: Read) -> None:
    sheet = "<table:table table:name='{}' table:style-name='hidden'/>".format
    tables = sheet("training") + sheet("partners")
    assert [each.name for each in read(bare_opendocument(tables)).sheets] == ["training", "partners"]


def test_a_character_that_turns_the_reading_direction_is_refused_with_its_cell(read: Read) -> None:
    (finding,) = read(opendocument({"training": [["a"], ["b", "x\u202ey"]]})).findings
    assert (finding.rule, finding.address, finding.found) == ("file-encoding", "training!B2", "U+202E")


def test_a_whole_submission_goes_through_the_reading_process(delivered: Deliver) -> None:
    rows = table("toolkit", {"last_review": date(2026, 7, 1), "effect_size": 0.25, "sms_level": 3})
    delivery = delivered(opendocument({"submission": COVER, "toolkit": rows}))
    assert (delivery.kind, delivery.findings, delivery.records) == ("ods", (), 1)
    assert (delivery.country, delivery.quarter, delivery.agency) == ("FI", "2026-Q3", "NBI")
    (row,) = delivery.parts["toolkit"].to_dicts()
    assert (row["last_review"], row["effect_size"], row["sms_level"]) == ("2026-07-01", "0.25", "3")


def test_addresses_are_those_of_the_sheet(unpacked: Unpack) -> None:
    rows = [["Our partners"], [], *table("partners", {"country": "FI", "quarter": "2026-Q3"})]
    assert unpacked(opendocument({"partners": rows})).parts["partners"]["line"].to_list() == [4]
