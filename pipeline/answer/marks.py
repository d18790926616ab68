"""What the marking process is asked, and how it writes: in colours, and in text that is never a formula."""

from typing import Any, TypedDict

FILLS = {"BLOCKER": "F8B4AB", "ERROR": "F8B4AB", "WARNING": "FBE08F", "INFO": "CFE2F7"}
"""The hardest finding of a cell colours it; the order is from the hardest down."""


class Line(TypedDict):
    """A line of a rule's page: what it is about, and its cells. kind: rule (its id), text, head, cells.

    marked: which of the cells the finding is on.
    """

    kind: str
    about: str
    cells: list[str]
    marked: int | None


class Task(TypedDict):
    """`marks`: a dict a finding, with `sheet`, `line`, `letter`, `severity`, `comment`, and `cells`, its row of texts.

    `records`: the name of the sheet for a file without sheets. `findings`: the name of the sheet of findings;
    `ours`: its names in every language, folded to lower case. `code_page`: of a text file that is in one. `rules`: the
    lines of each rule's page, below `explained`, their heading.
    """

    path: str
    code_page: str
    records: str
    findings: str
    ours: list[str]
    title: str
    heading: list[str]
    marks: list[dict[str, Any]]
    explained: str
    rules: list[Line]


def say(cell: Any, text: str) -> Any:
    """Writes `text` as text, whatever it looks like."""
    cell.value = plain(text)
    cell.data_type = "s"
    return cell


def plain(text: str) -> str:
    """`text` without what a workbook cannot hold."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    return ILLEGAL_CHARACTERS_RE.sub("", text)[:32_000]
