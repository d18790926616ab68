"""The answer as one page that needs nothing else: no scripts, no files from elsewhere, every text escaped."""

from xml.etree.ElementTree import Element, SubElement, tostring

from data_contracts.answer_words import answer_word
from data_contracts.groups import Group, group_findings
from pipeline.judgement import Answer
from pipeline.words import headline, how_hard, say, was_read

_HEADING = ("severity", "where", "what", "found", "expected", "fix", "rule")
_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; color: #1b1b1f; background: #fff; margin: 2rem auto; max-width: 80rem;
  padding: 0 1rem; overflow-wrap: anywhere }
.verdict { border-left: .4rem solid #b3261e; background: #f6f4f4; padding: .75rem 1rem }
.verdict.accepted { border-color: #146c2e }
.table { overflow-x: auto }
table { border-collapse: collapse; width: 100%; overflow-wrap: break-word }
caption { text-align: left; font-weight: 600; padding: .5rem 0 }
th, td { text-align: left; vertical-align: top; padding: .5rem; border-bottom: 1px solid #767680 }
.BLOCKER, .ERROR { background: #f8b4ab } .WARNING { background: #fbe08f } .INFO { background: #cfe2f7 }
""".strip()


def answer_html(answer: Answer, name: str, *, language: str = "en") -> str:
    """A whole document: the verdict on the file `name`, what was read of it, what was found, grouped."""
    page = Element("html", lang=language)
    title = say("answer-title", language, name=name)
    _head(page, title)
    main = SubElement(SubElement(page, "body"), "main")
    _text(main, "h1", title)
    _text(main, "p", headline(answer, name, language), class_=f"verdict {answer.verdict}")
    _what_was_read(main, answer, language)
    _text(main, "h2", say("answer-findings", language))
    if answer.findings:
        _findings(main, answer, language)
    else:
        _text(main, "p", say("answer-none", language))
    return f"<!DOCTYPE html>\n{tostring(page, encoding='unicode', method='html')}\n"


def _head(page: Element, title: str) -> None:
    head = SubElement(page, "head")
    SubElement(head, "meta", charset="utf-8")
    SubElement(head, "meta", name="viewport", content="width=device-width, initial-scale=1")
    policy = {"http-equiv": "Content-Security-Policy", "content": "default-src 'none'; style-src 'unsafe-inline'"}
    SubElement(head, "meta", policy)
    _text(head, "title", title)
    _text(head, "style", _STYLE)


def _what_was_read(main: Element, answer: Answer, language: str) -> None:
    facts = [_country(answer.country, language), answer.quarter, *was_read(answer, language)]
    known = [each for each in facts if each]
    if known:
        _text(main, "h2", say("answer-read", language))
        listed = SubElement(main, "ul")
        for each in known:
            _text(listed, "li", each)
    if answer.tidied:
        _text(main, "p", say("tidied", language))
        listed = SubElement(main, "ul")
        for tidied in answer.tidied:
            _text(listed, "li", tidied.says(language))


def _country(code: str | None, language: str) -> str | None:
    from babel import Locale  # slow to load, and not needed to check a file

    return str(Locale.parse(language).territories.get(code, code)) if code else None


def _findings(main: Element, answer: Answer, language: str) -> None:
    count = answer_word("findings", language, count=len(answer.findings))
    frame = SubElement(main, "div", {"class": "table", "role": "region", "aria-label": count, "tabindex": "0"})
    table = SubElement(frame, "table")
    _text(table, "caption", count)
    head = SubElement(SubElement(table, "thead"), "tr")
    for each in _HEADING:
        _text(head, "th", say(f"head-{each}", language), scope="col")
    body = SubElement(table, "tbody")
    for group in group_findings(answer.findings):
        _row(SubElement(body, "tr"), group, language)


def _row(row: Element, group: Group, language: str) -> None:
    first = group.first
    _text(row, "th", how_hard(first, language), scope="row", class_=first.severity)
    where, what, fix = group.place(language), group.says(language), first.fix(language)
    for text in (where, what, group.found(), group.expects(language), fix):
        _text(row, "td", text)
    _text(SubElement(row, "td"), "code", first.rule)


def _text(parent: Element, name: str, text: str, *, class_: str | None = None, **attributes: str) -> Element:
    element = SubElement(parent, name, attributes | ({"class": class_} if class_ else {}))
    element.text = text
    return element
