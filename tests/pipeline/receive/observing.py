"""SDMX-CSV files for tests: the right rows as other institutes' systems write them."""

from collections.abc import Mapping, Sequence
from typing import Any

from data_contracts.contract import load_contract
from tests.pipeline.receive.making import WHOSE, Rows
from tests.rows import RIGHT

Tables = Mapping[str, Sequence[Mapping[str, Any]]]


def long_form(tables: Tables, *, version: str = "2.0", more: Mapping[str, str] | None = None) -> Rows:
    """One observation a line, with its status; `tables`: collection -> changes of the right row."""
    observations = []
    for collection, changes in tables.items():
        contract = load_contract(collection)
        for change in changes:
            row = {**RIGHT[collection], **WHOSE, **change}
            keys = {key.name.upper(): row[key.name] for key in contract.keys}
            for measure in contract.measures:
                cell = row[measure.name]
                is_status = isinstance(cell, str) and len(cell) == 1 and cell.isalpha() and cell not in measure.codes
                value, status = ("", cell) if is_status else (cell, row.get(f"{measure.name}_status", "A"))
                whose = {"REF_AREA": row["country"], "TIME_PERIOD": row["quarter"]}
                figure = {"MEASURE": measure.name.upper(), "OBS_VALUE": value, "OBS_STATUS": status}
                observations.append({**_structure(collection, version), **whose, **keys, **figure, **(more or {})})
    return _rows(observations)


def wide_form(tables: Tables, *, version: str = "2.1", more: Mapping[str, str] | None = None) -> Rows:
    """All measures of a key in one line, a column each."""
    lines = []
    for collection, changes in tables.items():
        for change in changes:
            row = {**WHOSE, **RIGHT[collection], **change}
            whose = {"REF_AREA": row.pop("country"), "TIME_PERIOD": row.pop("quarter")}
            cells = {name.upper(): cell for name, cell in row.items()}
            lines.append({**_structure(collection, version), **whose, **cells, **(more or {})})
    return _rows(lines)


def _structure(collection: str, version: str) -> dict[str, str]:
    name = f"COP:{collection.upper()}(1.0.0)"
    if version == "1.0":
        return {"DATAFLOW": name}
    return {"STRUCTURE": "dataflow", "STRUCTURE_ID": name, "ACTION": "I"}


def _rows(lines: Sequence[Mapping[str, Any]]) -> Rows:
    header = list(dict.fromkeys(name for line in lines for name in line))
    return [header, *([line.get(name) for name in header] for line in lines)]
