"""What a country sent before: the rows of its newest accepted versions."""

import polars as pl

from data_contracts.quarters import shift
from pipeline.storage.warehouse import Warehouse, table

LONGEST_AGO = 4  # quarters: a year, so that a yearly collection has its former rows


def rows_before(connection: Warehouse, *, country: str, quarter: str) -> dict[str, pl.DataFrame]:
    """Collection -> its rows of the last quarter before `quarter` with any, in the file's order; none is left out."""
    sent = connection.execute(
        """
        SELECT collection, arg_max(submission, quarter) FROM current_versions
        WHERE country = $country AND quarter < $quarter AND quarter >= $first AND NOT nil_return
        GROUP BY collection
        """,
        {"country": country, "quarter": quarter, "first": shift(quarter, by=-LONGEST_AGO)},
    ).fetchall()
    return {
        collection: table(connection, f'SELECT * FROM "{collection}" WHERE submission = $it ORDER BY line', {"it": it})
        for collection, it in sent
    }
