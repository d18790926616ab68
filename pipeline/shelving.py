"""Put what was accepted on the shelf, and fill it again from the warehouse where it lacks something."""

import polars as pl

from data_contracts.contract import COLLECTIONS
from data_contracts.findings import ACCEPTED
from pipeline.examine.memory import remembered
from pipeline.judgement import Judgement
from pipeline.settings import Settings
from pipeline.storage.shelf import Shelf
from pipeline.storage.submissions import rows_of
from pipeline.storage.warehouse import open_warehouse, table


def put_on_shelf(settings: Settings, judged: Judgement) -> None:
    """Before the warehouse has it: who is cut off in between is judged again, and shelved again, the same."""
    accepted = judged.submissions.filter(pl.col("verdict") == ACCEPTED).select("submission", "turn")
    rows = {name: frame.join(accepted, on="submission", how="semi") for name, frame in judged.rows.items()}
    Shelf(settings.shelf).put(judged.parts.join(accepted, on="submission"), rows, judged.remembered)


def fill_shelf(settings: Settings) -> None:
    """Everything that the warehouse has accepted stands on the shelf, whatever happened to it."""
    shelf = Shelf(settings.shelf)
    with open_warehouse(settings.warehouse) as warehouse:
        known = table(warehouse, "SELECT submission, collection, turn, country, quarter, nil_return FROM versions")
        missing = known.filter(~pl.col("submission").is_in(list(shelf.submissions())))
        if missing.is_empty():
            return
        these = missing["submission"].unique().to_list()
        rows = {name: rows_of(warehouse, name, these) for name in COLLECTIONS}
        explained = table(
            warehouse,
            "SELECT * FROM findings WHERE explained AND list_contains($these, submission)",
            {"these": these},
        )
    whose = missing.select("submission", "turn", "country", "quarter").unique()
    shelf.put(missing, rows, remembered(explained, whose))
