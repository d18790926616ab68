"""A workbook -> its sheets: the container checked first, then names, texts and styles, then sheet by sheet."""

import sys
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from pipeline.receive.grid import Budget
from pipeline.receive.kinds import READABLE
from pipeline.receive.refusal import RefusedError
from pipeline.receive.safe_zip import check_container


def read_workbook(path: Path) -> list[dict[str, Any]]:
    """Every worksheet in the workbook's order, hidden ones included; raises on the first thing that is wrong."""
    with ZipFile(path) as archive:
        check_container(archive)
        _refuse_strict_form(archive)
    for unneeded in ("numpy", "PIL"):  # openpyxl loads them where they are installed, which doubles the start
        sys.modules.setdefault(unneeded, None)  # type: ignore[arg-type]
    from openpyxl.reader.excel import ExcelReader  # not before a workbook comes: a CSV does without
    from openpyxl.styles.stylesheet import apply_stylesheet
    from openpyxl.xml.constants import SHARED_STRINGS

    from pipeline.receive.worksheet import Book, read_sheet, read_strings

    data = path.open("rb")  # openpyxl goes by a name's ending, which a file in the archive has not
    reader = ExcelReader(data, read_only=True, data_only=True, keep_links=False)
    with data, reader.archive as archive:
        reader.read_manifest()
        reader.read_workbook()
        apply_stylesheet(archive, reader.wb)
        shared = reader.package.find(SHARED_STRINGS)
        strings = []
        if shared is not None:
            with archive.open(shared.PartName[1:]) as source:
                strings = read_strings(source)
        dates, durations = vars(reader.wb)["_date_formats"], vars(reader.wb)["_timedelta_formats"]
        book = Book(strings, frozenset(dates), frozenset(durations), reader.wb.epoch)
        budget = Budget()
        sheets = []
        for sheet, relation in reader.parser.find_sheets():
            if "worksheet" in relation.Type:
                with archive.open(relation.target) as source:
                    sheets.append(read_sheet(source, name=sheet.name, book=book, budget=budget))
        if not sheets or len(reader.parser.sheets) != len(list(reader.parser.find_sheets())):
            raise ValueError("a sheet that the workbook names is not there")
    return sheets


def _refuse_strict_form(archive: ZipFile) -> None:
    """Excel can save in a second form with other names for everything, which hardly anything reads."""
    if "xl/workbook.xml" in archive.namelist() and b"purl.oclc.org/ooxml/" in archive.read("xl/workbook.xml"):
        raise RefusedError("file-kind-unknown", found="XLSX (Strict Open XML)", expected=READABLE)
