"""What the stages of a run came to: counts and names, never a figure."""

from dataclasses import dataclass

from data_contracts.edition import EditionInfo


@dataclass(frozen=True)
class Examined:
    """What an examination came to. quarters: those that gained a version or a verdict, in time order."""

    submissions: int = 0
    accepted: int = 0
    returned: int = 0
    rows: int = 0
    findings: int = 0
    quarters: tuple[str, ...] = ()


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
