"""Characters that no honest text needs: what a terminal obeys, and what shows a text otherwise than it is."""

import re

MOST_SHOWN = 200

FORBIDDEN = re.compile(
    "["
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # controls, but for tab and line ends
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # what turns the reading direction
    "\ud800-\udfff\ufffe\uffff"  # halves of a pair, and what is no character
    "]"
)
_ENDS_A_LINE = re.compile("[\t\r\n\u2028\u2029]")


def shown(text: str) -> str:
    """`text` on one line and not too long, with � for each of these characters."""
    text = FORBIDDEN.sub("�", _ENDS_A_LINE.sub(" ", text[: MOST_SHOWN + 1]))
    return text if len(text) <= MOST_SHOWN else f"{text[: MOST_SHOWN - 1]}…"


def file_name(name: str) -> str:
    """What a file is called, whatever folders of whichever system its sender names before it."""
    return shown(name.replace("\\", "/").rstrip("/").rpartition("/")[2])
