"""What cannot be said of a submission, and why: in words for whoever tried."""

from collections.abc import Mapping
from typing import Any

from pipeline.examine.checks import LONGEST_TEXT, is_personal
from pipeline.lives import Life, lives, newer_than
from pipeline.settings import Settings
from pipeline.storage.beginning import has_begun
from pipeline.storage.ledger import Ledger
from pipeline.words import say

FEWEST_LETTERS = 10
"""An explanation of fewer explains nothing."""


class RefusedError(Exception):
    """What was asked for cannot be done; nothing was changed. `says` is for whoever asked."""

    def __init__(self, why: str, **values: Any) -> None:
        super().__init__(why)
        self.why = why
        self._values = values

    def says(self, language: str = "en") -> str:
        """Why, and what to do instead."""
        return say(f"refused-{self.why}", language, **self._values)


def life_of(settings: Settings, submission: str, *, country: str | None) -> tuple[Life, Mapping[str, Life]]:
    """The life of a submission, and those of all. One that is not `country`'s is not there for it."""
    everyone = lives(Ledger(settings.ledger).events()) if has_begun(settings) else {}
    life = everyone.get(submission)
    if life is None or country not in (None, life.owner):
        raise RefusedError("unknown", submission=submission)
    return life, everyone


def still_open(settings: Settings, submission: str, *, country: str | None) -> Life:
    """The life of a submission that may still be accepted; refuses one of which nothing can be said any more."""
    life, everyone = life_of(settings, submission, country=country)
    not_withdrawn(life)
    if life.is_accepted:
        raise RefusedError("accepted", submission=submission)
    if newer := newer_than(life, everyone):
        raise RefusedError("newer", submission=submission, newer=newer.submission)
    return life


def not_withdrawn(life: Life) -> None:
    if life.is_withdrawn:
        raise RefusedError("withdrawn", submission=life.submission, day=life.steps[-1].at.date())


def sound(text: str) -> str:
    """`text` with single spaces, as it is kept; refuses what explains nothing, is too long, or tells of a person."""
    text = " ".join(text.split())
    if sum(each.isalpha() for each in text) < FEWEST_LETTERS:
        raise RefusedError("text-short", least=FEWEST_LETTERS)
    if len(text) > LONGEST_TEXT:
        raise RefusedError("text-long", length=len(text), most=LONGEST_TEXT)
    if not text.isprintable():
        raise RefusedError("text-signs")
    if is_personal(text):
        raise RefusedError("text-personal")
    return text
