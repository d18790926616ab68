"""Rows and shared texts in the form in which nearly every program writes them, taken apart by pattern.

That is five times as fast as a parser of XML. What differs by as much as an attribute is left to the parser: nothing
is understood in two ways.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from xml.etree.ElementTree import Element, ParseError
from xml.sax.saxutils import unescape

from pipeline.receive.grid import Budget
from pipeline.receive.small_xml import MAIN, parse

LONGEST_ROOT = 10_000  # characters of the first tag, which is repeated for each piece that the parser is given
MOST_SHAPES = 100  # different sets of attributes that rows may have

Cell = tuple[str, str, str, str, str, str]
"""Letters and line of its address, its attributes, its value, its text written in place, and what is none of these."""

_SIGNS = "[^<>&\x00-\x08\x0b-\x1f\ufffe\uffff]"
_TEXT = rf"(?=[^<]){_SIGNS}*+(?:&(?:amp|lt|gt|quot|apos);{_SIGNS}*+)*+"
_FORMULA = rf'<f(?: aca="\w+")?(?: t="\w+")?(?: ref="[A-Z0-9:]+")?(?: ca="\w+")?(?: si="[0-9]+")?(?:/>|>{_TEXT}</f>)'
_CELL = re.compile(
    r'<c r="([A-Z]{1,3})([0-9]+)"((?: s="[0-9]+")?(?: t="\w+")?| t="\w+" s="[0-9]+")'
    rf"(?:/>|></c>|>(?:{_FORMULA})?<v>({_TEXT})</v></c>"
    rf'|><is><t(?: xml:space="preserve")?>({_TEXT})</t></is></c>)|(.)',
    re.DOTALL,
)
_VALUE = re.compile('"[^"<>&\x00-\x1f]*"')
_LINE = re.compile(' r="([0-9]+)"')
_BLANK_ROW = re.compile(rb'<row r="[0-9]+"(?: [\w:]+="[\w:.]*")*/>')
_STRING = re.compile(rf'<t(?: xml:space="preserve")?>({_TEXT})?</t></si>')
_ROOT = rb"(?:\xef\xbb\xbf)?(<\?xml [^<>]*\?>)?\s*(<%s(?: [^<>]*)?>)"


class Row(NamedTuple):
    """`cells` as they were found by pattern; `element` instead, where the parser was needed."""

    line: int
    cells: Sequence[Cell] = ()
    element: Element | None = None


class UnusualError(Exception):
    """The part is not written as nearly every program writes it: all of it is for the parser."""


def plain_rows(content: bytes, budget: Budget) -> Iterator[Row]:
    """The rows of a sheet that are not blank, in their order; may raise UnusualError after some of them."""
    frame = _Frame(content, b"worksheet", b"<sheetData>", b"</sheetData>")
    shapes: set[str] = set()
    for piece in frame.pieces(_BLANK_ROW.sub(b"", frame.inside), b"<row"):
        head, _, rest = piece.partition(">")
        is_blank, rest = head.endswith("/"), rest.rstrip()
        line = _LINE.search(head)
        if line is None or "'" in head or not (rest == "" if is_blank else rest.endswith("</row>")):
            raise UnusualError
        shapes.add(_VALUE.sub('""', head.removesuffix("/")))
        if len(shapes) > MOST_SHAPES:
            raise UnusualError
        cells = _CELL.findall(rest.removesuffix("</row>"))
        if any(cell[5] for cell in cells):
            yield Row(int(line[1]), element=frame.parsed(f"<row{piece}", budget))
        else:
            yield Row(int(line[1]), cells)
    sheet = frame.checked("".join(f"<row{shape}/>" for shape in shapes), budget).findall(f"{{{MAIN}}}sheetData")
    if len(sheet) != 1 or [each.tag for each in sheet[0]] != [f"{{{MAIN}}}row"] * len(shapes):
        raise UnusualError


def plain_strings(content: bytes, budget: Budget) -> Iterator[str | Element]:
    """The shared texts in their order: each as it is, or as the parser finds it; may raise UnusualError after some."""
    frame = _Frame(content, b"sst", b"<si>", b"</sst>")
    for piece in frame.pieces(b"<si>" + frame.inside, b"<si>"):
        if plain := _STRING.fullmatch(piece.rstrip()):
            yield plain_text(plain[1] or "")
        else:
            yield frame.parsed(f"<si>{piece}", budget)
    if len(frame.checked("</si>", budget).findall(f"{{{MAIN}}}si")) != 1:
        raise UnusualError


def plain_text(text: str) -> str:
    """`text` with the signs that XML writes by name."""
    return unescape(text, {"&quot;": '"', "&apos;": "'"}) if "&" in text else text


class _Frame:
    """A part without what is repeated in it: `inside` stands between `opening` and the last `closing`."""

    def __init__(self, content: bytes, root: bytes, opening: bytes, closing: bytes) -> None:
        start, end = content.find(opening) + len(opening), content.rfind(closing)
        self.before, self.inside, self.after = content[:start], content[start:end], content[end:]
        found = re.match(_ROOT % root, self.before[:LONGEST_ROOT])
        if start < len(opening) or end < start or not found or b"ascii" in (found[1] or b"").lower():
            raise UnusualError
        self._root, self._name = found[2].decode("utf-8", "replace"), root.decode()

    def pieces(self, inside: bytes, beginning: bytes) -> Iterator[str]:
        """What follows each `beginning`; nothing but space stands before the first."""
        first, *others = inside.split(beginning)
        if first.strip():
            raise UnusualError
        try:
            yield from map(bytes.decode, others)
        except UnicodeDecodeError:
            raise UnusualError from None

    def parsed(self, piece: str, budget: Budget) -> Element:
        """The one element that the piece is, in the namespaces of the whole."""
        try:
            found = parse(f"{self._root}{piece}</{self._name}>".encode(), budget)
        except ParseError:
            raise UnusualError from None
        if len(found) != 1:
            raise UnusualError
        return found[0]

    def checked(self, inside: str, budget: Budget) -> Element:
        """The root of the part with `inside` instead of what was taken apart: what stands around must be sound too."""
        try:
            root = parse(self.before + inside.encode() + self.after, budget)
        except ParseError:
            raise UnusualError from None
        if root.tag != f"{{{MAIN}}}{self._name}":
            raise UnusualError
        return root
