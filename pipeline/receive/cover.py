"""The cover sheet: who sends the file, for which quarter, as pairs of a field and its value."""

from dataclasses import dataclass, field

from data_contracts.codes import fold, load_spellings
from data_contracts.findings import Finding
from pipeline.receive.addresses import letter_of
from pipeline.receive.cells import Sheet
from pipeline.receive.origin import Statement

FIELDS = ("country", "quarter", "agency", "contracts", "comment")
REMARK = "comment"  # for people; nothing is read from it


@dataclass
class Cover:
    """What the cover says, field by field; nothing where there is no cover."""

    statements: dict[str, Statement] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @property
    def agency(self) -> str | None:
        stated = self.statements.get("agency")
        return stated.text.strip() if stated else None


def read_cover(sheet: Sheet | None) -> Cover:
    """A field without a value says nothing; a line `field`, `value` may stand above the pairs."""
    cover = Cover()
    for at in range(sheet.height if sheet else 0):
        assert sheet is not None
        _read_pair(sheet, at, cover)
    return cover


def _read_pair(sheet: Sheet, at: int, cover: Cover) -> None:
    line = sheet.lines[at]
    name, value, *more = [*sheet.row(at), None][: max(2, len(sheet.columns))]
    for column, text in enumerate(more, start=2):
        if text:
            letter = letter_of(column)
            cover.findings.append(Finding("cell-outside-table", None, sheet.name, line, letter, found=text))
    meant = load_spellings("envelope").get(fold(name or ""))
    if meant == REMARK or (meant == "field" and at == 0):
        return
    if meant not in FIELDS:
        found, expected = name or value, ", ".join(FIELDS)
        if found:
            cover.findings.append(Finding("column-unknown", None, sheet.name, line, "A", None, found, expected))
    elif meant in cover.statements:
        cover.findings.append(Finding("column-twice", None, sheet.name, line, "A", meant, name))
    elif value:
        cover.statements[meant] = Statement(value, sheet.name, line, "B")
