"""What the stages of a run came to: counts and names, never a figure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from data_contracts.edition import EditionInfo


@dataclass(frozen=True)
class Examined:
    """What an examination came to. quarters: those that gained a version or a verdict, in time order. renewed: why the
    warehouse was made anew before it (gone, unreadable, behind), None where it was as the ledger tells."""

    submissions: int = 0
    accepted: int = 0
    returned: int = 0
    rows: int = 0
    findings: int = 0
    quarters: tuple[str, ...] = ()
    renewed: str | None = None


@dataclass(frozen=True)
class Protected:
    rows: int
    hidden: int


@dataclass(frozen=True)
class RunSummary:
    """A whole run: what was received and examined, which quarters were calculated again, and the edition."""

    received: int
    examined: Examined
    calculated: tuple[str, ...]
    figures: int
    hidden: int
    edition: EditionInfo | None


def facts_of_run(done: RunSummary) -> dict[str, Any]:
    """What the journal tells of it."""
    return {**vars(done.examined), "received": done.received, "quarters": done.calculated}


def facts_of_edition(made: EditionInfo | None) -> dict[str, Any]:
    """What the journal tells of it."""
    return {"edition": made.edition, "is_new": made.is_new} if made else {}


def together(runs: Sequence[RunSummary]) -> RunSummary:
    """What several runs, one after another, came to; the edition is the last one's."""
    counts = ("submissions", "accepted", "returned", "rows", "findings")
    return RunSummary(
        received=sum(each.received for each in runs),
        examined=Examined(
            **{name: sum(getattr(each.examined, name) for each in runs) for name in counts},
            quarters=tuple(sorted({quarter for each in runs for quarter in each.examined.quarters})),
        ),
        calculated=tuple(sorted({quarter for each in runs for quarter in each.calculated})),
        figures=sum(each.figures for each in runs),
        hidden=sum(each.hidden for each in runs),
        edition=runs[-1].edition,
    )
