"""Files that are wrong as a whole: each gets one finding in plain words, and nothing of it is taken in."""

import random
import struct
import zipfile
from io import BytesIO

import pytest

from data_contracts.findings import Finding
from pipeline.receive.refusal import RefusedError
from pipeline.receive.safe_zip import check_container
from pipeline.settings import Settings
from tests.pipeline.receive.conftest import Deliver, Read
from tests.pipeline.receive.making import (
    bare_workbook,
    entries_of,
    table,
    text,
    with_entries,
    workbook,
    zipped,
)
from tests.pipeline.receive.old_workbooks import compound

GOOD = workbook({"partners": table("partners", {"country": "FI", "quarter": "2026-Q3"})})
ODT = zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"})
FODS = b"<?xml version='1.0'?><office:document office:mimetype='application/vnd.oasis.opendocument.spreadsheet'/>"
SHEET = "xl/worksheets/sheet1.xml"
CELL = "<row r='1'><c r='A1'><v>1</v></c></row>"


def password_protected() -> bytes:
    """A zip whose entries are marked as encrypted."""
    data = bytearray(GOOD)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = -1
        while (start := data.find(mark, start + 1)) >= 0:
            data[start + at] |= 1
    return bytes(data)


def twice() -> bytes:
    """A workbook with two parts of one name."""
    buffer = BytesIO(GOOD)
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    return buffer.getvalue()


def with_name(name: str) -> bytes:
    return with_entries(GOOD, {name: "x"})


def with_dtd(encoding: str) -> bytes:
    laughs = "<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>]><x>&b;</x>"
    return with_entries(GOOD, {SHEET: laughs.encode(encoding)})


