"""The cover sheet, filled in as far as it is known."""

import xlsxwriter

from data_contracts.contract import load_contract
from pipeline.template.lists import country_name
from pipeline.template.order import Order
from pipeline.template.styles import Styles
from pipeline.template.words import envelope


def add_cover(book: xlsxwriter.Workbook, order: Order, styles: Styles) -> None:
    sheet = book.add_worksheet(envelope("submission", order.language))
    known = {
        "field": envelope("value", order.language),
        "country": country_name(order.country, order.language),
        "quarter": order.quarter,
        "agency": order.agency,
        "contracts": ", ".join(f"{each} {load_contract(each).version}" for each in order.collections),
        "comment": "",
    }
    for line, (field, value) in enumerate(known.items()):
        sheet.write_string(line, 0, envelope(field, order.language), styles.key_header if line == 0 else styles.header)
        if field in ("agency", "comment"):
            sheet.write(line, 1, value, styles.entry)
        else:
            sheet.write_string(line, 1, value, styles.key_header if line == 0 else styles.text)
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, 60)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.protect()
