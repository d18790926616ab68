"""What each member owed and how it came: completeness and punctuality from duties, parts and versions."""

from datetime import datetime

import polars as pl

from data_contracts.duties import owed
from pipeline.storage.warehouse import NEWEST, Warehouse, table

_DELIVERIES = """
WITH attempts AS (
    SELECT parts.country, parts.quarter, parts.collection,
           count(*) FILTER (submission NOT IN (SELECT submission FROM withdrawals WHERE seq <= $place)) AS attempts,
           arg_min(submissions.first_verdict, submissions.seq) = 'accepted' AS first_pass
    FROM parts JOIN submissions USING (submission)
    WHERE submissions.seq <= $place GROUP BY ALL
), accepted AS (
    SELECT country, quarter, collection, max(version) AS versions, arg_max(nil_return, version) AS nil_return,
           min(received_at) AS received_at
    FROM versions_at($place) GROUP BY ALL
)
SELECT duties.country, duties.quarter, duties.collection,
       CASE WHEN accepted.nil_return THEN 'nil'
            WHEN accepted.versions > 0 THEN 'delivered'
            WHEN duties.exempt IS NOT NULL THEN 'exempt'
            WHEN attempts.attempts > 0 THEN 'returned'
            WHEN duties.due < CAST($today AS DATE) THEN 'missing'
            ELSE 'waiting' END AS state,
       duties.due, accepted.received_at,
       date_diff('day', duties.due, accepted.received_at::DATE)::INTEGER AS days_late,
       coalesce(accepted.versions, 0)::INTEGER AS versions,
       (duties.exempt IS NULL)::INTEGER AS owed,
       (accepted.versions IS NOT NULL)::INTEGER AS delivered,
       (attempts.attempts IS NOT NULL)::INTEGER AS attempted,
       coalesce(attempts.first_pass, false)::INTEGER AS first_pass
FROM duties
LEFT JOIN attempts USING (country, quarter, collection)
LEFT JOIN accepted USING (country, quarter, collection)
ORDER BY duties.country, duties.quarter, duties.collection
"""


def deliveries(connection: Warehouse, *, quarters: list[str], now: datetime, place: int = NEWEST) -> pl.DataFrame:
    """A row for every collection that membership asks for in `quarters`, as it stood at that place in the ledger.

    The edition's columns of `deliveries`, then for calculation owed, delivered, attempted, first_pass (0 or 1).
    days_late counts calendar days in UTC.
    """
    connection.register("duties", owed(quarters))
    found = table(connection, _DELIVERIES, {"today": now.date(), "place": place})
    connection.unregister("duties")
    return found
