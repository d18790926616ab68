"""What a file holds before anyone asks what it means: sheets of text, each cell at its line and column."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from data_contracts.findings import Finding
from pipeline.receive.addresses import letter_of

Texts = Sequence[str | None]


@dataclass(frozen=True)
class Sheet:
    """`columns[c][i]` stands in line `lines[i]` and in the column with the letter of `c`; None where blank.

    Lines that are blank throughout are left out. `name` is None in a text file, which has one sheet.
    """

    name: str | None
    lines: Sequence[int]
    columns: Sequence[Texts]

    @property
    def height(self) -> int:
        return len(self.lines)

    def row(self, at: int) -> list[str | None]:
        return [column[at] for column in self.columns]

    def address(self, row: int, column: int) -> str:
        """Where a cell stands in the file, both counted from 0 here."""
        return "!".join(filter(None, (self.name, f"{letter_of(column)}{self.lines[row]}")))


@dataclass(frozen=True)
class FileRead:
    """One submission's file as far as it could be read: sheets, or the findings that say why there are none.

    `form`: how a text file is written: its encoding, delimiter and line ends.
    `unmarked`: what to say if the code page of a text file cannot be told; its cells are not decoded yet.
    """

    submission: str
    kind: str | None = None
    sheets: tuple[Sheet, ...] = ()
    findings: tuple[Finding, ...] = ()
    form: Mapping[str, str] = field(default_factory=dict)
    unmarked: Finding | None = None
