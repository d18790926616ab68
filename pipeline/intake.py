"""Take a file in: bytes to the archive, a line in the ledger, and only then is anything opened."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from data_contracts.characters import file_name
from pipeline.journal import note
from pipeline.receive.archive import store
from pipeline.room import keeping, must_have_room
from pipeline.settings import Settings
from pipeline.storage.beginning import begin
from pipeline.storage.ledger import RECEIVED, Ledger


@dataclass(frozen=True)
class Received:
    """A file that is safe with us. The same bytes are received once: `received_at` is then the first time."""

    submission: str
    sha256: str
    received_at: datetime
    file_name: str
    size: int
    sender: str
    country: str | None
    already_received: bool


def submission_id(data: bytes) -> str:
    """The id of the submission that these bytes are: the first 16 hex digits of their SHA-256."""
    return hashlib.sha256(data).hexdigest()[:16]


def receive(
    settings: Settings, data: bytes, name: str, *, sender: str, country: str | None = None, now: datetime
) -> Received:
    """Keep `data` for good; returns when bytes and ledger are on disk. `country`: where it came from, if known.

    Raises NotTakenError where they cannot be kept: then nothing was accepted.
    """
    must_have_room(settings)
    ledger = Ledger(settings.ledger)
    with keeping(settings):
        begin(settings)
        sha256 = store(settings.archive, data)
        is_new = ledger.append(
            RECEIVED,
            at=now,
            submission=sha256[:16],
            once=True,
            sha256=sha256,
            file_name=file_name(name),
            size=len(data),
            sender=sender,
            country=country,
        )
    first = ledger.events(RECEIVED, submission=sha256[:16])[0]
    note(settings, "received", submission=sha256[:16], country=country, bytes=len(data), already=not is_new)
    return Received(
        submission=sha256[:16],
        sha256=sha256,
        received_at=first["at"],
        file_name=first["file_name"],
        size=first["size"],
        sender=first["sender"],
        country=first["country"],
        already_received=not is_new,
    )
