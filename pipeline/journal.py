"""The journal: what the programs did and how long it took, a line of JSON each in `logs/events.jsonl`, for operators.

The ledger is the record of facts, kept for good. The journal may be deleted, and says nothing that a stranger may not
read: a fact that has not the shape of its name is left out, and of an error only its class and its places in our code.
"""

import errno
import fcntl
import json
import os
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from types import TracebackType
from typing import Any, Concatenate, ParamSpec, TypeVar

from pipeline.settings import Settings

INFO, WARNING, ERROR = "info", "warning", "error"

NAME = "events.jsonl"
_MOST_BYTES = 5_000_000  # of one file; then it is put by under another name
_KEPT = 5  # files that were put by
_CODE = r"[a-z][a-z0-9_-]{0,60}"
_SHAPES = {
    "submission": r"[0-9a-f]{16}",
    "country": r"[A-Z]{2}",
    "quarter": r"20\d\d-Q[1-4]",
    "edition": r"[0-9a-f]{8,64}",
    "run": r"[0-9a-f-]{8,36}",
    "error": r"[A-Za-z_]\w{0,60}",
    "errno": r"E[A-Z0-9]{1,20}",
    "trace": r"[a-z_.]{1,80}:\d+",
    **dict.fromkeys(("command", "route", "steps", "verdict", "problem", "renewed", "part", "state", "why"), _CODE),
}
"""Facts in words, each by the one shape that it has: none that a cell, a file's name or a person's could have."""
_SHAPES["quarters"] = _SHAPES["quarter"]
_COUNTS = frozenset(
    (
        "accepted",
        "already",
        "attempt",
        "blocking",
        "bytes",
        "exit",
        "failed",
        "figures",
        "files",
        "findings",
        "free_mb",
        "hidden",
        "is_new",
        "received",
        "returned",
        "rows",
        "seconds",
        "sent",
        "status",
        "submissions",
        "turn",
        "waiting",
    )
)
"""Facts in numbers: how many or how long, never what a country counted."""

_STANDING: dict[str, Any] = {}
Given = ParamSpec("Given")
Made = TypeVar("Made")


def stand_by(*, run: str | None) -> None:
    """From now on, what this process notes is noted as part of that run."""
    _STANDING["run"] = run


def note(settings: Settings, event: str, *, level: str = INFO, at: datetime | None = None, **facts: Any) -> None:
    """Add a line. Several processes may at once; none waits for another, and no work fails for want of the journal."""
    moment = (at or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="milliseconds")
    facts = {**_STANDING, **facts}
    fit = {name: value for name, value in facts.items() if value is not None and _fits(name, value)}
    line = {"at": moment, "level": level, "event": event, "pid": os.getpid(), **fit}
    if unfit := sorted(name for name, value in facts.items() if value is not None and name not in fit):
        line["unfit"] = unfit
    try:
        _append(settings.logs / NAME, json.dumps(line).encode() + b"\n")
    except OSError:  # a full disk, or one that may not be written to, is told by whoever is at work
        return


def note_fault(settings: Settings, event: str, error: BaseException, **facts: Any) -> None:
    """Add a line about an error, without its text: that may quote what somebody sent."""
    number = getattr(error, "errno", None)
    code = errno.errorcode.get(number) if isinstance(number, int) else None
    places = _places(error.__traceback__)
    note(settings, event, level=ERROR, error=type(error).__name__, errno=code, trace=places, **facts)


@contextmanager
def noting(settings: Settings, event: str, **facts: Any) -> Iterator[dict[str, Any]]:
    """Notes what was done with how long it took, or, as `…-failed`, by what it was ended. More facts may be put in."""
    begun = time.monotonic()
    try:
        yield facts
    except Exception as error:
        note_fault(settings, f"{event}-failed", error, **facts, seconds=_since(begun))
        raise
    note(settings, event, **facts, seconds=_since(begun))


def noted(
    event: str, told: Callable[[Made], Mapping[str, Any]]
) -> Callable[[Callable[Concatenate[Settings, Given], Made]], Callable[Concatenate[Settings, Given], Made]]:
    """Notes every call of a function whose first argument is the settings; `told` are the facts of what it made."""

    def decorate(work: Callable[Concatenate[Settings, Given], Made]) -> Callable[Concatenate[Settings, Given], Made]:
        @wraps(work)
        def run(settings: Settings, /, *args: Given.args, **named: Given.kwargs) -> Made:
            with noting(settings, event) as facts:
                made = work(settings, *args, **named)
                facts.update(told(made))
            return made

        return run

    return decorate


def lines(settings: Settings) -> Iterator[dict[str, Any]]:
    """What was noted, newest first, from all files that are kept; a line that a full disk cut off is left out."""
    for path in reversed([*_put_by(settings.logs), settings.logs / NAME]):
        try:
            text = path.read_bytes()
        except FileNotFoundError:
            continue
        for line in reversed(text.splitlines()):
            try:
                found = json.loads(line)
            except ValueError:
                continue
            if isinstance(found, dict) and isinstance(found.get("event"), str):
                yield found


def _fits(name: str, value: Any) -> bool:
    if isinstance(value, list | tuple):
        return all(_fits(name, each) for each in value)
    if isinstance(value, int | float):
        return name in _COUNTS
    return isinstance(value, str) and name in _SHAPES and re.fullmatch(_SHAPES[name], value, re.ASCII) is not None


def _append(path: Path, line: bytes) -> None:
    """In one write to the end of the file, so that the lines of several processes never mix."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = _open(path)
    if os.fstat(handle).st_size + len(line) > _MOST_BYTES:
        os.close(handle)
        _put_away(path)
        handle = _open(path)
    try:
        if os.write(handle, line) < len(line):
            os.write(handle, b"\n")  # the disk is full: what comes after it shall not hang on to the half
    finally:
        os.close(handle)


def _open(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _put_away(path: Path) -> None:
    """Give the full file another name; who has it open still writes to it, so nothing is lost. One process does it."""
    with (path.parent / f".{path.name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        if not path.exists() or path.stat().st_size < _MOST_BYTES // 2:  # another was quicker
            return
        path.rename(path.with_name(f"events.{time.time_ns():020d}.jsonl"))
        for old in _put_by(path.parent)[:-_KEPT]:
            old.unlink(missing_ok=True)


def _put_by(folder: Path) -> list[Path]:
    return sorted(folder.glob("events.*.jsonl"))


def _places(trace: TracebackType | None) -> list[str]:
    """Where in our own code it arose, outermost first: module and line."""
    found = []
    while trace is not None:
        module = trace.tb_frame.f_globals.get("__name__", "")
        if module.partition(".")[0] in ("pipeline", "dashboard", "data_contracts"):
            found.append(f"{module}:{trace.tb_lineno}")
        trace = trace.tb_next
    return found[-12:]


def _since(begun: float) -> float:
    return round(time.monotonic() - begun, 3)
