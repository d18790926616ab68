"""Whether the warehouse holds all that the ledger says was examined: asked before anything is built on it."""

import os
from errno import EACCES, EIO, EMFILE, ENFILE, ENOMEM, ENOSPC, EPERM, EROFS
from pathlib import Path

import duckdb

from data_contracts.findings import ACCEPTED
from pipeline.storage.ledger import EXAMINED, RECEIVED, Ledger
from pipeline.storage.loss import LossError
from pipeline.storage.submissions import accepted_submissions, stored_turns
from pipeline.storage.warehouse import open_warehouse

GONE, UNREADABLE, BEHIND = "gone", "unreadable", "behind"
"""How a warehouse disagrees: there is none, it cannot be read, or it holds less than it did: DuckDB opens a file whose
write-ahead log is gone or cut short with fewer rows and no word."""


_OF_THE_MACHINE = tuple(map(os.strerror, (EACCES, EIO, EMFILE, ENFILE, ENOMEM, ENOSPC, EPERM, EROFS)))
"""What stands in the way without the file being damaged."""


class WarehouseAheadError(LossError):
    """The warehouse holds what the ledger never heard of: the ledger is the older one, and has to be restored."""

    words = "warehouse-ahead"


def disagreement(path: Path, ledger: Ledger) -> str | None:
    """How the warehouse at `path` disagrees with the ledger; None where it holds at least what that tells.

    Cheap: submissions and their turns are asked, not their rows. Nobody else may write it meanwhile. Raises
    WarehouseAheadError.
    """
    told = {each["submission"]: each for each in ledger.events(EXAMINED)}
    if not path.exists():
        return GONE if told else None
    try:
        with open_warehouse(path, read_only=True) as warehouse:
            held, accepted = stored_turns(warehouse), accepted_submissions(warehouse)
    except duckdb.Error as error:
        if isinstance(error, duckdb.ConnectionException) or any(each in str(error) for each in _OF_THE_MACHINE):
            raise
        return UNREADABLE
    newest = ledger.newest() or 0
    if held.keys() - {each["submission"] for each in ledger.events(RECEIVED)} or max(held.values(), default=0) > newest:
        raise WarehouseAheadError(f"{path} holds what no event of the ledger tells")
    lacking = [each for each in told.values() if held.get(each["submission"], -1) < each.get("turn", 0)]
    lost = {each["submission"] for each in told.values() if each["verdict"] == ACCEPTED} - accepted
    return BEHIND if lacking or lost else None
