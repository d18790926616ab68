"""A rule's page as plain text, for the command line."""

from collections.abc import Iterator
from itertools import groupby
from textwrap import fill

from data_contracts.answer_words import answer_word
from data_contracts.rule_pages import Table, general, rule_page
from data_contracts.rules import load_rules

_WIDTH = 100
_INDENT = "  "


def rule_list(language: str) -> Iterator[str]:
    """Every rule with its sentence, a line each, below what the rules look at."""
    rules = sorted(load_rules().values(), key=lambda each: each.level)
    widest = max(len(each.id) for each in rules)
    for level, mine in groupby(rules, key=lambda each: each.level):
        yield _capital(answer_word(f"level-{level}", language))
        for each in mine:
            yield f"{_INDENT}{each.id:<{widest}}  {general(each.id, 'says', language)}"


def rule_text(rule: str, language: str) -> Iterator[str]:
    """The page of `rule`, line by line; the cell that the finding is on stands between brackets."""
    page = rule_page(rule, language)
    yield page.rule.id
    yield _paragraph(page.says)
    widest = max(len(name) for name, _ in page.facts)
    for name, text in page.facts:
        yield f"{_INDENT}{name:<{widest}}  {text}"
    for heading, part in page.parts:
        yield ""
        yield heading
        yield from _table(part) if isinstance(part, Table) else [_paragraph(part)]


def _table(table: Table) -> Iterator[str]:
    lines = [list(row) for row in (table.columns, *table.rows)]
    if table.marked:
        row, column = table.marked
        lines[row][column] = f"[{lines[row][column] or ' '}]"
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = (f"{cell:<{width}}" for cell, width in zip(line, widths, strict=True))
        yield f"{_INDENT}{_INDENT.join(cells)}".rstrip()


def _paragraph(text: str) -> str:
    return fill(text, _WIDTH, initial_indent=_INDENT, subsequent_indent=_INDENT, break_long_words=False)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
