"""A template: a workbook that says whose it is and asks for what that country owes, in its language."""

from io import BytesIO

import xlsxwriter

from data_contracts.contract import load_contract
from pipeline.template.collection import add_collection
from pipeline.template.cover import add_cover
from pipeline.template.guide import add_guide
from pipeline.template.lists import add_lists
from pipeline.template.order import Order
from pipeline.template.styles import make_styles
from pipeline.template.words import say


def make_template(order: Order) -> bytes:
    """The workbook: a guide, the cover, a sheet a collection, and the lists that they choose from."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        styles = make_styles(book)
        write_lists = add_lists(book, order)
        add_guide(book, order, styles)
        add_cover(book, order, styles)
        for collection in order.collections:
            add_collection(book, collection, order, styles)
        write_lists()
        book.set_properties({"title": say("title", order.language), "comments": f"{order.country} {order.quarter}"})
        for name in ("country", "quarter", "language"):
            book.set_custom_property(name, getattr(order, name), "text")
        for collection in order.collections:
            book.set_custom_property(f"contract.{collection}", load_contract(collection).version, "text")
    return buffer.getvalue()
