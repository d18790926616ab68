"""The marking process: opens a sender's file where it can do no harm, marks its cells, answers with a workbook.

`main(MEMORY_MB, SECONDS)` reads one line of JSON, a `Task`, from standard input and writes the workbook's bytes, or
nothing, to standard output. It imports the standard library, openpyxl, and what reads a file.
"""

import json
import re
import sys
import warnings
from io import BytesIO
from pathlib import Path
from typing import Any

from pipeline.answer.marks import FILLS, Task, plain, say
from pipeline.receive.csv_text import bytes_of
from pipeline.receive.kinds import XLSX
from pipeline.receive.limits import allow_seconds, limit_process
from pipeline.receive.reader import read_file

AUTHOR = "COP Observatory"
MOST_WRITTEN_MB = 64
MOST_COMMENTS = 5_000  # each is a drawing: more would make the file slow to open; fills and the list have no end

_LINE = f"— {AUTHOR} —"  # what stands above our words in a comment that is the sender's too
_NO_TITLE = re.compile(r"[\\*?:/\[\]\x00-\x1f]")


def main(memory_mb: str, seconds: str) -> None:
    for unneeded in ("numpy", "PIL"):  # as in the reading process
        sys.modules[unneeded] = None  # type: ignore[assignment]
    answers, sys.stdout = sys.stdout.buffer, sys.stderr
    limit_process(memory_mb=int(memory_mb), writes_mb=MOST_WRITTEN_MB)
    allow_seconds(int(seconds))
    answers.write(mark(json.loads(sys.stdin.buffer.readline())))


def mark(task: Task) -> bytes:
    """The marked workbook; nothing for a file that the reader refuses."""
    read = read_file(Path(task["path"]))
    if "refused" in read:
        return b""
    from pipeline.answer.findings_sheet import list_findings  # and with it openpyxl: not before all is limited

    with warnings.catch_warnings(action="ignore"):  # on what openpyxl leaves out
        book = _own(task["path"]) if read["kind"] == XLSX else _made_of(read, task)
        _remove_former(book, ours=task["ours"])
        _mark_cells(book, task)
        list_findings(book, task)
        out = BytesIO()
        book.save(out)
    return out.getvalue()


def _own(path: str) -> Any:
    from openpyxl import load_workbook

    book = load_workbook(BytesIO(Path(path).read_bytes()), keep_links=False, rich_text=True)
    book.calculation.fullCalcOnLoad = True  # results of formulas are not kept, so they are calculated when it is opened
    return book


def _made_of(read: dict[str, Any], task: Task) -> Any:
    """A new workbook with every cell at its own address: what was a line of a text file is that line here.

    Names that other programs give to sheets may not be possible here; the marks are for the sheet as it is named then.
    """
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for each in read["sheets"]:
        name = each["name"] or task["records"]
        sheet = book.create_sheet(_NO_TITLE.sub("_", name).strip("'")[:31])
        for mark in task["marks"]:
            mark["sheet"] = sheet.title if mark["sheet"] == name else mark["sheet"]
        for at, texts in enumerate(each["columns"], start=1):
            for line, text in zip(each["lines"], texts, strict=True):
                if text is not None:
                    _write(sheet.cell(line, at), _decoded(text, task["code_page"]) if read.get("unmarked") else text)
    return book


def _decoded(text: str, code_page: str) -> str:
    """A cell that was read without its code page, in the one that it was then found to be in."""
    return bytes_of(text).decode(code_page)


def _write(cell: Any, text: str) -> None:
    """A number where a cell would say the same; else the text, which no program takes for a formula."""
    from pipeline.receive.shown import number_text

    if text.isascii() and len(text) <= 15 and text[-1:].isdigit() and number_text(text) == text and _is_number(text):
        cell.value = float(text) if "." in text else int(text)
        return
    say(cell, text).quotePrefix = True


def _is_number(text: str) -> bool:
    return text.removeprefix("-").replace(".", "", 1).isdigit()


def _remove_former(book: Any, *, ours: list[str]) -> None:
    """Takes away what an earlier marking has left: its sheet, its comments and the colours beneath these."""
    from openpyxl.styles import PatternFill

    for sheet in book.worksheets:
        if sheet.title.strip().lower() in ours:
            book.remove(sheet)
            continue
        for row in sheet.iter_rows() if sheet.legacy_drawing or _has_comments(sheet) else ():
            for cell in row:
                if cell.comment and _LINE in cell.comment.text:
                    theirs = cell.comment.text.partition(_LINE)[0].rstrip()
                    cell.comment = _comment(theirs) if theirs else None
                    cell.fill = PatternFill()


def _has_comments(sheet: Any) -> bool:
    return any(cell.comment for cell in vars(sheet)["_cells"].values())


def _mark_cells(book: Any, task: Task) -> None:
    from openpyxl.styles import PatternFill

    fills = {severity: PatternFill("solid", fgColor=colour) for severity, colour in FILLS.items()}
    by_cell: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for each in task["marks"]:
        sheet = each["sheet"] or task["records"]
        if each["line"] and sheet in book.sheetnames and hasattr(book[sheet], "merged_cells"):
            by_cell.setdefault((sheet, _anchor(book[sheet], each)), []).append(each)
    for count, ((sheet, address), marks) in enumerate(by_cell.items()):
        cell = book[sheet][address]
        cell.fill = fills[min((each["severity"] for each in marks), key=list(FILLS).index)]
        if count < MOST_COMMENTS:
            theirs = f"{cell.comment.text.rstrip()}\n" if cell.comment else ""
            cell.comment = _comment("\n".join([f"{theirs}{_LINE}", *(each["comment"] for each in marks)]))


def _anchor(sheet: Any, mark: dict[str, Any]) -> str:
    """The cell that is marked: the line's first where the finding names none, and the first of merged ones."""
    address = f"{mark['letter'] or 'A'}{mark['line']}"
    for merged in sheet.merged_cells.ranges:
        if address in merged:
            return str(merged.coord).partition(":")[0]
    return address


def _comment(text: str) -> Any:
    from openpyxl.comments import Comment

    return Comment(plain(text), AUTHOR, width=360, height=min(400, 60 + 18 * (len(text) // 45)))
