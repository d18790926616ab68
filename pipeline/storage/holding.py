"""Hold stored rows against their contract once more: what was accepted must still be right."""

from data_contracts.contract import load_contract
from pipeline.storage.submissions import current_rows
from pipeline.storage.warehouse import Warehouse


def broken_rows(connection: Warehouse, collection: str, *, quarters: list[str]) -> int:
    """How many current rows of `collection` in `quarters` break a row rule of its contract.

    The rules are the contract's own SQL, run by the engine that stores the rows; intake runs the same text in Polars.
    """
    rows = current_rows(connection, collection, quarters=quarters)
    rules = [
        f"NOT coalesce({rule.expression}, true)"
        for rule in load_contract(collection).rules
        if rule.severity == "BLOCKER"
    ]
    if not rules:
        return 0
    return int(rows.filter(" OR ".join(rules)).count("*").pl().item())
