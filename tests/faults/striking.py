"""Go through an action and let one fault strike at one of its steps: the process is killed, or the step fails."""

import errno
import os
import resource
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

from tests.faults.effects import Step

KILL, TORN, EXCEPTION = "kill -9", "torn write", "exception"
FULL, BROKEN, READ_ONLY = "ENOSPC", "EIO", "EROFS"
DEADLY = (KILL, TORN)
"""Faults of which the process that meets them dies."""

END = Step("end", "")
"""After the last step of an action: all is done, and nobody was told."""

_ERRORS = {FULL: errno.ENOSPC, BROKEN: errno.EIO, READ_ONLY: errno.EROFS}
_GROWS = ("open", "write", "mkdir", "link", "fsync")


class StruckError(Exception):
    """What strikes where a step just fails."""


class Strike:
    """Counts the steps of an action and strikes before the one with this number; without one it only counts.

    A full disk stays full until the action is over, as does one that can only be read; an I/O error comes once. What
    SQLite and DuckDB write by themselves meets a real limit, so that their own code fails: no file may grow.
    """

    def __init__(self, fault: str | None = None, *, at: int | None = None) -> None:
        self.steps: list[Step] = []
        self.has_struck = False
        self._fault, self._at = fault, at

    @contextmanager
    def going_on(self) -> Iterator[None]:
        try:
            yield
        finally:
            _limit(None)

    def plain(self, step: Step) -> None:
        if self._is_now(step):
            self._fail()
        if self._lasts and (step.kind in _GROWS or self._fault == READ_ONLY):
            self._refuse()

    def write(self, step: Step, write: Callable[[Any], int], data: memoryview) -> int:
        if self._is_now(step):
            if self._fault in (TORN, FULL):
                write(data[: len(data) // 2])
            self._fail()
        if self._lasts:
            self._refuse()
        return write(data)

    def statement(self, step: Step, run: Callable[[], Any], failure: Exception) -> Any:
        if not self._is_now(step):
            return run()
        if self._fault in (*DEADLY, EXCEPTION):
            self._fail()
        _limit(0)
        try:
            done = run()
        finally:
            if not self._lasts:
                _limit(None)
        if self._fault == BROKEN:
            del done  # a connection that nobody is given would stay open as long as the failure is known
            raise failure  # it had nothing to write, or the disk failed just after
        return done

    @property
    def _lasts(self) -> bool:
        return self.has_struck and self._fault in (FULL, READ_ONLY)

    def _is_now(self, step: Step) -> bool:
        self.steps.append(step)
        if len(self.steps) - 1 != self._at:
            return False
        self.has_struck = True
        return True

    def _fail(self) -> NoReturn:
        if self._fault in DEADLY:
            os.kill(os.getpid(), signal.SIGKILL)
        if self._fault in (FULL, READ_ONLY):
            _limit(0)
        if self._fault == EXCEPTION:
            raise StruckError
        self._refuse()

    def _refuse(self) -> NoReturn:
        number = _ERRORS[str(self._fault)]
        raise OSError(number, os.strerror(number))


def _limit(most: int | None) -> None:
    """No file may grow beyond `most` bytes by this process: the limit that C code meets, too."""
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard if most is None else most, hard))
