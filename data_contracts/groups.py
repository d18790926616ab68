"""Findings of one kind told together: the same rule on the same column, however often it is broken."""

from collections.abc import Iterable
from dataclasses import dataclass

from data_contracts.answer_words import answer_word
from data_contracts.findings import Finding
from data_contracts.labels import collection_label
from data_contracts.rules import SEVERITIES, load_messages

MOST_NAMED = 3  # addresses of a group that are written out


@dataclass(frozen=True)
class Group:
    """One or more findings, in the order of the file; the first speaks for all."""

    findings: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        return self.findings[0]

    @property
    def count(self) -> int:
        return len(self.findings)

    def place(self, language: str = "en") -> str:
        """Where it stands: the first few places, how many more there are, and how many findings are told together."""
        places = list(dict.fromkeys(each.address for each in self.findings if each.address))
        if not places:
            whose = {each.collection for each in self.findings}
            return self.first.place(language) if len(whose) == 1 else answer_word("whole-file", language)
        named, more = ", ".join(places[:MOST_NAMED]), len(places) - MOST_NAMED
        told = answer_word("more-places", language, named=named, count=more) if more > 0 else named
        return f"{told} ({answer_word('findings', language, count=self.count)})" if self.count > 1 else told

    def says(self, language: str = "en") -> str:
        """What is wrong: in one sentence on all where the rule has one, else what the first says."""
        together = load_messages(language)[self.first.rule].get("together")
        if together is None or self.count == 1:
            return self.first.says(language)
        collections = dict.fromkeys(each.collection for each in self.findings if each.collection)
        return together.format(collections=", ".join(collection_label(each, language) for each in collections))

    def expects(self, language: str = "en") -> str:
        """What the rule wants, where it wants the same of all."""
        wanted = {each.expects(language) for each in self.findings}
        return wanted.pop() if len(wanted) == 1 else ""

    def found(self) -> str:
        """What stands there, the first few different ones."""
        texts = list(dict.fromkeys(each.found for each in self.findings if each.found))
        return ", ".join(texts[:MOST_NAMED]) + (", …" if len(texts) > MOST_NAMED else "")


def group_findings(findings: Iterable[Finding]) -> list[Group]:
    """The hardest first, then by sheet and line; a finding that is explained or eased is not one that blocks."""
    groups: dict[tuple[str | bool | None, ...], list[Finding]] = {}
    for each in sorted(findings, key=_hardest_first):
        whose = None if "together" in load_messages("en")[each.rule] else each.collection
        groups.setdefault((each.rule, whose, each.column, each.explained, each.eased, _why(each)), []).append(each)
    return [Group(tuple(mine)) for mine in groups.values()]


def _why(finding: Finding) -> str | None:
    return finding.explanation if finding.settled else None


def _hardest_first(finding: Finding) -> tuple[int, str, int]:
    return SEVERITIES.index(finding.severity), finding.sheet or "", finding.line or 0
