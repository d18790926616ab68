"""Errors in the dashboard's own log: by class and place, for their text may quote what somebody sent."""

import logging
from typing import Any

from pipeline import door


def quieten(settings: Any) -> None:
    """From now on, whatever logs an error in this process logs no text of it; the journal has its places."""
    usual = logging.getLogRecordFactory()

    def record(*args: Any, **named: Any) -> logging.LogRecord:
        made = usual(*args, **named)
        error = made.exc_info[1] if made.exc_info else None
        if error is not None:
            door.note_fault(settings, "page-failed", error)
            made.msg, made.args = f"{made.getMessage()} ({type(error).__name__}, see logs/events.jsonl)", ()
        made.exc_info = made.exc_text = None
        return made

    logging.setLogRecordFactory(record)
