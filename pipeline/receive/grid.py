"""The rows of one sheet, gathered while they are read: text by line and column, within limits."""

from itertools import zip_longest
from typing import Any

from data_contracts.characters import FORBIDDEN, shown
from pipeline.receive.addresses import letter_of
from pipeline.receive.refusal import RefusedError

MOST_LINES, MOST_COLUMNS = 100_000, 500
MOST_SHEETS = 500
MOST_CELLS = 2_000_000  # of a whole file, blank ones between others included
MOST_TEXT = 40_000_000  # characters of a whole file: a workbook may repeat one long text without end
MOST_MARKS = 3_000_000  # signs < and = of what a parser of XML is given of a whole file


class Budget:
    """What is left of the limits that hold for a whole file."""

    def __init__(self) -> None:
        self.sheets, self.cells, self.text, self.marks = MOST_SHEETS, MOST_CELLS, MOST_TEXT, MOST_MARKS


class Grid:
    """Lines that hold anything, each as a list of cells from column A on; a blank cell is None."""

    def __init__(self, name: str | None, budget: Budget) -> None:
        if name and name != shown(name):  # it is told with every finding
            raise RefusedError("file-unsafe", found=name)
        if budget.sheets == 0:
            raise RefusedError("too-many-sheets", expected=str(MOST_SHEETS))
        self.name = name
        self._budget = budget
        self._lines: list[int] = []
        self._rows: list[list[str | None]] = []
        self._width = self._text = 0

    def add(self, line: int, cells: list[str | None]) -> None:
        """One line; its last cell is not blank."""
        self.check_place(line, len(cells))
        self._lines.append(line)
        self._rows.append(cells)
        self._width = max(self._width, len(cells))
        text = "".join([cell for cell in cells if cell])
        if bad := FORBIDDEN.search(text):
            letter = letter_of(next(at for at, cell in enumerate(cells) if bad[0] in (cell or "")))
            raise RefusedError("file-encoding", sheet=self.name, line=line, letter=letter, found=code_point(bad[0]))
        self._text += len(text)
        if self._text > self._budget.text:
            found, expected = f"> {MOST_TEXT // 10**6} MB", f"{MOST_TEXT // 10**6} MB"
            raise RefusedError("file-too-large", sheet=self.name, found=found, expected=expected)
        if self._width * len(self._rows) > self._budget.cells:
            found = f"{len(self._rows)} × {self._width}"
            raise RefusedError("file-too-large", sheet=self.name, found=found, expected=f"{MOST_CELLS}")

    def check_place(self, line: int, width: int) -> None:
        """Raises RefusedError where a line that is so wide lies outside the lines and columns that are allowed."""
        if line > MOST_LINES or width > MOST_COLUMNS:
            letter = letter_of(width - 1)
            found, expected = f"{letter}{line}", f"{letter_of(MOST_COLUMNS - 1)}{MOST_LINES}"
            raise RefusedError(
                "file-too-large", sheet=self.name, line=line, letter=letter, found=found, expected=expected
            )

    def done(self) -> dict[str, Any]:
        """The sheet by columns, all of one length: `columns[c][i]` stands in line `lines[i]`."""
        self._budget.cells -= self._width * len(self._rows)
        self._budget.text -= self._text
        self._budget.sheets -= 1
        return {"name": self.name, "lines": self._lines, "columns": list(zip_longest(*self._rows))}


def filled(cells: list[str]) -> list[str | None]:
    """`cells` with None where nothing but white space stands, and none of those at the end."""
    found = [cell if cell and not cell.isspace() else None for cell in cells]
    while found and found[-1] is None:
        found.pop()
    return found


def code_point(character: str) -> str:
    return f"U+{ord(character):04X}"
