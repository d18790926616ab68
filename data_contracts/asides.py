"""What a workbook may hold for its reader alone: sheets and columns from which nothing is taken."""

from data_contracts.codes import fold, load_spellings

MARK = "«"
"""A header that begins with it stands over something to look at, such as an earlier quarter's figures."""

SHEETS = ("guide", "lists", "findings")
"""Sheets for people, for drop-downs, and of what was found in the file before, under their names in any language."""


def is_aside_header(text: str | None) -> bool:
    return (text or "").lstrip().startswith(MARK)


def is_aside_sheet(name: str) -> bool:
    return load_spellings("envelope").get(fold(name)) in SHEETS
