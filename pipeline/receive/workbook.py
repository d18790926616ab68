"""A workbook -> its sheets: the container checked first, then names, texts and styles, then sheet by sheet."""

from pathlib import Path
from typing import Any
from zipfile import ZipFile

from pipeline.receive.grid import Budget
from pipeline.receive.package import open_package
from pipeline.receive.safe_zip import check_container
from pipeline.receive.worksheet import Book, read_sheet, read_strings


def read_workbook(path: Path) -> list[dict[str, Any]]:
    """Every worksheet in the workbook's order, hidden ones included; raises on the first thing that is wrong."""
    with ZipFile(path) as archive:
        check_container(archive)
        budget = Budget()
        package = open_package(archive, budget)
        strings = read_strings(archive.read(package.strings), budget) if package.strings else []
        book = Book(strings, package.styles, package.epoch)
        return [read_sheet(archive.read(part), name=name, book=book, budget=budget) for name, part in package.sheets]
