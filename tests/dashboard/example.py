"""A small edition for tests: four members, two years, every state that a figure may be in."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb

from data_contracts.edition import NETWORK, NO_BREAKDOWN, TABLES, file_name

EDITION = "0123456789abcdef"
LATEST, YEAR_BEFORE = "2026-Q3", "2025-Q3"
SECRET = 424242.0  # stands in the file where a hidden figure should have left nothing

Row = dict[str, Any]


def write_edition(
    folder: Path,
    *,
    edition: str = EDITION,
    synthetic: bool = True,
    move_pointer: bool = True,
    **tables: Sequence[Mapping[str, Any]],
) -> Path:
    """Write an edition as publishing does: the file first, whole, then the pointer. `tables` replace the example's."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / file_name(edition)
    with duckdb.connect(str(path)) as store:
        for name, rows in (example(edition, synthetic=synthetic) | tables).items():
            columns = TABLES[name]
            store.execute(f"CREATE TABLE {name} ({', '.join(f'{each} {kind}' for each, kind in columns.items())})")
            holes = ", ".join("?" for _ in columns)
            store.executemany(f"INSERT INTO {name} VALUES ({holes})", [[row[each] for each in columns] for row in rows])
    if move_pointer:
        point_to(folder, path.name)
    return path


def point_to(folder: Path, name: str) -> None:
    beside = folder / "current.new"
    beside.write_text(name, encoding="utf-8")
    beside.replace(folder / "current")


def figure(indicator: str, country: str, value: float | None, *, quarter: str = LATEST, **more: Any) -> Row:
    """A row of table `indicators`: free, normal, without breakdown, unless `more` says otherwise."""
    of_network = country == NETWORK
    return {
        "indicator": indicator,
        "country": country,
        "quarter": quarter,
        "dimension": NO_BREAKDOWN,
        "category": NO_BREAKDOWN,
        "value": value,
        "numerator": value,
        "denominator": None,
        "obs_status": "A",
        "conf_status": "F",
        "coverage": 0.75,
        "members_in": 3 if of_network else None,
        "members_owing": 4 if of_network else None,
    } | more


def hidden(indicator: str, country: str, **more: Any) -> Row:
    secret: Row = {"numerator": SECRET, "denominator": SECRET}
    return figure(indicator, country, SECRET, conf_status="C", **secret, **more)


def missing(indicator: str, country: str, status: str, **more: Any) -> Row:
    return figure(indicator, country, None, obs_status=status, **more)


def example(edition: str, *, synthetic: bool) -> dict[str, list[Row]]:
    """Every table of the example, by name."""
    return {
        "edition": [
            {
                "edition": edition,
                "published_at": datetime(2026, 11, 21, 14, 5),
                "latest_quarter": LATEST,
                "threshold": 5,
                "synthetic": synthetic,
                "software": "cop-observatory",
            }
        ],
        "indicators": _indicators(),
        "deliveries": _deliveries(),
        "versions": [
            _version("NL", "interventions", 1, datetime(2026, 11, 2, 9, 30)),
            _version("NL", "interventions", 2, datetime(2026, 11, 12, 16, 45)),
            _version("FI", "campaigns", 1, datetime(2026, 11, 3, 8, 0), nil_return=True),
        ],
        "vintages": [
            _vintage("INT_02", "NL", datetime(2026, 11, 2, 14), 1200),
            _vintage("INT_02", "NL", datetime(2026, 11, 12, 14), 1234),
        ],
        "rounds": [
            {"quarter": LATEST, "opens": date(2026, 10, 1), "due": date(2026, 11, 14), "closes": date(2026, 12, 14)}
        ],
        "members": [_member("NL", "lead"), _member("FI", "co-signatory"), _member("MT"), _member("PL")],
    }


def _vintage(indicator: str, country: str, at: datetime, value: float) -> Row:
    cell: Row = {"indicator": indicator, "country": country, "quarter": LATEST}
    return cell | {"published_at": at, "value": value, "obs_status": "A", "conf_status": "F"}


def _indicators() -> list[Row]:
    return [
        figure("INT_02", NETWORK, 1234),
        figure("INT_02", NETWORK, 1000, quarter=YEAR_BEFORE),
        figure("INT_02", "NL", 1234),
        figure("INT_02", "FI", 0),
        hidden("INT_02", "MT"),
        missing("INT_02", "PL", "O"),
        figure("INT_02", NETWORK, 1234, dimension="sex", category="F"),
        hidden("INT_02", NETWORK, dimension="sex", category="M"),
        figure("INT_06", NETWORK, 26.6667, numerator=56, denominator=210),
        figure("INT_06", NETWORK, 30, quarter=YEAR_BEFORE, numerator=63, denominator=210),
        figure("INT_06", "NL", 26.6667, numerator=56, denominator=210, obs_status="E"),
        missing("INT_06", "FI", "L"),
        missing("INT_06", "MT", "J"),
        missing("INT_06", "PL", "M"),
        figure("CAM_03", NETWORK, 2.22, dimension="campaign", category="<b>=1+1</b>"),
        figure("CAM_03", NETWORK, 2.22),
        figure("Q_R1", NETWORK, 87.5),
        figure("Q_R1", "NL", 100),
        figure("Q_R1", "FI", 50),
        figure("Q_TP3", NETWORK, -2),
        figure("Q_TP3", "NL", -12),
        figure("Q_FPA", NETWORK, 66.7),
        figure("NET_01", NETWORK, 50),
    ]


def _deliveries() -> list[Row]:
    states = {
        "NL": ("delivered", "delivered"),
        "FI": ("nil", "missing"),
        "MT": ("returned", "exempt"),
        "PL": ("waiting", "waiting"),
    }
    return [
        {
            "country": country,
            "quarter": LATEST,
            "collection": collection,
            "state": state,
            "due": date(2026, 11, 14),
            "received_at": datetime(2026, 11, 2, 9, 30) if state in ("delivered", "nil") else None,
            "days_late": -12 if state in ("delivered", "nil") else None,
            "versions": 1 if state in ("delivered", "nil") else 0,
        }
        for country, both in states.items()
        for collection, state in zip(("interventions", "campaigns"), both, strict=True)
    ]


def _version(country: str, collection: str, version: int, received_at: datetime, *, nil_return: bool = False) -> Row:
    return {
        "country": country,
        "quarter": LATEST,
        "collection": collection,
        "version": version,
        "received_at": received_at,
        "nil_return": nil_return,
    }


def _member(country: str, role: str = "member") -> Row:
    return {
        "country": country,
        "valid_from": "2023-Q3",
        "valid_to": None,
        "role": role,
        "agency": f"Police of {country}",
    }
