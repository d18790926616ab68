"""How a template's cells look, and which of them may be written in."""

from dataclasses import dataclass
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format

NAVY, LINE, PAPER, GREY = "#1F3A5F", "#C9D1DB", "#FFFFFF", "#6B7480"
OWED, CHANGED = "#FFF6D6", "#FFC48A"

_ALL = {"font_name": "Calibri", "font_size": 11, "valign": "vcenter"}
_INPUT = {**_ALL, "locked": False, "border": 1, "border_color": LINE}


@dataclass(frozen=True)
class Styles:
    """`free`: below the last prepared row, where pasting must still be possible."""

    title: Format
    heading: Format
    text: Format
    strong: Format
    link: Format
    key_header: Format
    header: Format
    aside_header: Format
    key: Format
    entry: Format
    day: Format
    free: Format
    free_day: Format
    aside: Format
    aside_day: Format
    owed: Format
    changed: Format


def make_styles(book: xlsxwriter.Workbook) -> Styles:
    def style(**looks: Any) -> Format:
        return book.add_format({**_ALL, **looks})

    header = {"bold": True, "text_wrap": True, "valign": "top", "border": 1, "border_color": LINE}
    aside = {"align": "right", "font_color": GREY, "bg_color": "#F2F4F7", "border": 1, "border_color": "#E3E7EC"}
    day = {"num_format": "yyyy-mm-dd", "align": "right"}
    return Styles(
        title=style(bold=True, font_size=18, font_color=NAVY),
        heading=style(bold=True, font_size=12, font_color=NAVY),
        text=style(text_wrap=True, valign="top"),
        strong=style(bold=True, valign="top"),
        link=style(underline=1, font_color="#1D5FB0", valign="top"),
        key_header=style(**header, bg_color=NAVY, font_color=PAPER),
        header=style(**header, bg_color="#DCE6F2", font_color=NAVY),
        aside_header=style(**header | {"bold": False, "italic": True}, bg_color="#F2F4F7", font_color=GREY),
        key=book.add_format(_INPUT | {"shrink": True}),
        entry=book.add_format(_INPUT),
        day=book.add_format(_INPUT | day),
        free=style(locked=False),
        free_day=style(locked=False, **day),
        aside=style(**aside),
        aside_day=style(**aside | day),
        owed=book.add_format({"bg_color": OWED}),
        changed=book.add_format({"bg_color": CHANGED}),
    )
