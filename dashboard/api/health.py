"""Whether the installation can do its work: each part is really used, and only its state is told."""

import threading
import time
from datetime import UTC, datetime
from typing import Any

from dashboard import editions
from pipeline import door

_SECONDS = 5.0  # for which an answer holds: anyone may ask, and each look writes to the disk


class Health:
    """Looks at most every few seconds, one look at a time, however many ask."""

    def __init__(self, settings: Any) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._told: dict[str, Any] = {}
        self._until = 0.0

    def told(self) -> dict[str, Any]:
        """status, ok or failing; parts: each by its state, and nothing else that is known of it."""
        with self._lock:
            if time.monotonic() >= self._until:
                now = datetime.now(UTC)
                parts = door.examine_health(self._settings, now=now, is_shown=editions.is_shown)
                states = {name: part.state for name, part in parts.items()}
                self._told = {"status": "ok" if door.is_well(parts) else "failing", "parts": states}
                self._until = time.monotonic() + _SECONDS
            return self._told
