"""What a proof comes to: what does not fit, where, and how much was gone over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.settings import Settings

LEDGER, ARCHIVE, TOKENS, WAREHOUSE, SHELF = "ledger", "archive", "tokens", "warehouse", "shelf"
FIGURES, EDITIONS, MEMBERS = "figures", "editions", "members"
PARTS = (LEDGER, ARCHIVE, TOKENS, WAREHOUSE, SHELF, FIGURES, EDITIONS, MEMBERS)
"""What is proven, in this order: each is held against those before it."""

GONE, UNREADABLE, ALTERED, LACKING, STRAY, OTHER = "gone", "unreadable", "altered", "lacking", "stray", "other"
"""How most parts fail: a file is not there, cannot be read, says something else than it should, lacks something that
is known, has something that nothing knows, or is another one."""


@dataclass(frozen=True)
class Problem:
    """part: one of PARTS. what: `verify-WHAT` are its words. place: a file below the home, or what else names it.

    A note is no loss, and nothing has to be done about it. Never a figure: counts, ids, hashes and names of files.
    """

    part: str
    what: str
    place: str
    is_note: bool = False

    def as_dict(self) -> dict[str, Any]:
        return {"part": self.part, "what": self.what, "place": self.place, "note": self.is_note}


def place_of(settings: Settings, path: Path) -> str:
    """A file, as it is told: from the home on."""
    return str(path.relative_to(settings.root))


@dataclass(frozen=True)
class Proof:
    """problems: in the order of PARTS, and in each of what came first. counts: part -> how many things hold or not."""

    problems: Sequence[Problem]
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """Whether there is nothing but notes."""
        return all(each.is_note for each in self.problems)
