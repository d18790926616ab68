"""A tidying: what a file wrote in its own way and was read as meant, told beside the findings for all to see."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cache
from typing import Any

from data_contracts import HERE

FOLDER = HERE / "tidyings"


@dataclass(frozen=True)
class Tidying:
    """One way of writing that was understood: how often, and where first (`address`, `before`, read as `after`).

    The texts are the file's own, and as confidential as it is.
    """

    id: str
    count: int
    address: str
    before: str
    after: str

    def says(self, language: str = "en") -> str:
        """What was read as what, where first, and how often if more than once, in one line."""
        sentence = load_tidyings(language)[self.id].format(before=_shorten(self.before), after=_shorten(self.after))
        often = f"{self.count} ×" if self.count > 1 else ""
        place = ", ".join(part for part in (self.address, often) if part)
        return f"{sentence} ({place})" if place else sentence

    def as_dict(self, language: str = "en") -> dict[str, Any]:
        """The record with its words, for JSON."""
        return {**asdict(self), "says": self.says(language)}


def gather(found: Iterable[Tidying]) -> tuple[Tidying, ...]:
    """One record for each way of writing: all of its cells counted, the first of its examples kept."""
    by_id: dict[str, Tidying] = {}
    for each in found:
        known = by_id.get(each.id)
        by_id[each.id] = replace(known, count=known.count + each.count) if known else each
    return tuple(by_id.values())


@cache
def load_tidyings(language: str) -> Mapping[str, str]:
    """Id -> the sentence, with {before} and {after} to fill in; in English where the language has no words for it."""
    return {**_sentences("en"), **_sentences(language)}


def _sentences(language: str) -> dict[str, str]:
    return tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))


def _shorten(text: str, *, most: int = 60) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
