"""A workbook -> its sheets: the container checked first, then names, texts and styles, then sheet by sheet."""

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.xml.constants import SHARED_STRINGS

from pipeline.receive.grid import Budget
from pipeline.receive.kinds import READABLE
from pipeline.receive.refusal import RefusedError
from pipeline.receive.safe_zip import check_container
from pipeline.receive.shown import shows_percent
from pipeline.receive.worksheet import Book, read_sheet, read_strings


def read_workbook(path: Path) -> list[dict[str, Any]]:
    """Every worksheet in the workbook's order, hidden ones included; raises on the first thing that is wrong."""
    with ZipFile(path) as archive:
        check_container(archive)
        _refuse_strict_form(archive)
    with path.open("rb") as data, warnings.catch_warnings(action="ignore"):  # on what it leaves out: nothing of ours
        # Given a path, openpyxl would go by the ending of its name, which a file in the archive has not.
        reader = ExcelReader(data, read_only=True, data_only=True, keep_links=False)
        reader.read_manifest()
        reader.read_workbook()
        book, budget = _book(reader), Budget()
        parts = list(reader.parser.find_sheets())
        sheets = []
        for sheet, part in parts:
            if "worksheet" in part.Type:
                with reader.archive.open(part.target) as source:
                    sheets.append(read_sheet(source, name=sheet.name, book=book, budget=budget))
        if not sheets or len(parts) != len(reader.parser.sheets):
            raise ValueError("a sheet that the workbook names is not there")
    return sheets


def _refuse_strict_form(archive: ZipFile) -> None:
    """Excel can save in a second form with other names for everything, which hardly anything reads."""
    if "xl/workbook.xml" in archive.namelist() and b"purl.oclc.org/ooxml/" in archive.read("xl/workbook.xml"):
        raise RefusedError("file-kind-unknown", found="XLSX (Strict Open XML)", expected=READABLE)


def _percent_styles(reader: ExcelReader) -> frozenset[int]:
    custom = reader.wb._number_formats
    styles = enumerate(reader.wb._cell_styles)
    return frozenset(at for at, style in styles if shows_percent(_number_format(style.numFmtId, custom)))


def _number_format(position: int, custom: Sequence[str]) -> str:
    """The format that a style names by its position: those of the standard come first, then the workbook's own."""
    own = position - BUILTIN_FORMATS_MAX_SIZE
    return custom[own] if 0 <= own < len(custom) else BUILTIN_FORMATS.get(position, "")


def _book(reader: ExcelReader) -> Book:
    apply_stylesheet(reader.archive, reader.wb)
    strings = []
    if shared := reader.package.find(SHARED_STRINGS):
        with reader.archive.open(shared.PartName[1:]) as source:
            strings = read_strings(source)
    known = vars(reader.wb)
    return Book(
        strings=strings,
        date_styles=frozenset(known["_date_formats"]),
        duration_styles=frozenset(known["_timedelta_formats"]),
        percent_styles=_percent_styles(reader),
        epoch=reader.wb.epoch,
    )
