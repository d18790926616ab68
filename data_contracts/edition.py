"""An edition's tables: the public contract between what is published and everyone who reads it.

`country` is `_T` for the network; `dimension` and `category` are both `_T` where there is no breakdown.
A figure that is hidden has conf_status `C` and no value, numerator or denominator; why it is hidden (small itself,
or hiding another) is not told, because that would bound it. A figure that is missing has no value either, and an
obs_status that says why (CL_OBS_STATUS 2.2: O not reported, L not collected, M cannot exist, J exempt); with
conf_status `F` and a value of 0 it is a real zero.
"""

from collections.abc import Mapping
from dataclasses import dataclass

NETWORK = "_T"
NO_BREAKDOWN = "_T"
FREE, HIDDEN = "F", "C"

TABLES: Mapping[str, Mapping[str, str]] = {
    # One row: what this edition is. `synthetic` marks example data. `edition` is the hash of all other tables.
    "edition": {
        "edition": "VARCHAR",
        "published_at": "TIMESTAMP",
        "latest_quarter": "VARCHAR",
        "threshold": "INTEGER",
        "synthetic": "BOOLEAN",
        "software": "VARCHAR",
    },
    # value in the card's unit; coverage 0-1: for a country the share of owed cells that hold a number, for the
    # network members_in / members_owing, the comparable members that are in it and those that owe it.
    "indicators": {
        "indicator": "VARCHAR",
        "country": "VARCHAR",
        "quarter": "VARCHAR",
        "dimension": "VARCHAR",
        "category": "VARCHAR",
        "value": "DOUBLE",
        "numerator": "DOUBLE",
        "denominator": "DOUBLE",
        "obs_status": "VARCHAR",
        "conf_status": "VARCHAR",
        "coverage": "DOUBLE",
        "members_in": "INTEGER",
        "members_owing": "INTEGER",
    },
    # What each member owed and how it came. state: delivered, nil, returned, missing, exempt, waiting (not yet due).
    # days_late: first accepted version less due date, in days, negative when early; null when none is accepted.
    "deliveries": {
        "country": "VARCHAR",
        "quarter": "VARCHAR",
        "collection": "VARCHAR",
        "state": "VARCHAR",
        "due": "DATE",
        "received_at": "TIMESTAMP",
        "days_late": "INTEGER",
        "versions": "INTEGER",
    },
    # Every accepted version, newest last: what is new, and what was corrected.
    "versions": {
        "country": "VARCHAR",
        "quarter": "VARCHAR",
        "collection": "VARCHAR",
        "version": "INTEGER",
        "received_at": "TIMESTAMP",
        "nil_return": "BOOLEAN",
    },
    # Every figure of a whole that was ever published, oldest first, since which edition: how a figure was revised.
    "vintages": {
        "indicator": "VARCHAR",
        "country": "VARCHAR",
        "quarter": "VARCHAR",
        "published_at": "TIMESTAMP",
        "value": "DOUBLE",
        "obs_status": "VARCHAR",
        "conf_status": "VARCHAR",
    },
    "rounds": {"quarter": "VARCHAR", "opens": "DATE", "due": "DATE", "closes": "DATE"},
    "members": {
        "country": "VARCHAR",
        "valid_from": "VARCHAR",
        "valid_to": "VARCHAR",
        "role": "VARCHAR",
        "agency": "VARCHAR",
    },
}


@dataclass(frozen=True)
class EditionInfo:
    """Where an edition is: its id (a hash), its file, and whether this run was the one that made it."""

    edition: str
    path: str
    is_new: bool


def file_name(edition: str) -> str:
    """The name of the edition's file, below the folder of editions."""
    return f"{edition}.duckdb"
