"""A finding: one place in a submission that breaks one rule, as data, and the sentence that says so."""

import hashlib
from dataclasses import asdict, dataclass
from typing import Any

from data_contracts.answer_words import answer_word
from data_contracts.contract import COLLECTIONS, load_contract
from data_contracts.labels import collection_label, column_label, in_words, names_of_key
from data_contracts.rules import BLOCKER, ERROR, INFO, WARNING, load_messages, load_rules

ACCEPTED, NEEDS_EXPLANATION, RETURNED, UNREADABLE = "accepted", "needs-explanation", "returned", "unreadable"
EXPLAINED, REMEMBERED, WAIVED, OVERRIDDEN = "explained", "remembered", "waived", "overridden"
KEY_SIGN = " · "
"""What stands between the codes of a row's key."""


@dataclass(frozen=True)
class Finding:
    """`sheet`, `line` and `letter` are the sender's own address of the cell, as far as it has one.

    `found` is what stands there, `expected` what the rule wants, as the program writes it: a contract's expression,
    ids of collections, a limit. Both are confidential like the file itself.
    `key`: the codes of the row's key; `value`: the number that a WARNING is about. Both say what an explanation is
    bound to.
    `explained`: an `explanation`, in the row or given later, stands beside a WARNING, which then no longer blocks.
    `eased`: why a finding blocks no longer although nobody explained it here: an explanation of an earlier quarter is
    remembered, a coordinator waived the rule for this country, or overrode this finding.
    """

    rule: str
    collection: str | None = None
    sheet: str | None = None
    line: int | None = None
    letter: str | None = None
    column: str | None = None
    found: str | None = None
    expected: str | None = None
    explained: bool = False
    key: str | None = None
    value: float | None = None
    explanation: str | None = None
    eased: str | None = None

    @property
    def id(self) -> str:
        """What it is called when it is explained: the same finding in the same file has the same id."""
        parts = (self.rule, self.collection, self.key, self.column, None if self.key else self.address)
        return hashlib.sha256("|".join(part or "" for part in parts).encode()).hexdigest()[:8]

    @property
    def severity(self) -> str:
        return INFO if self.eased in (REMEMBERED, WAIVED) else load_rules()[self.rule].severity

    @property
    def settled(self) -> str | None:
        """Why it stands in nobody's way although it did, or would: explained here, remembered, waived, overridden."""
        return self.eased or (EXPLAINED if self.explained else None)

    @property
    def blocks(self) -> bool:
        """Whether the submission cannot be accepted while this finding stands."""
        if self.eased:
            return False
        return self.severity in (BLOCKER, ERROR) or (self.severity == WARNING and not self.explained)

    @property
    def address(self) -> str:
        """`Sheet!C12` in a workbook, `C12` in a text file (twelfth line, third column), less where less is known."""
        cell = f"{self.letter or ''}{self.line or ''}"
        return "!".join(part for part in (self.sheet, cell) if part)

    def place(self, language: str = "en") -> str:
        """Where it stands, in the reader's words: its address, else its collection, else the whole file."""
        if self.address:
            return self.address
        if self.collection in COLLECTIONS:
            return answer_word("in-collection", language, collection=collection_label(self.collection, language))
        return answer_word("whole-file", language)

    def says(self, language: str = "en") -> str:
        """What is wrong, in one sentence."""
        return self._fill("says", language)

    def fix(self, language: str = "en") -> str:
        """How to put it right, in one sentence; where it is explained or eased, by what, and that nothing is to do."""
        if self.settled:
            return answer_word(f"settled-{self.settled}", language, explanation=self.explanation or "")
        return self._fill("fix", language)

    def expects(self, language: str = "en") -> str:
        """What the rule wants, in words: collections and columns by their labels, anything else as it is."""
        wanted = self.expected or ""
        own = load_contract(self.collection).rules if self.collection in COLLECTIONS else ()
        if any(rule.id == self.rule for rule in own):
            return in_words(wanted, self.collection, language)
        return ", ".join(self._named(each, language) for each in wanted.split(", "))

    def as_dict(self, language: str = "en") -> dict[str, Any]:
        """The finding with its derived parts and its words, for a table or JSON."""
        return {
            **asdict(self),
            "id": self.id,
            "severity": self.severity,
            "blocks": self.blocks,
            "address": self.address,
            "place": self.place(language),
            "expects": self.expects(language),
            "says": self.says(language),
            "fix": self.fix(language),
        }

    def _fill(self, part: str, language: str) -> str:
        words = load_messages(language)[self.rule][part]
        return words.format(
            column=self._named(self.column or "", language),
            collection=self._named(self.collection or "", language),
            found=_shorten(self.found),
            expected=self.expects(language),
            sheet=self.sheet or "",
            key=self._whose(language),
        )

    def _whose(self, language: str) -> str:
        """The row, by the names of its key's codes; else the collection."""
        if self.key:
            return ", ".join(names_of_key(self.key.split(KEY_SIGN), self.collection, language))
        return self._named(self.collection or "", language)

    def _named(self, name: str, language: str) -> str:
        known = name in COLLECTIONS
        return collection_label(name, language) if known else column_label(self.collection, name, language)


def _shorten(text: str | None, *, most: int = 80) -> str:
    text = text or ""
    return text if len(text) <= most else f"{text[: most - 1]}…"
