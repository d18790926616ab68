"""What a cell offers and says while it is filled: drop-downs, warnings that can be passed over, and marks."""

from xlsxwriter.worksheet import Worksheet

from data_contracts.contract import Column
from pipeline.template.lists import BESIDE, INSTEAD
from pipeline.template.styles import Styles
from pipeline.template.words import say

Cells = tuple[int, int, int, int]


def choose(sheet: Worksheet, cells: Cells, name: str, language: str) -> None:
    """A drop-down of the list `name`."""
    _advise(sheet, cells, {"validate": "list", "source": f"={name}"}, "warn-list", language)


def allow_status(sheet: Worksheet, cells: Cells, language: str) -> None:
    """A drop-down of the statuses that go beside a value."""
    choose(sheet, cells, BESIDE, language)


def warn(sheet: Worksheet, cells: Cells, column: Column, cell: str, language: str) -> None:
    """A word to whoever types neither what `column` holds nor a status; `cell` is the first of `cells`."""
    wanted = [f"ISNUMBER({cell})"]
    if column.minimum is not None:
        wanted.append(f"{cell}>={column.minimum:g}")
    if column.maximum is not None:
        wanted.append(f"{cell}<={column.maximum:g}")
    if column.kind == "integer":
        wanted.append(f"MOD({cell},1)=0")
    key = {"integer": "warn-whole", "date": "warn-date"}.get(column.kind, "warn-number")
    # The status comes first: where the cell holds a text, the rest is an error, and an error would count as wrong.
    formula = f"=IF(COUNTIF({INSTEAD},{cell})>0,TRUE,IF(ISNUMBER({cell}),AND({','.join(wanted)}),FALSE))"
    _advise(sheet, cells, {"validate": "custom", "value": formula}, key, language)


def mark(
    sheet: Worksheet,
    cells: Cells,
    letter: str,
    *,
    first_key: str,
    last_key: str,
    before: str | None,
    styles: Styles,
) -> None:
    """A colour where a figure has changed a lot against the column `before`, another where one is still owed."""
    cell = f"${letter}2"
    if before:
        was = f"${before}2"
        much = f"OR({cell}>2*{was},{cell}<{was}/2),ABS({cell}-{was})>=5"
        formula = f"=IF(AND(ISNUMBER({cell}),ISNUMBER({was})),AND({much}),FALSE)"
        sheet.conditional_format(*cells, {"type": "formula", "criteria": formula, "format": styles.changed})
    formula = f'=AND({cell}="",COUNTA(${first_key}2:${last_key}2)>0,UPPER(${first_key}2)<>"NIL")'
    sheet.conditional_format(*cells, {"type": "formula", "criteria": formula, "format": styles.owed})


def _advise(sheet: Worksheet, cells: Cells, rule: dict[str, object], key: str, language: str) -> None:
    words = {"error_title": say("warn-title", language), "error_message": say(key, language)}
    sheet.data_validation(*cells, {**rule, **words, "error_type": "warning"})
