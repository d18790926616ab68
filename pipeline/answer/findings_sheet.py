"""The sheet of findings in a marked workbook: a row each with links to its cell and its rule, then the rules' pages."""

from typing import Any

from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.hyperlink import Hyperlink

from pipeline.answer.marks import FILLS, Line, Task, say

MOST_LINKS = 30_000  # of each kind: a sheet has at most 65 530
_WIDTHS = (22, 22, 60, 24, 34, 60, 34)
_FIRST = 4  # the line of the first finding
_TOP = Alignment(wrap_text=True, vertical="top")
_BOLD, _LINK = Font(bold=True), Font(color="0B57D0", underline="single")


def list_findings(book: Any, task: Task) -> None:
    """The first sheet of `book`, and the one that it opens with."""
    for other in book.worksheets:  # two selected sheets would both take what is typed into one
        other.sheet_view.tabSelected = False
    sheet = book.create_sheet(task["findings"], 0)
    book.active = 0
    say(sheet.cell(1, 1), task["title"]).font = Font(bold=True, size=13)
    for at, (text, width) in enumerate(zip(task["heading"], _WIDTHS, strict=True), start=1):
        say(sheet.cell(_FIRST - 1, at), text).font = _BOLD
        sheet.column_dimensions[get_column_letter(at)].width = width
    first_rule = _FIRST + len(task["marks"]) + 2
    pages = _write_rules(sheet, task, first=first_rule) if task["rules"] else {}
    for line, each in enumerate(task["marks"], start=_FIRST):
        for at, text in enumerate(each["cells"], start=1):
            say(sheet.cell(line, at), text).alignment = _TOP
        sheet.cell(line, 1).fill = PatternFill("solid", fgColor=FILLS[each["severity"]])
        if line < MOST_LINKS:
            name = each["sheet"] or task["records"]
            if name in book.sheetnames and (each["sheet"] or each["line"]):
                _link(sheet.cell(line, 2), name, f"{each['letter'] or 'A'}{each['line'] or 1}")
            _link(sheet.cell(line, len(_WIDTHS)), sheet.title, f"A{pages[each['cells'][-1]]}")
    sheet.freeze_panes = f"A{_FIRST}"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _write_rules(sheet: Any, task: Task, *, first: int) -> dict[str, int]:
    """The rules' pages from line `first` on; where each of them begins."""
    say(sheet.cell(first, 1), task["explained"]).font = Font(bold=True, size=13)
    pages = {}
    for at, line in enumerate(task["rules"], start=first + 1):
        if line["kind"] == "rule":
            pages[line["about"]] = at
        _write_line(sheet, at, line)
    return pages


def _write_line(sheet: Any, at: int, line: Line) -> None:
    about = say(sheet.cell(at, 1), line["about"])
    about.font, about.alignment = Font(bold=True, size=12 if line["kind"] == "rule" else 11), _TOP
    for column, text in enumerate(line["cells"]):
        cell = say(sheet.cell(at, 3 + column), text)
        cell.alignment = _TOP
        if line["kind"] == "head":
            cell.font = _BOLD
        if column == line["marked"]:
            cell.fill = PatternFill("solid", fgColor=FILLS["ERROR"])


def _link(cell: Any, sheet: str, address: str) -> None:
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"{quote_sheetname(sheet)}!{address}")
    cell.font = _LINK
