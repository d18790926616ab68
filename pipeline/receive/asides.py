"""A sheet without what stands in it for its reader alone."""

from dataclasses import replace

from data_contracts.asides import is_aside_header
from pipeline.receive.cells import Sheet


def without_asides(sheet: Sheet) -> Sheet:
    """The columns whose header is marked, blank; and without the lines that hold nothing besides."""
    asides = {at for at, text in enumerate(sheet.row(0)) if is_aside_header(text)} if sheet.height else set()
    if not asides:
        return sheet
    blank = [None] * sheet.height
    columns = [blank if at in asides else texts for at, texts in enumerate(sheet.columns)]
    kept = [row for row in range(sheet.height) if any(texts[row] for texts in columns)]
    return replace(
        sheet, lines=[sheet.lines[row] for row in kept], columns=[[texts[row] for row in kept] for texts in columns]
    )
