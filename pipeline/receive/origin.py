"""Where a file is from: the one country and the one quarter that its cover and its rows agree on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from data_contracts.codes import fold, load_spellings
from data_contracts.findings import Finding
from data_contracts.quarters import parse_quarter


@dataclass(frozen=True)
class Statement:
    """A text that names a country or a quarter, and the first cell in which it does; a sheet's name is no cell."""

    text: str
    sheet: str | None
    line: int | None
    letter: str | None
    collection: str | None = None

    @property
    def address(self) -> str:
        return "!".join(filter(None, (self.sheet, f"{self.letter or ''}{self.line or ''}")))


@dataclass(frozen=True)
class Origin:
    """`value`: what all statements agree on, if they do; `meanings`: what each text means, None where nothing."""

    value: str | None
    meanings: Mapping[str | None, str | None]
    findings: tuple[Finding, ...]


def find_country(statements: Sequence[Statement]) -> Origin:
    known = load_spellings("country")
    return _agree("country", statements, lambda text: known.get(fold(text)), unknown="country-unknown", example="FI")


def find_quarter(statements: Sequence[Statement]) -> Origin:
    return _agree("quarter", statements, parse_quarter, unknown="quarter-unreadable", example="2026-Q3")


def _agree(
    column: str, statements: Sequence[Statement], meaning: Callable[[str], str | None], *, unknown: str, example: str
) -> Origin:
    meanings: dict[str | None, str | None] = {}
    values: dict[str, Statement] = {}
    findings = []
    for stated in statements:
        if stated.text in meanings:
            continue
        value = meanings[stated.text] = meaning(stated.text)
        if value is None:
            findings.append(_finding(unknown, column, stated, found=stated.text, expected=example))
        else:
            values.setdefault(value, stated)
    if not statements:
        findings.append(Finding(f"{column}-missing", column=column, expected=example))
    first, *others = values or [None]
    for other in others:
        assert other
        findings.append(_finding(f"{column}-mixed", column, values[other], found=other, expected=first))
    return Origin(None if others else first, meanings, tuple(findings))


def _finding(rule: str, column: str, stated: Statement, *, found: str, expected: str | None) -> Finding:
    return Finding(rule, stated.collection, stated.sheet, stated.line, stated.letter, column, found, expected)
