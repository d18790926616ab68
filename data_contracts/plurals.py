"""Which form of a sentence goes with a count, by Unicode's plural rules (CLDR) for whole numbers."""

from collections.abc import Mapping

_MILLION = 1_000_000


def plural_form(count: int, language: str) -> str:
    """one, few, many or other. Written out here because loading Babel for it costs the command a tenth of its time."""
    if language == "fr":
        return "one" if count < 2 else "other" if count % _MILLION else "many"
    if count == 1:
        return "one"
    if language == "pl":
        return "few" if count % 10 in (2, 3, 4) and count % 100 not in (12, 13, 14) else "many"
    return "other"


def in_number(text: str | Mapping[str, str], count: int, language: str) -> str:
    """The form of `text` for `count`; a text that has no forms is the same for all."""
    return text if isinstance(text, str) else text.get(plural_form(count, language)) or text["other"]
