"""Rows written as stewards, spreadsheets and institutes' systems write them: for each, one of many ways at random."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

from data_contracts import LANGUAGES
from data_contracts.codes import load_codes
from data_contracts.contract import Column, Contract, load_contract
from tests.pipeline.receive.making import Rows
from tests.pipeline.receive.observing import long_form, wide_form

COUNTRIES = ("GB", "UK", "uk", "United Kingdom", "Royaume-Uni", "WIELKA BRYTANIA", "Storbritannien")
QUARTERS = (
    *("2026-Q3", "2026Q3", "Q3 2026", "Q3/2026", "3/2026", "III kw. 2026", "T3 2026", "kv 3 2026"),
    *("third quarter of 2026", "trzeci kwartał 2026 r.", "July–September 2026", "juillet à septembre 2026"),
)
GROUPS = ("", " ", "\u00a0", "\u202f", "\u2009", "\u2007")
NOTES = (["Prepared by the unit; provisional"], ["Sporządzono 2026-10-05", None, "str. 1"], [None, "Uwaga!"])

Cells = Mapping[str, str]  # column -> as the contract writes it


@dataclass(frozen=True)
class Written:
    """Rows as they stand in a file, and whether the file is one of SDMX-CSV, of which there is no workbook."""

    rows: Rows
    is_message: bool = False


@st.composite
def tables(draw: st.DrawFn) -> tuple[str, list[Cells]]:
    """A collection, and right rows of it with different keys, written plainly."""
    collection = draw(st.sampled_from(("partners", "exit_support", "training")))
    contract = load_contract(collection)
    key = contract.keys[0]
    firsts = draw(st.lists(st.sampled_from(key.codes or ("one", "two", "Üb")), min_size=1, max_size=4, unique=True))
    return collection, [_cells(draw, contract, first) for first in firsts]


def _cells(draw: st.DrawFn, contract: Contract, first: str) -> Cells:
    row = {key.name: draw(st.sampled_from(key.codes)) if key.codes else "x" for key in contract.keys}
    row[contract.keys[0].name] = first
    for measure in contract.measures:
        whole = draw(st.integers(0, 100 if measure.maximum else 2_000_000))
        value = f"{whole}" if measure.kind == "integer" else f"{whole % 100}.{draw(st.integers(1, 9))}"
        row[measure.name] = draw(st.sampled_from((value, value, "L", "M")))
        row[f"{measure.name}_status"] = "" if row[measure.name] in "LM" else draw(st.sampled_from(("", "E", "P")))
    return row


@st.composite
def writings(draw: st.DrawFn, collection: str, rows: Sequence[Cells]) -> Written:
    """The same rows in any mixture of the ways that are understood."""
    if draw(st.integers(0, 3)) == 0:
        form = draw(st.sampled_from((long_form, wide_form)))
        whose = {"country": draw(st.sampled_from(COUNTRIES)), "quarter": draw(st.sampled_from(QUARTERS))}
        changes = [{**whose, **_instead(row)} for row in rows]
        return Written(form({collection: changes}, version=draw(st.sampled_from(("1.0", "2.0")))), True)
    contract = load_contract(collection)
    columns = draw(st.permutations(list(rows[0])))
    header = [_header(draw, contract, name) for name in columns]
    table = [[_cell(draw, contract, name, row[name]) for name in columns] for row in rows]
    above = draw(st.lists(st.sampled_from(NOTES), max_size=2))
    country, quarter = draw(st.sampled_from(COUNTRIES)), draw(st.sampled_from(QUARTERS))
    where = draw(st.sampled_from(("columns", "fields", "title")))
    if where == "columns":
        header += [draw(st.sampled_from(("country", "Kraj", "PAYS"))), draw(st.sampled_from(("Quarter", "okres")))]
        table = [[*row, country, quarter] for row in table]
    elif where == "fields":
        above += [["Country:", country], [None, "Kwartał", quarter]]
    else:
        above += [["Wielka Brytania – raport za III kwartał 2026 r."]]
    if draw(st.booleans()):  # codes below labels
        table = [[*columns, *["country", "quarter"][: len(header) - len(columns)]], *table]
    if draw(st.booleans()):  # the next printed page
        table.insert(draw(st.integers(0, len(table))), list(header))
    indent = draw(st.integers(0, 2))
    lines = [*above, header, *table]
    for _ in range(draw(st.integers(0, 2))):
        lines.insert(draw(st.integers(0, len(lines))), [])
    return Written([[*[None] * indent, *line] for line in lines])


def _instead(row: Cells) -> Cells:
    """A row for SDMX, whose own columns hold a status: a blank one is not written."""
    return {name: cell for name, cell in row.items() if cell or not name.endswith("_status")}


def _header(draw: st.DrawFn, contract: Contract, name: str) -> str:
    measure = name.removesuffix("_status")
    if measure != name and measure in {each.name for each in contract.measures}:
        label = draw(st.sampled_from([measure, *contract.column(measure).labels.values()]))
        return f"{label} {draw(st.sampled_from(('status', 'Statut', 'STATUS')))}"
    label = draw(st.sampled_from([name, name.upper(), name.replace("_", " "), *contract.column(name).labels.values()]))
    return draw(st.sampled_from((label, f"{label} ({name})", f"  {label.upper()} ")))


def _cell(draw: st.DrawFn, contract: Contract, name: str, text: str) -> str:
    column = next((each for each in contract.columns if each.name == name), None)
    if column is None or text in ("L", "M", ""):
        is_status = column is None or column.role == "measure"
        return draw(st.sampled_from(_spellings("obs_status", text))) if text and is_status else text
    if column.code_list:
        text = draw(st.sampled_from(_spellings(column.code_list, text)))
    elif column.role == "measure":
        text = _number(draw, column, text)
    return draw(st.sampled_from((text, text, f" {text} ")))


def _spellings(code_list: str, code: str) -> list[str]:
    names = [load_codes(code_list)[code][language] for language in LANGUAGES]
    return [code, code.lower(), *names, names[0].upper()]


def _number(draw: st.DrawFn, column: Column, text: str) -> str:
    whole, point, fraction = text.partition(".")
    grouped = f"{int(whole):,}".replace(",", draw(st.sampled_from(GROUPS)))
    percent = draw(st.sampled_from(("", "%", " %"))) if column.maximum == 100 else ""
    return grouped + (draw(st.sampled_from(".,")) + fraction if point else "") + percent
