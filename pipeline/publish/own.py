"""Hashes of the countries' own clear figures, which the ledger tells: salted, for small counts are soon guessed."""

from collections.abc import Mapping
from hashlib import sha256
from secrets import token_bytes
from typing import Any

import polars as pl

from pipeline.publish.edition import shaped
from pipeline.receive.archive import store
from pipeline.settings import Settings

_LENGTH = 20  # hex digits


def sealed_figures(settings: Settings, own: Mapping[str, pl.DataFrame]) -> dict[str, Any]:
    """own: country -> the hash of its figures; salt: the name under which the archive keeps what went into each.

    Who has the archive has the figures; who has only the ledger would have to guess 256 random bits as well.
    """
    salt = token_bytes(32)
    hashes = {country: hash_of_own(rows, salt=salt) for country, rows in sorted(own.items())}
    return {"own": hashes, "salt": store(settings.archive, salt)}


def hash_of_own(rows: pl.DataFrame, *, salt: bytes) -> str:
    """The hash of a country's figures, in any order."""
    return sha256(salt + shaped("indicators", rows).write_csv().encode()).hexdigest()[:_LENGTH]
