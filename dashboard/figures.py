"""How a figure is written: its value in the unit of its card, or the sign that says why there is none."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dashboard.words import Words
from data_contracts.cards import Unit
from data_contracts.edition import FREE

VALUE, HIDDEN, MISSING, UNCOLLECTED, ELSEWHERE, INAPPLICABLE, EXEMPT = (
    "value",
    "hidden",
    "missing",
    "uncollected",
    "elsewhere",
    "inapplicable",
    "exempt",
)
SIGNS: Mapping[str, str] = {
    HIDDEN: "▒",
    MISSING: "·",
    UNCOLLECTED: "◦",
    ELSEWHERE: "→",
    INAPPLICABLE: "–",
    EXEMPT: "×",
}
"""A sign for each state without a value; a zero is the number 0."""

_STATES = {"O": MISSING, "L": UNCOLLECTED, "Q": HIDDEN, "K": ELSEWHERE, "W": ELSEWHERE, "M": INAPPLICABLE, "J": EXEMPT}
_DECIMALS: Mapping[Unit, int] = {
    "count": 0,
    "percent": 1,
    "ratio": 2,
    "per_100k": 1,
    "eur": 2,
    "hours": 1,
    "days": 1,
}
_PLAIN = ("A", "F", None)


@dataclass(frozen=True)
class Figure:
    """`text` alone tells the state; `sign` is its short form; `flag` is an OBS_STATUS beside a value, else empty."""

    state: str
    text: str
    sign: str
    value: float | None = None
    flag: str = ""


@dataclass(frozen=True)
class Change:
    """Against the same quarter a year before. tone: better, worse, or neutral where neither can be said."""

    text: str
    arrow: str
    tone: str


def read(row: Mapping[str, Any] | None, unit: Unit, words: Words) -> Figure:
    """The figure of one row of table `indicators`; no row means that nothing was asked."""
    state = _state(row)
    if state != VALUE or row is None:
        return Figure(state, f"{SIGNS[state]} {words(f'figures.{state}')}", SIGNS[state])
    text = write(row["value"], unit, words)
    return Figure(VALUE, text, text, row["value"], "" if row["obs_status"] in _PLAIN else row["obs_status"])


def write(value: float, unit: Unit, words: Words, *, signed: bool = False) -> str:
    """`value`, given in `unit` (percent: 26.7 is 26.7 %), as the reader's language writes it."""
    match unit:
        case "percent":
            return words.percent(value / 100, signed=signed)
        case "eur":
            return words.euro(value, signed=signed)
        case "hours" | "days":
            return words(f"units.{unit}", number=words.number(value, decimals=_DECIMALS[unit], signed=signed))
        case _:
            return words.number(value, decimals=_DECIMALS[unit], signed=signed)


def change(row: Mapping[str, Any], unit: Unit, better: str, words: Words) -> Change | None:
    """Counts in percent of a year before, shares in points, all else in their unit; None without both values."""
    now, before = row["value"], row["year_before"]
    if now is None or before is None:
        return None
    difference = round(now - before, _DECIMALS[unit])  # what is too small to be written is no change
    if unit == "count" and before:
        text = words.percent(difference / before, signed=True)
    elif unit == "percent":
        text = words("units.points", number=words.number(difference, decimals=1, signed=True))
    else:
        text = write(difference, unit, words, signed=True)
    is_fair = unit != "count" or row["members_in"] == row["members_before"]  # a sum over other members tells neither
    return Change(text, _arrow(difference), _tone(difference, better) if is_fair else "neutral")


def _state(row: Mapping[str, Any] | None) -> str:
    if row is None:
        return INAPPLICABLE
    if row["conf_status"] != FREE:
        return HIDDEN
    return VALUE if row["value"] is not None else _STATES.get(row["obs_status"], INAPPLICABLE)


def _arrow(difference: float) -> str:
    return "▲" if difference > 0 else "▼" if difference < 0 else "="


def _tone(difference: float, better: str) -> str:
    if better == "none" or not difference:
        return "neutral"
    return "better" if (difference > 0) == (better == "up") else "worse"
