"""The answer as one page that needs nothing else: no scripts, no files from elsewhere, every text escaped."""

from xml.etree.ElementTree import Element, tostring

from data_contracts.answer_words import answer_word
from data_contracts.groups import Group, group_findings
from pipeline.answer.elements import add
from pipeline.answer.rule_section import add_rule, anchor_of
from pipeline.judgement import Answer
from pipeline.words import headline, how_hard, say, was_read

_HEADING = ("severity", "where", "what", "found", "expected", "fix", "rule")
_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; color: #1b1b1f; background: #fff; margin: 2rem auto; max-width: 80rem;
  padding: 0 1rem; overflow-wrap: anywhere }
.verdict { border-left: .4rem solid #b3261e; background: #f6f4f4; padding: .75rem 1rem }
.verdict.accepted { border-color: #146c2e } .verdict.needs-explanation { border-color: #8f6400 }
.table { overflow-x: auto }
table { border-collapse: collapse; width: 100%; overflow-wrap: break-word }
caption { text-align: left; font-weight: 600; padding: .5rem 0 }
th, td { text-align: left; vertical-align: top; padding: .5rem; border-bottom: 1px solid #767680 }
h3 { margin: 2.5rem 0 .5rem } h4 { margin: 1rem 0 0 } h4 + p { margin-top: 0 }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem } dt { font-weight: 600 } dd { margin: 0 }
.example { width: auto } mark { background: #f8b4ab; padding: 0 .3rem }
.BLOCKER, .ERROR { background: #f8b4ab } .WARNING { background: #fbe08f } .INFO { background: #cfe2f7 }
""".strip()


def answer_html(answer: Answer, name: str, *, language: str = "en") -> str:
    """A whole document: the verdict on the file `name`, what was read of it, what was found, grouped."""
    page = Element("html", lang=language)
    title = say("answer-title", language, name=name)
    _head(page, title)
    main = add(add(page, "body"), "main")
    add(main, "h1", title)
    add(main, "p", headline(answer, name, language), class_=f"verdict {answer.verdict}")
    _what_was_read(main, answer, language)
    add(main, "h2", say("answer-findings", language))
    if answer.findings:
        _findings(main, answer, language)
        _rules(main, answer, language)
    else:
        add(main, "p", say("answer-none", language))
    return f"<!DOCTYPE html>\n{tostring(page, encoding='unicode', method='html')}\n"


def _head(page: Element, title: str) -> None:
    head = add(page, "head")
    add(head, "meta", charset="utf-8")
    add(head, "meta", name="viewport", content="width=device-width, initial-scale=1")
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    add(head, "meta", http_equiv="Content-Security-Policy", content=policy)
    add(head, "title", title)
    add(head, "style", _STYLE)


def _what_was_read(main: Element, answer: Answer, language: str) -> None:
    facts = [_country(answer.country, language), answer.quarter, *was_read(answer, language)]
    known = [each for each in facts if each]
    if known:
        add(main, "h2", say("answer-read", language))
        listed = add(main, "ul")
        for each in known:
            add(listed, "li", each)
    if answer.tidied:
        add(main, "p", say("tidied", language))
        listed = add(main, "ul")
        for tidied in answer.tidied:
            add(listed, "li", tidied.says(language))


def _country(code: str | None, language: str) -> str | None:
    from babel import Locale  # slow to load, and not needed to check a file

    return str(Locale.parse(language).territories.get(code, code)) if code else None


def _findings(main: Element, answer: Answer, language: str) -> None:
    count = answer_word("findings", language, count=len(answer.findings))
    frame = add(main, "div", class_="table", role="region", aria_label=count, tabindex="0")
    table = add(frame, "table")
    add(table, "caption", count)
    head = add(add(table, "thead"), "tr")
    for each in _HEADING:
        add(head, "th", say(f"head-{each}", language), scope="col")
    body = add(table, "tbody")
    for group in group_findings(answer.findings):
        _row(add(body, "tr"), group, language)


def _rules(main: Element, answer: Answer, language: str) -> None:
    """Every rule that was broken, once, where its links in the table lead."""
    add(main, "h2", say("answer-rules", language))
    for rule in dict.fromkeys(group.first.rule for group in group_findings(answer.findings)):
        add_rule(main, rule, language)


def _row(row: Element, group: Group, language: str) -> None:
    first = group.first
    add(row, "th", how_hard(first, language), scope="row", class_=first.severity)
    where, what, fix = group.place(language), group.says(language), first.fix(language)
    for text in (where, what, group.found(), group.expects(language), fix):
        add(row, "td", text)
    link = add(add(row, "td"), "a", href=f"#{anchor_of(first.rule)}")
    add(link, "code", first.rule)
