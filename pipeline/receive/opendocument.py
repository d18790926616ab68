"""An OpenDocument spreadsheet -> its sheets: the container and its manifest checked first, then row by row."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from pipeline.receive.grid import Budget, Grid
from pipeline.receive.opendocument_cell import OFFICE, TABLE, cell_text, names
from pipeline.receive.refusal import RefusedError
from pipeline.receive.safe_zip import check_container
from pipeline.receive.small_xml import elements

_TABLE, _ROW, _CELL, _COVERED = names(TABLE, "table", "table-row", "table-cell", "covered-table-cell")
_NAME, _LINES, _COLUMNS = names(TABLE, "name", "number-rows-repeated", "number-columns-repeated")
_DRAWING, _SCRIPT, _MANIFEST = (
    f"urn:oasis:names:tc:opendocument:xmlns:{each}:1.0" for each in ("drawing", "script", "manifest")
)
_ENCRYPTED, _MEDIA_TYPE, _FULL_PATH = names(_MANIFEST, "encryption-data", "media-type", "full-path")

# What runs, or fetches from elsewhere: programs, other files, databases, objects of other programs.
_FORBIDDEN = {
    *names(OFFICE, "script", "dde-source"),
    *names(_SCRIPT, "event-listener"),
    *names(TABLE, "table-source", "cell-range-source", "source-service"),
    *names(TABLE, "database-source-sql", "database-source-query", "database-source-table"),
    *names(_DRAWING, "object-ole", "plugin", "applet", "floating-frame"),
}
_DRAWN = [f"application/vnd.oasis.opendocument.{each}" for each in ("chart", "formula")]


def read_opendocument(path: Path) -> list[dict[str, Any]]:
    """Every sheet in the workbook's order, hidden ones included; raises on the first thing that is wrong."""
    with ZipFile(path) as archive:
        check_container(archive)
        _check_manifest(archive.read("META-INF/manifest.xml"), archive.namelist())
        sheets = list(_sheets(archive.read("content.xml")))
    if len({sheet["name"] for sheet in sheets}) < max(len(sheets), 1):
        raise ValueError("no sheet, or two of one name")
    return sheets


def _check_manifest(content: bytes, parts: list[str]) -> None:
    """Of what is in the container nothing is encrypted, and no document but charts and formulas is embedded."""
    drawn = set()
    for _, element in elements(content, "end"):
        if element.tag == _ENCRYPTED:
            raise RefusedError("file-encrypted")
        if element.get(_MEDIA_TYPE) in _DRAWN:
            drawn.add(element.get(_FULL_PATH))
    for part in parts:
        folder, slash, _ = part.partition("/")
        if folder.startswith("Object ") and f"{folder}{slash}" not in drawn:
            raise RefusedError("file-unsafe", found=part)


def _sheets(content: bytes) -> Iterator[dict[str, Any]]:
    budget, line = Budget(), 0
    grid: Grid | None = None
    for event, element in elements(content, "start", "end"):
        tag = element.tag
        if event == "start":
            if tag in _FORBIDDEN:
                raise RefusedError("file-unsafe", sheet=grid.name if grid else None, found=tag.rpartition("}")[2])
            if tag == _TABLE:
                if grid:
                    raise ValueError("a table within a table")
                grid, line = Grid(element.attrib[_NAME], budget), 0
        elif tag == _ROW and grid:
            line = _add_row(grid, element, after=line)
            element.clear()
        elif tag == _TABLE and grid:
            yield grid.done()
            grid = None


def _add_row(grid: Grid, row: Element, *, after: int) -> int:
    """Adds the row as often as it says that it is repeated, unless it is blank; the number of its last line."""
    last = after + _times(row, _LINES)
    if cells := _cells(row, grid, line=after + 1):
        for line in range(after + 1, last + 1):  # the grid ends this long before a sender could
            grid.add(line, cells)
    return last


def _cells(row: Element, grid: Grid, *, line: int) -> list[str | None]:
    """The row's cells from column A to the last that is not blank; one beneath a merged cell is a cell too."""
    cells: list[str | None] = []
    column = 0
    for cell in row:
        if cell.tag not in (_CELL, _COVERED):
            continue
        times = _times(cell, _COLUMNS)
        text = cell_text(cell, sheet=grid.name, line=line, column=column)
        if text and not text.isspace():
            grid.check_place(line, column + times)  # before anything of that width is made
            cells += [None] * (column - len(cells))
            cells += [text] * times
        column += times
    return cells


def _times(element: Element, attribute: str) -> int:
    raw = element.get(attribute)
    if raw is None:
        return 1
    if not (raw.isascii() and raw.isdigit() and int(raw)):
        raise ValueError(f"not a number of repetitions: {raw!r}")
    return int(raw)
