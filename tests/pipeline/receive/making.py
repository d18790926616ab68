"""Files made for tests: right ones by the ordinary writer, wrong ones by hand."""

import csv
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO, StringIO
from typing import Any

import xlsxwriter

from tests.rows import RIGHT

Rows = Sequence[Sequence[Any]]

COVER: Rows = (("field", "value"), ("country", "FI"), ("quarter", "2026-Q3"), ("agency", "NBI"))
WHOSE = {"country": "FI", "quarter": "2026-Q3"}
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def table(collection: str, *changes: Mapping[str, Any], only: Sequence[str] | None = None) -> Rows:
    """A header of column ids and a right row for each change (one when there is none)."""
    columns = only or list(dict.fromkeys([*RIGHT[collection], *(name for change in changes for name in change)]))
    rows = [{**RIGHT[collection], **change} for change in changes or ({},)]
    return [columns, *([row.get(name) for name in columns] for row in rows)]


def workbook(sheets: Mapping[str, Rows], *, options: Mapping[str, Any] | None = None) -> bytes:
    """Cells by their Python type; a text that begins with = is a formula."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, **(options or {})}) as book:
        book.set_properties({"created": datetime(2026, 10, 1)})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for line, row in enumerate(rows):
                sheet.write_row(line, 0, row)
    return buffer.getvalue()


def text(rows: Rows, *, delimiter: str = ",", newline: str = "\r\n") -> bytes:
    buffer = StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter, lineterminator=newline).writerows(rows)
    return buffer.getvalue().encode()


def zipped(entries: Mapping[str, str | bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in entries.items():
            entry = zipfile.ZipInfo(name)  # which is dated 1980: the same bytes whenever it is made
            entry.compress_type = method
            archive.writestr(entry, content)
    return buffer.getvalue()


def entries_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_entries(data: bytes, more: Mapping[str, str | bytes]) -> bytes:
    """The workbook with further or other entries."""
    return zipped({**entries_of(data), **more})


def bare_workbook(cells: str, *, strings: str = "", name: str = "training", styles: str = "") -> bytes:
    """The least that is a workbook, with `cells` as the inside of <sheetData> and `strings` as that of <sst>."""
    relation = f'<Relationship Id="{{}}" Type="{OFFICE}/{{}}" Target="{{}}"/>'
    part = f'<Override PartName="/xl/{{}}.xml" ContentType="{TYPES}.{{}}+xml"/>'
    parts = {"workbook": "sheet.main", "sheet1": "worksheet", "sharedStrings": "sharedStrings", "styles": "styles"}
    overrides = "".join(part.format(*each) for each in parts.items())
    links = "".join(
        relation.format(f"rId{at}", kind, f"{target}.xml")
        for at, (kind, target) in enumerate(
            (("worksheet", "sheet1"), ("sharedStrings", "sharedStrings"), ("styles", "styles")), start=1
        )
    )
    return zipped(
        {
            "[Content_Types].xml": "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'>"
            f"<Default Extension='rels' ContentType='application/vnd.openxmlformats-package.relationships+xml'/>"
            f"{overrides}</Types>",
            "xl/workbook.xml": f"<workbook xmlns='{MAIN}' xmlns:r='{OFFICE}'><sheets>"
            f"<sheet name='{name}' sheetId='1' r:id='rId1'/></sheets></workbook>",
            "xl/_rels/workbook.xml.rels": f"<Relationships xmlns='{RELATIONS}'>{links}</Relationships>",
            "xl/sheet1.xml": f"<worksheet xmlns='{MAIN}'><sheetData>{cells}</sheetData></worksheet>",
            "xl/sharedStrings.xml": f"<sst xmlns='{MAIN}'>{strings}</sst>",
            "xl/styles.xml": f"<styleSheet xmlns='{MAIN}'>{styles}</styleSheet>",
        }
    )
