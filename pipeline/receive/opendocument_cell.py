"""One cell of an OpenDocument sheet -> the text that was meant, an error or a missing result told from a value."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from pipeline.receive.addresses import letter_of
from pipeline.receive.refusal import RefusedError
from pipeline.receive.shown import number_text, percent_text


def namespaces(*short: str) -> Iterator[str]:
    return (f"urn:oasis:names:tc:opendocument:xmlns:{each}:1.0" for each in short)


def names(namespace: str, *tags: str) -> Iterator[str]:
    return (f"{{{namespace}}}{tag}" for tag in tags)


OFFICE, TABLE, _TEXT = namespaces("office", "table", "text")
_EXTENDED = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"  # what LibreOffice adds

_KIND, _VALUE, _STRING, _DATE, _TIME, _BOOLEAN = names(
    OFFICE, "value-type", "value", "string-value", "date-value", "time-value", "boolean-value"
)
(_FORMULA,) = names(TABLE, "formula")
(_KIND_HERE,) = names(_EXTENDED, "value-type")
_PARAGRAPH, _SPACES, _TAB, _BREAK, _COUNT = names(_TEXT, "p", "s", "tab", "line-break", "c")
_UNSHOWN = {*names(OFFICE, "annotation"), *names(_TEXT, "note", "ruby-text")}

_ELSEWHERE = re.compile(r"\[\$?'[^\]]*'#|\bDDE\(")  # in a formula: another file's cell, another program's value
_GRAMMAR = re.compile(r"[a-z]+:(?==)")
_DURATION = re.compile(r"(-?)PT(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S")
_ERROR = re.compile(r"#[^\W\d]|\w+\s?:5\d\d$")  # #DIV/0! and Err:502, in whatever language
_TRUTHS = {"0": "FALSE", "1": "TRUE", "false": "FALSE", "true": "TRUE"}
_LONGEST_GAP = 1_000

_WHITE = re.compile(r"[ \t\r\n]+")  # of any length, it is one space: more are counted or named by elements …
_NAMED = {"\x00": " ", "\x01": "\t", "\x02": "\n"}  # … which are kept apart until then as what XML cannot hold


def cell_text(cell: Element, *, sheet: str | None, line: int, column: int) -> str | None:
    """None where it is blank. RefusedError for a formula that looks into other files or programs."""
    formula = cell.get(_FORMULA)
    if formula and _ELSEWHERE.search(formula):
        raise RefusedError("file-unsafe", sheet=sheet, line=line, letter=letter_of(column), found=formula)
    kind, paragraphs = cell.get(_KIND), cell.findall(_PARAGRAPH)
    if kind is None and formula is not None and not paragraphs:  # it was never calculated
        return _GRAMMAR.sub("", formula, count=1)
    if kind in ("float", "currency", "percentage") or cell.get(_KIND_HERE) == "error":
        return _number(cell, kind, _joined(paragraphs))
    if kind == "date":
        return cell.attrib[_DATE].removesuffix("T00:00:00")
    if kind == "time":
        return _clock(cell.attrib[_TIME])
    if kind == "boolean":
        return _TRUTHS[cell.attrib[_BOOLEAN]]
    if kind not in ("string", "void", None):
        raise ValueError(f"a cell of type {kind!r}")
    text = cell.get(_STRING)
    return _joined(paragraphs) if text is None else text


def _number(cell: Element, kind: str | None, shown: str) -> str:
    """Beside what is shown instead of a number there is a number too: 0 for an error, 1 for what is true."""
    raw = cell.get(_VALUE)
    if raw == shown and kind == "float":
        return number_text(raw)
    if cell.get(_KIND_HERE) == "error" or _ERROR.match(shown):
        return shown if shown.startswith("#") else f"#{shown}"
    if raw is None:
        raise ValueError("a number without a value")
    if raw in _TRUTHS and shown.isalpha() and cell.get(_FORMULA):
        return _TRUTHS[raw]
    return percent_text(raw) if kind == "percentage" else number_text(raw)


def _clock(duration: str) -> str:
    """A time of day or a duration: PT36H05M00S is 36:05:00."""
    found = _DURATION.fullmatch(duration)
    if not found:
        raise ValueError(f"not a duration: {duration!r}")
    sign, hours, minutes, seconds = found.groups()
    return f"{sign}{hours}:{minutes:>02}:{seconds:>02}"


def _joined(paragraphs: list[Element]) -> str:
    if len(paragraphs) == 1:
        return _paragraph(paragraphs[0])
    return "\n".join(map(_paragraph, paragraphs))


def _paragraph(paragraph: Element) -> str:
    plain = paragraph.text or ""
    if not len(paragraph) and plain.isalnum():
        return plain
    text = _WHITE.sub(" ", "".join(_pieces(paragraph))).strip(" ")
    for apart, meant in _NAMED.items():
        text = text.replace(apart, meant)
    return text


def _pieces(element: Element) -> Iterator[str]:
    """What the element shows, in order; without comments, which are for people."""
    yield element.text or ""
    for part in element:
        if part.tag == _SPACES:
            count = int(part.get(_COUNT, "1"))
            if not 0 < count <= _LONGEST_GAP:
                raise ValueError(f"{count} spaces")
            yield "\x00" * count
        elif part.tag == _TAB:
            yield "\x01"
        elif part.tag == _BREAK:
            yield "\x02"
        elif part.tag not in _UNSHOWN:
            yield from _pieces(part)
        yield part.tail or ""
