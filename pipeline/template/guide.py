"""The guide: how to fill the workbook in, what its colours and letters mean, what it asks for, where it goes."""

import textwrap

import xlsxwriter
from babel.dates import format_date
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from data_contracts.codes import load_codes
from data_contracts.contract import load_contract
from data_contracts.labels import collection_label, pick
from pipeline.template.lists import country_name, statuses
from pipeline.template.order import Order
from pipeline.template.styles import CHANGED, OWED, Styles
from pipeline.template.words import envelope, say

STEPS = ("fill", "value", "rows", "nil", "total", "before", "status", "free", "send")
ABOUT_BEFORE = ("rows", "before")  # said only where something was sent before
_WIDTH = 100


class _Page:
    """Lines from top to bottom: a term on the left, its text on the right."""

    def __init__(self, sheet: Worksheet, styles: Styles) -> None:
        self.sheet, self.styles, self.line = sheet, styles, 0

    def head(self, text: str, looks: Format) -> None:
        self.line += 1
        self.sheet.write_string(self.line, 1, text, looks)
        self.line += 1

    def pair(self, term: str, text: str, *, looks: Format | None = None, link: str | None = None) -> None:
        if link:
            self.sheet.write_url(self.line, 1, f"internal:'{link}'!A1", self.styles.link, term)
        else:
            self.sheet.write_string(self.line, 1, term, looks or self.styles.strong)
        self.sheet.write_string(self.line, 2, text, self.styles.text)
        self.sheet.set_row(self.line, 15.5 * max(1, len(textwrap.wrap(text, _WIDTH + 5))) + 4)
        self.line += 1


def add_guide(book: xlsxwriter.Workbook, order: Order, styles: Styles) -> None:
    language = order.language
    sheet = book.add_worksheet(envelope("guide", language))
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 2)
    sheet.set_column(1, 1, 32)
    sheet.set_column(2, 2, _WIDTH)
    page = _Page(sheet, styles)
    page.head(say("title", language), styles.title)
    sheet.set_row(1, 28)
    whose = (country_name(order.country, language), order.quarter, order.agency)
    page.pair(order.quarter, " · ".join(filter(None, whose)))
    page.pair(say("due", language), format_date(order.due, "long", locale=language))
    page.head(say("heading-steps", language), styles.heading)
    steps = [each for each in STEPS if order.before or each not in ABOUT_BEFORE]
    for number, step in enumerate(steps, start=1):
        words = {name: envelope(name, language) for name in ("comment", "status")}
        page.pair(f"{number}. {say(f'step-{step}-title', language)}", say(f"step-{step}", language, **words))
    page.head(say("heading-colours", language), styles.heading)
    for name, colour in (("owed", OWED), *([("changed", CHANGED)] if order.before else [])):
        sample = book.add_format({"bg_color": colour, "border": 1, "border_color": "#C9D1DB"})
        page.pair("", say(f"colour-{name}", language, comment=envelope("comment", language)), looks=sample)
    if order.before:
        page.pair("« 123", say("colour-before", language), looks=styles.aside)
    for instead, key in ((True, "heading-instead"), (False, "heading-beside")):
        page.head(say(key, language), styles.heading)
        for code in statuses(instead=instead):
            page.pair(code, pick(load_codes("obs_status")[code], language))
    page.head(say("heading-collections", language), styles.heading)
    for collection in order.collections:
        contract, label = load_contract(collection), collection_label(collection, language)
        told = [pick(contract.purpose, language), pick(contract.grain, language)]
        if collection in order.before:
            rows, quarter = order.before[collection].height, order.before[collection]["quarter"][0]
            told.append(say("prepared", language, rows=rows, quarter=quarter))
        told.append(say("contract", language, version=contract.version))
        page.pair(label, " ".join(told), link=label)
    sheet.protect()
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
