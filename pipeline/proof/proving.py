"""Prove an installation: all its parts against one another, each against those before it; nothing is written.

Whatever is damaged is a problem that is told, never an exception.
"""

from collections.abc import Callable, Collection
from tempfile import TemporaryDirectory
from typing import TypeVar

from polars.exceptions import PanicException

from pipeline.proof.archive import prove_archive
from pipeline.proof.editions import prove_editions, prove_members
from pipeline.proof.figures import prove_figures
from pipeline.proof.ledger import Event, prove_ledger
from pipeline.proof.problem import (
    ARCHIVE,
    EDITIONS,
    FIGURES,
    GONE,
    LEDGER,
    MEMBERS,
    PARTS,
    SHELF,
    TOKENS,
    UNREADABLE,
    WAREHOUSE,
    Problem,
    Proof,
    place_of,
)
from pipeline.proof.shelf import prove_shelf
from pipeline.proof.tokens import prove_tokens
from pipeline.proof.warehouse import prove_warehouse
from pipeline.settings import Settings
from pipeline.storage.busy import BusyError
from pipeline.storage.ledger import EXAMINED, Ledger
from pipeline.storage.warehouse import open_warehouse

_Made = TypeVar("_Made")
_TRIES = 3


def prove(settings: Settings, *, parts: Collection[str] = PARTS, wait: float = 120.0) -> Proof:
    """What does not fit in `parts`, and how much was gone over; the ledger is read in any case.

    What happens meanwhile is no problem: where something did not fit and the ledger has gone on, all is proven again.
    Raises BusyError where another process writes for longer than we wait.
    """
    for _ in range(_TRIES):
        before = _newest(settings)
        proving = _Proving(settings, parts, wait=wait)
        proving.go()
        proof = Proof(sorted(proving.problems, key=lambda each: PARTS.index(each.part)), proving.counts)
        if proof.holds or _newest(settings) == before:
            break
    return proof


def _newest(settings: Settings) -> bytes:
    """What is said to be the newest event."""
    anchor = Ledger(settings.ledger).anchor.path
    return anchor.read_bytes() if anchor.is_file() else b""


class _Proving:
    """Goes through the parts and keeps what comes of each."""

    def __init__(self, settings: Settings, parts: Collection[str], *, wait: float) -> None:
        self._settings, self._parts, self._wait = settings, parts, wait
        self.problems: list[Problem] = []
        self.counts: dict[str, int] = {}

    def go(self) -> None:
        settings = self._settings
        events: list[Event] = (
            self._look(LEDGER, place_of(settings, settings.ledger), lambda: prove_ledger(settings)) or []
        )
        self.counts[LEDGER] = len(events)
        if self.problems and not events:  # there is nothing to hold the others against
            return
        self._count(ARCHIVE, place_of(settings, settings.archive), lambda: prove_archive(settings, events))
        self._count(TOKENS, place_of(settings, settings.tokens), lambda: prove_tokens(settings, events))
        if {WAREHOUSE, SHELF, FIGURES} & {*self._parts}:
            self._warehouse(events)
        self._count(EDITIONS, place_of(settings, settings.editions), lambda: prove_editions(settings, events))
        self._count(MEMBERS, place_of(settings, settings.members), lambda: prove_members(settings, events))

    def _warehouse(self, events: list[Event]) -> None:
        settings, name = self._settings, place_of(self._settings, self._settings.warehouse)
        if not settings.warehouse.exists():
            if any(each["event"] == EXAMINED for each in events):
                self.problems.append(Problem(WAREHOUSE, GONE, name))
            return
        self._look(WAREHOUSE, name, lambda: (None, self._stored(events)))

    def _stored(self, events: list[Event]) -> list[Problem]:
        settings = self._settings
        with (
            TemporaryDirectory(prefix="cop-verify-") as scratch,
            open_warehouse(settings.warehouse, read_only=True, wait=self._wait) as warehouse,
        ):
            warehouse.execute(f"SET temp_directory = '{scratch}'")  # else it would be made beside the warehouse
            self.counts[WAREHOUSE], by_table, problems = prove_warehouse(warehouse, events)
            if all(each.is_note for each in problems):  # else there is nothing to hold the others against
                self._count(
                    SHELF, place_of(settings, settings.shelf), lambda: prove_shelf(settings, warehouse, by_table)
                )
                self._count(
                    FIGURES, place_of(settings, settings.warehouse), lambda: prove_figures(settings, warehouse, events)
                )
        return problems

    def _count(self, part: str, place: str, work: Callable[[], tuple[int, list[Problem]]]) -> None:
        if part in self._parts and (count := self._look(part, place, work)) is not None:
            self.counts[part] = count

    def _look(self, part: str, place: str, work: Callable[[], tuple[_Made, list[Problem]]]) -> _Made | None:
        """What `work` makes; None where it fails, which then is a problem of the part."""
        try:
            made, problems = work()
        except BusyError:
            raise
        except (Exception, PanicException):  # noqa: BLE001 - a file that is damaged fails in any way
            self.problems.append(Problem(part, UNREADABLE, place))
            return None
        self.problems += problems
        return made
