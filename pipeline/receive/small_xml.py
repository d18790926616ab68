"""XML from strangers, given to a parser only as far as the parser will be done with it in a moment."""

from collections.abc import Iterator
from typing import Literal
from xml.etree.ElementTree import Element, XMLPullParser, fromstring

from pipeline.receive.grid import MOST_MARKS, Budget
from pipeline.receive.refusal import RefusedError

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
MARKS_OF_A_START = 50  # a parser takes as long to begin as for so many of them
MOST_STREAMED = 5_000_000  # of a part that is looked at piece by piece: a table of 45 000 lines and 13 columns
_PIECE = 1 << 20  # bytes; with small ones, one attribute of 10 MB would be looked at a thousand times


def parse(content: bytes, budget: Budget, *, sheet: str | None = None) -> Element:
    """The root of the part; raises RefusedError where all such parts of the file together have too many marks."""
    budget.marks -= _marks(content) + MARKS_OF_A_START
    if budget.marks < 0:
        raise _stopped(MOST_MARKS, sheet)
    return fromstring(content)  # noqa: S314 - check_container let no definition of entities through


def elements(content: bytes, *events: Literal["start", "end"]) -> Iterator[tuple[str, Element]]:
    """(event, element) as the parser comes to them, for a part whose tree as a whole would take much memory."""
    if _marks(content) > MOST_STREAMED:
        raise _stopped(MOST_STREAMED)
    parser: XMLPullParser[Element] = XMLPullParser(events)
    for start in range(0, len(content), _PIECE):
        parser.feed(content[start : start + _PIECE])
        yield from parser.read_events()  # type: ignore[misc]
    parser.close()
    yield from parser.read_events()  # type: ignore[misc]


def _marks(content: bytes) -> int:
    return content.count(b"<") + content.count(b"=")


def _stopped(most: int, sheet: str | None = None) -> RefusedError:
    return RefusedError("file-reader-stopped", sheet=sheet, found="xml", expected=f"{most} XML")