def cut_short(data: bytes) -> bytes:
    return data[: len(data) // 2]


def lying_about_sizes() -> bytes:
    """Entries that say that they unpack to 4 GB."""
    data = bytearray(GOOD)
    start = -1
    while (start := data.find(b"PK\x01\x02", start + 1)) >= 0:
        data[start + 24 : start + 28] = struct.pack("<I", 2**32 - 2)
    return bytes(data)


UNREADABLE = {
    "nothing": (b"", "file-empty", None),
    "blank lines": (b"\r\n , \r\n", "file-empty", None),
    "only a mark": (b"\xef\xbb\xbf", "file-empty", None),
    "a workbook of blank sheets": (workbook({"training": [], "partners": [[" "]]}), "file-empty", None),
    "a PDF": (b"%PDF-1.7\n...", "file-kind-unknown", "PDF"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(50), "file-kind-unknown", "PNG"),
    "a web page": (b"\n<!DOCTYPE html><html><table><tr><td>1</table>", "file-kind-unknown", "HTML"),
    "an XML message": (b"<?xml version='1.0'?><mes:Structure/>", "file-kind-unknown", "XML"),
    "a JSON message": (b'{"data": []}', "file-kind-unknown", "JSON"),
    "an OpenDocument letter": (ODT, "file-kind-unknown", "ODT"),
    "an OpenDocument sheet in one piece": (FODS, "file-kind-unknown", "FODS"),
    "a workbook of 2003 in XML": (
        b"<?xml version='1.0'?><?mso-application progid='Excel.Sheet'?><Workbook/>",
        "file-kind-unknown",
        "XML Spreadsheet 2003",
    ),
    "a letter": (zipped({"[Content_Types].xml": "", "word/document.xml": ""}), "file-kind-unknown", "DOCX"),
    "a binary workbook": (zipped({"[Content_Types].xml": "", "xl/workbook.bin": ""}), "file-kind-unknown", "XLSB"),
    "any archive": (zipped({"figures.csv": "a,b"}), "file-kind-unknown", "ZIP"),
    "an archive of nothing": (zipped({}), "file-kind-unknown", "ZIP"),
    "an old workbook, older still": (compound({"Book": b"x"}), "file-kind-unknown", "XLS (Excel 5.0/95)"),
    "an old letter": (compound({"WordDocument": b"x"}), "file-kind-unknown", "DOC"),
    "a mail": (compound({"__properties_version1.0": b"x"}), "file-kind-unknown", "MSG"),
    "another old file": (compound({}), "file-kind-unknown", "OLE"),
    "half an old file": (compound({})[:1_000], "file-unreadable", None),
    "noise": (bytes(range(256)), "file-kind-unknown", "00 01 02 03"),
    "a workbook of the strict kind": (
        with_entries(GOOD, {"xl/workbook.xml": "<workbook xmlns='http://purl.oclc.org/ooxml/spreadsheetml/main'/>"}),
        "file-kind-unknown",
        "XLSX (Strict Open XML)",
    ),
    "a workbook with a password": (compound({"EncryptedPackage": b"x"}), "file-encrypted", None),
    "encrypted parts": (password_protected(), "file-encrypted", None),
    "half a workbook": (cut_short(GOOD), "file-unreadable", None),
    "a workbook without sheets": (
        zipped({name: part for name, part in entries_of(GOOD).items() if "sheet1" not in name}),
        "file-unreadable",
        None,
    ),
    "broken XML": (with_entries(GOOD, {SHEET: "<worksheet><row>"}), "file-unreadable", None),
    "a quote that is never closed": (b'a,b\n"1,2\n', "file-unreadable", None),
    "another code page": ("kraj\nŁódź\n".encode("cp1250"), "file-encoding", "0xA3"),
    "macros": (with_name("xl/vbaProject.bin"), "file-unsafe", "xl/vbaProject.bin"),
    "a macro that says so": (
        with_entries(GOOD, {"[Content_Types].xml": entries_of(GOOD)["[Content_Types].xml"] + b"<!-- macroEnabled -->"}),
        "file-unsafe",
        "macroEnabled",
    ),
    "a link to another file": (
        with_name("xl/externalLinks/externalLink1.xml"),
        "file-unsafe",
        "xl/externalLinks/externalLink1.xml",
    ),
    "an embedded object": (with_name("xl/embeddings/oleObject1.bin"), "file-unsafe", "xl/embeddings/oleObject1.bin"),
    "a way out of the folder": (with_name("../../etc/cron.d/x"), "file-unsafe", "../../etc/cron.d/x"),
    "a way to the root": (with_name("/etc/passwd"), "file-unsafe", "/etc/passwd"),
    "another system's folders": (with_name("xl\\x.xml"), "file-unsafe", "xl\\x.xml"),
    "two parts of one name": (twice(), "file-unsafe", "xl/workbook.xml"),
    "two parts of nearly one name": (with_name("XL/Workbook.xml"), "file-unsafe", "XL/Workbook.xml"),
    "entities": (with_dtd("utf-8"), "file-unsafe", f"{SHEET} DTD"),
    "entities in another encoding": (with_dtd("utf-16"), "file-unsafe", f"{SHEET} DTD"),
    "a code page to hide in": (
        with_entries(GOOD, {SHEET: "<?xml version='1.0' encoding='cp037'?><x/>"}),
        "file-unsafe",
        f"{SHEET} cp037",
    ),
    "too many parts": (
        with_entries(GOOD, {f"xl/media/{at}": "" for at in range(2_000)}),
        "file-unsafe",
        f"ZIP ({2_000 + len(entries_of(GOOD))})",
    ),
    "a part that unpacks to a thousand times its size": (
        with_entries(GOOD, {SHEET: b" " * 30_000_000}),
        "file-unsafe",
        None,
    ),
    "sizes that are a lie": (lying_about_sizes(), "file-unsafe", None),
    "a cell at the far corner": (
        bare_workbook(f"{CELL}<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>"),
        "file-too-large",
        "XFD1048576",
    ),
    "a cell below the last line": (
        bare_workbook(f"{CELL}<row r='100001'><c r='A100001'><v>1</v></c></row>"),
        "file-too-large",
        "A100001",
    ),
    "one text repeated without end": (
        bare_workbook(
            "".join(f"<row r='{line}'><c r='A{line}' t='s'><v>0</v></c></row>" for line in range(1, 2_000)),
            strings=f"<si><t>{random.Random(1).randbytes(16_000).hex()}</t></si>",
        ),
        "file-too-large",
        "> 40 MB",
    ),
    "cells far apart": (
        bare_workbook(
            "".join(f"<row r='{line}'><c r='SF{line}'><v>1</v></c></row>" for line in range(1, 5_000)),
        ),
        "file-too-large",
        "4001 × 500",
    ),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_what_cannot_be_taken_in_gets_one_finding(delivered: Deliver, case: str) -> None:
    data, rule, found = UNREADABLE[case]
    delivery = delivered(data)
    (finding,) = delivery.findings
    assert finding.rule == rule
    assert found is None or finding.found == found
    assert (delivery.kind, delivery.parts, delivery.records) == (None, {}, 0)
    assert len(finding.says()) > 20


def test_a_file_beyond_the_cap_is_not_opened(delivered: Deliver, settings: Settings) -> None:
    size = settings.max_file_mb * 1024 * 1024 + 1
    assert delivered(bytes(size)).findings == (Finding("file-too-large", found="10.0 MB", expected="10 MB"),)


def test_content_decides_and_not_what_the_cells_look_like(delivered: Deliver) -> None:
    rows = table("partners", {"country": "FI", "quarter": "2026-Q3"})
    assert delivered(workbook({"partners": rows})).kind == "xlsx"
    assert delivered(text(rows)).kind == "csv"


def test_blank_cells_at_the_far_corner_do_no_harm(read: Read) -> None:
    data = bare_workbook(f"{CELL}<row r='1048576'><c r='XFD1048576' s='1'/></row>")
    (sheet,) = read(data).sheets
    assert (sheet.lines, sheet.columns) == ([1], [["1"]])


def test_all_parts_together_may_not_unpack_to_more_than_memory_is_meant_for() -> None:
    noise = random.Random(1).randbytes(1_000_000) * 12
    container = BytesIO(zipped({f"xl/{at}": noise for at in range(6)}))
    with zipfile.ZipFile(container) as archive, pytest.raises(RefusedError, match="file-too-large"):
        check_container(archive)
