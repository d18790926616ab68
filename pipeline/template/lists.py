"""The lists behind the drop-downs: names in the reader's language, on a sheet that only the formulas see."""

from collections.abc import Callable, Iterable
from unicodedata import normalize

import xlsxwriter
from babel import Locale

from data_contracts.codes import fold, load_codes, load_obs_status, load_spellings
from data_contracts.contract import Column, Contract, load_contract
from data_contracts.labels import pick
from pipeline.template.order import Order
from pipeline.template.words import envelope

NIL = "NIL"
INSTEAD, BESIDE, REASONS = "list_status_instead", "list_status_beside", "list_reasons"


def list_of(column: Column, *, first: bool) -> str | None:
    """The name of the list that `column` is chosen from; the first key may also say that there is nothing."""
    if column.code_list is None:
        return None
    return f"list_{column.code_list}" + ("_or_nil" if first else "_or_status" if column.role == "measure" else "")


def names_of(code_list: str, language: str, *, without: str | None = None) -> list[str]:
    """What to choose from, each a text that is read as its code: names, in the list's order."""
    codes = [code for code in load_codes(code_list) if code != without]
    if code_list == "country":
        return sorted((country_name(code, language) for code in codes), key=lambda name: normalize("NFD", name))
    return [name_of(code_list, code, language) for code in codes]


def name_of(code_list: str, code: str, language: str) -> str:
    """The name of `code`, as it may be written in a cell."""
    return country_name(code, language) if code_list == "country" else pick(load_codes(code_list)[code], language)


def country_name(code: str, language: str) -> str:
    """The country's name, or its code where the name would not be understood when it comes back."""
    name = str(Locale.parse(language).territories.get(code, code))
    return name if load_spellings("country").get(fold(name)) == code else code


def statuses(*, instead: bool) -> list[str]:
    """The statuses that stand instead of a value, or those that go beside one."""
    return [code for code, kind in load_obs_status().items() if (kind != "value") is instead and code != "A"]


def add_lists(book: xlsxwriter.Workbook, order: Order) -> Callable[[], None]:
    """Name every list that the order's sheets choose from; call what is returned when all other sheets are there."""
    wanted = {INSTEAD: statuses(instead=True), BESIDE: statuses(instead=False)}
    wanted[REASONS] = names_of("revision_reason", order.language)
    for contract in map(load_contract, order.collections):
        wanted |= _lists(contract, order)

    def write() -> None:
        sheet = book.add_worksheet(envelope("lists", order.language))
        for at, (name, texts) in enumerate(wanted.items()):
            sheet.write_column(0, at, texts)
            letter = xlsxwriter.utility.xl_col_to_name(at)
            book.define_name(name, f"='{sheet.name}'!${letter}$1:${letter}${len(texts)}")
        sheet.protect()
        sheet.very_hidden()

    return write


def _lists(contract: Contract, order: Order) -> Iterable[tuple[str, list[str]]]:
    for column in contract.columns:
        first = column is contract.columns[0]
        if (name := list_of(column, first=first)) and column.code_list:
            # A country is never its own counterpart.
            texts = names_of(column.code_list, order.language, without=_own(column, order))
            status = [code for code in statuses(instead=True) if code not in column.codes]
            yield name, [*texts, *([NIL] if first else status if column.role == "measure" else [])]


def _own(column: Column, order: Order) -> str | None:
    return order.country if column.code_list == "country" else None
