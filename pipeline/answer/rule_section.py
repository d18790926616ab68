"""A rule's page as a section of a page."""

from xml.etree.ElementTree import Element

from data_contracts.rule_pages import Table, rule_page
from pipeline.answer.elements import add


def anchor_of(rule: str) -> str:
    """The id of the rule's section, by which the page links to it."""
    return f"rule-{rule}"


def add_rule(parent: Element, rule: str, language: str) -> None:
    """What the rule says, its facts, why it is asked, and the example, under a heading of the third level."""
    page = rule_page(rule, language)
    section = add(parent, "section", id=anchor_of(rule))
    add(add(section, "h3"), "code", rule)
    add(section, "p", page.says)
    facts = add(section, "dl")
    for name, text in page.facts:
        add(facts, "dt", name)
        add(facts, "dd", text)
    for heading, part in page.parts:
        if isinstance(part, Table):
            _add_table(section, heading, part)
        else:
            add(section, "h4", heading)
            add(section, "p", part)


def _add_table(section: Element, caption: str, table: Table) -> None:
    frame = add(section, "div", class_="table", role="group", aria_label=caption, tabindex="0")
    drawn = add(frame, "table", class_="example")
    add(drawn, "caption", caption)
    head, body = add(drawn, "thead"), add(drawn, "tbody")
    for at, row in enumerate((table.columns, *table.rows)):
        line = add(head if at == 0 else body, "tr")
        for column, text in enumerate(row):
            cell = add(line, "td") if at else add(line, "th", scope="col")
            if table.marked == (at, column):
                add(cell, "mark", text or "\N{NO-BREAK SPACE}")
            else:
                cell.text = text
