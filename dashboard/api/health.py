"""Whether the installation can do its work: each part is really opened, and only its state is told."""

from collections.abc import Callable
from typing import Any

from dashboard import editions
from pipeline import door

OK, NONE, FAILING = "ok", "none", "failing"
"""`none`: not there yet, as on the first day, which is as it should be."""


def states(settings: Any) -> dict[str, str]:
    """The state of the ledger of events, and of the edition that is shown."""
    return {
        "ledger": _state(lambda: door.newest_event(settings) is not None),
        "edition": _state(lambda: editions.is_shown(settings.editions)),
    }


def _state(is_there: Callable[[], bool]) -> str:
    try:
        return OK if is_there() else NONE
    except Exception:  # noqa: BLE001 - whatever is wrong with a part, it is the part that fails, not the question
        return FAILING
