"""A rule's page: what it says, why it is asked, how to put it right, and an example of it, in the reader's language."""

from collections.abc import Iterator
from dataclasses import dataclass

from data_contracts.answer_words import answer_word
from data_contracts.contract import load_contracts
from data_contracts.labels import collection_label, column_label
from data_contracts.rules import RuleCard, load_messages, load_rules
from data_contracts.worked_example import Cells, WorkedExample, load_examples, load_reasons


@dataclass(frozen=True)
class Table:
    """marked: row (0 is the header) and column of the cell that the finding is on."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    marked: tuple[int, int] | None = None


@dataclass(frozen=True)
class RulePage:
    """facts: a name and what it is. parts: a heading with a text or a table below it, in the order of the page."""

    rule: RuleCard
    says: str
    facts: tuple[tuple[str, str], ...]
    parts: tuple[tuple[str, str | Table], ...]


class _Known(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "…"


def rule_page(rule: str, language: str) -> RulePage:
    """The page of `rule`; KeyError for one that there is not."""
    card = load_rules()[rule]
    return RulePage(
        card, general(rule, "says", language), tuple(_facts(card, language)), tuple(_parts(card.id, language))
    )


def general(rule: str, part: str, language: str) -> str:
    """A rule's sentence as it stands for every file: what only a finding could fill in is an ellipsis."""
    known = _Known()
    for collection, column in _columns(rule):
        known["column"] = column_label(collection, column, language)
    return load_messages(language)[rule][part].format_map(known).replace("….", "…")


def _facts(card: RuleCard, language: str) -> Iterator[tuple[str, str]]:
    yield answer_word("rule-severity", language), answer_word(f"severity-{card.severity}", language)
    yield answer_word("rule-level", language), answer_word(f"level-{card.level}", language)
    named = [
        f"{collection_label(collection, language)} › {column_label(collection, column, language)}"
        for collection, column in _columns(card.id)
    ]
    if named or card.level == 1:
        where = ", ".join(named) or answer_word("every-collection", language)
        yield answer_word("rule-where", language), where


def _columns(rule: str) -> list[tuple[str, str]]:
    """Collection and column that a contract's own rule points to; none for a rule that all collections share."""
    return [(each.collection, own.column) for each in load_contracts().values() for own in each.rules if own.id == rule]


def _parts(rule: str, language: str) -> Iterator[tuple[str, str | Table]]:
    if why := load_reasons(language).get(rule):
        yield answer_word("rule-why", language), why
    yield answer_word("rule-fix", language), general(rule, "fix", language)
    if example := load_examples().get(rule):
        yield from _example(example, language)


def _example(example: WorkedExample, language: str) -> Iterator[tuple[str, str | Table]]:
    for each in example.before:
        named = collection_label(each.collection, language)
        whose = {"collection": named, "country": each.country, "quarter": each.quarter}
        yield answer_word("rule-before", language, **whose), _table(each, language)
    if example.bad:
        yield answer_word("rule-bad", language), _table(example.bad, language, marked=example.marked)
    finding = example.finding
    yield answer_word("rule-answer", language), f"{finding.says(language)} {finding.fix(language)}"
    if example.good:
        yield answer_word("rule-good", language), _table(example.good, language)


def _table(cells: Cells, language: str, *, marked: tuple[int, int] | None = None) -> Table:
    columns = tuple(column_label(cells.collection, each, language) for each in cells.columns)
    return Table(columns, cells.rows, marked)
