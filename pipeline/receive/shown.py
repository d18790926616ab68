"""A number in the text of what its cell shows: plain, a percentage, a moment, the same in workbooks of every kind."""

import math
import re
from datetime import datetime, time, timedelta
from decimal import Decimal

SINCE_1900, SINCE_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001 - a cell knows no time zone
"""Day 0 of the two ways to count days."""

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_EXACT = 2**53  # up to here a cell holds every whole number exactly
_THREE_DECIMALS = re.compile(r"^-?\d+\.\d{3}$")
_NO_FORMAT = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')  # of a number format: quoted texts, single characters, conditions
_NO_MOMENT = re.compile(r'"[^"]*"|\[(?!hh?\]|mm?\]|ss?\])[^\]]*\]', re.IGNORECASE)  # quoted texts, colours, languages
_DURATION = re.compile(r"\[(?:hh?|mm?|ss?)\]", re.IGNORECASE)


def number_text(raw: str) -> str:
    """`raw` in the shortest way that is the same number: 12.0 is 12; what is no finite number stays as it is.

    A number with three decimals gets a fourth: a text `12.125` may mean twelve thousand, a number in a workbook cannot.
    """
    if raw.isascii() and raw.isdigit() and (raw[0] != "0" or raw == "0"):
        return raw
    if not _NUMBER.fullmatch(raw) or not math.isfinite(value := float(raw)):
        return raw
    if value.is_integer() and abs(value) <= _EXACT:
        return str(int(value))
    shortest = repr(value)
    return f"{shortest}0" if _THREE_DECIMALS.search(shortest) else shortest


def percent_text(raw: str) -> str:
    """As it is shown: a cell that says 7 % holds 0.07, and which of them was meant is not decided here."""
    if not _NUMBER.fullmatch(raw) or not math.isfinite(value := float(raw)):
        return raw
    return f"{number_text(str(Decimal(repr(value)) * 100))}%"


def shows_percent(number_format: str) -> bool:
    """Whether it shows a number times a hundred with a percent sign, which is then no part of a quoted text."""
    return "%" in _NO_FORMAT.sub("", number_format).split(";")[0]


def shows_moment(number_format: str) -> bool:
    """Whether it shows a number as a date, a time or a duration."""
    shown = _NO_MOMENT.sub("", number_format.split(";")[0])
    return bool(re.search(r"(?<![_\\])[dmhys]", shown, re.IGNORECASE))


def shows_duration(number_format: str) -> bool:
    return bool(_DURATION.search(number_format.split(";")[0]))


def moment_text(raw: str, *, epoch: datetime, is_duration: bool) -> str:
    """A number of days since `epoch` in the ISO form of the date, time or duration that is shown."""
    try:
        days = float(raw)
        if is_duration:
            seconds = round(timedelta(days=days).total_seconds())
            return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
        moment = epoch + timedelta(milliseconds=round((days + _gap(days, epoch)) * 86_400_000))
    except (ValueError, OverflowError):  # what a spreadsheet shows as ########
        return number_text(raw)
    if 0 <= days < 1 and moment.date() == epoch.date():
        return moment.time().isoformat()
    return moment.date().isoformat() if moment.time() == time() else moment.isoformat()


def _gap(days: float, epoch: datetime) -> int:
    """The day by which numbers are behind until they reach 29 February 1900, which never was but is counted."""
    return 1 if 1 <= days < 60 and epoch == SINCE_1900 else 0
