"""Take a submission back: an event, and nothing is deleted; the version before it counts again from the next run."""

from datetime import datetime

from pipeline.lives import Life
from pipeline.refusals import life_of, not_withdrawn, sound
from pipeline.rulings import record
from pipeline.settings import Settings
from pipeline.storage.ledger import WITHDRAWN


def withdraw(
    settings: Settings, submission: str, *, reason: str, by: str, now: datetime, country: str | None = None
) -> Life:
    """Withdraw a submission, of `country` where given; its life. Its bytes and rows stay readable.

    Raises RefusedError, for one that was withdrawn before too.
    """
    life, _ = life_of(settings, submission, country=country)
    not_withdrawn(life)
    said = {"reason": sound(reason)}
    if not record(settings, WITHDRAWN, at=now, submission=submission, by=by, said=said, once=True):
        not_withdrawn(life_of(settings, submission, country=country)[0])  # by somebody else, just now
    return life_of(settings, submission, country=country)[0]
