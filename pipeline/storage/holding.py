"""Hold stored rows against their contract once more: what was accepted must still be right."""

from dataclasses import dataclass

from data_contracts.contract import load_contract
from pipeline.storage.submissions import current_rows
from pipeline.storage.warehouse import Warehouse


@dataclass(frozen=True)
class Held:
    """How many rows there are, and how many of them break a row rule of their contract."""

    rows: int
    broken: int


def held_rows(connection: Warehouse, collection: str, *, quarters: list[str]) -> Held:
    """The current rows of `collection` in `quarters`, held against the row rules of its contract.

    The rules are the contract's own SQL, run by the engine that stores the rows; intake runs the same text in Polars.
    """
    rows = current_rows(connection, collection, quarters=quarters)
    rules = [
        f"NOT coalesce({rule.expression}, true)"
        for rule in load_contract(collection).rules
        if rule.severity == "BLOCKER"
    ]
    counted = rows.aggregate(f"count(*), coalesce(count_if({' OR '.join(rules) or 'false'}), 0)")
    ((found, broken),) = counted.fetchall()
    return Held(found, broken)
