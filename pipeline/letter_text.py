"""The words of a letter: counts, dates and names of collections, never a figure, a finding or the name of a file."""

from datetime import date

from data_contracts.labels import collection_label
from pipeline.letters import Letter
from pipeline.words import say

_SAID = ("missing", "needs-explanation")
"""What became of a collection, where there are words of its own for it; anything else was returned."""


def subject(letter: Letter) -> str:
    return say(f"letter-subject-{letter.kind}", letter.language, country=_country(letter), quarter=letter.quarter)


def text(letter: Letter) -> str:
    """What it says, a blank line between paragraphs."""
    language, is_to_coordinator = letter.language, letter.role == "coordinator"
    opening = say(
        "letter-coordinator" if is_to_coordinator and letter.missing else f"letter-{letter.kind}",
        language,
        country=_country(letter),
        quarter=letter.quarter,
        due=_long(letter.due, language),
        closes=_long(letter.closes, language),
        count=len(letter.missing),
    )
    told = [say("letter-hello", language), opening]
    if letter.missing:
        told.append("\n".join(_line(collection, state, language) for collection, state in letter.missing.items()))
        if letter.arrived:
            told.append(say("letter-arrived", language, count=len(letter.arrived)))
        helping = ("letter-help-coordinator",) if is_to_coordinator else ("letter-nil", "letter-help")
        told += [say(key, language) for key in helping]
    told.append(say("letter-signed", language))
    return "\n\n".join(told) + "\n"


def _line(collection: str, state: str, language: str) -> str:
    key = f"letter-line-{state if state in _SAID else 'returned'}"
    return say(key, language, label=collection_label(collection, language))


def _country(letter: Letter) -> str:
    from babel import Locale  # slow to load

    return str(Locale.parse(letter.language).territories[letter.country])


def _long(day: date, language: str) -> str:
    from babel.dates import format_date

    return str(format_date(day, "long", locale={"en": "en_GB"}.get(language, language)))
