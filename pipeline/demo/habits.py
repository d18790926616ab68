"""How each country reports: its kind of file, its language, and how deep its detail goes.

The countries of the published figures (NL, FI, RO) send workbooks in English.
"""

from dataclasses import dataclass
from typing import Literal

CSV_IN_ONE_FILE = ("BE", "CZ", "DK", "ES", "GR", "SK")
CSV_IN_SEVERAL_FILES = ("EE", "IE")
SEMICOLONS = ("BE", "CZ", "DK", "ES")  # with decimal commas and a byte-order mark, as Excel saves them there
LANGUAGES = {"FR": "fr", "LU": "fr", "PL": "pl", "SE": "sv", "GB": "en", "MT": "en"}  # headers are labels; else ids
SPELLINGS = {"GB": "UK", "GR": "EL"}  # what they call themselves
NO_OFFENCE_FOCUS = ("BG", "EE", "IT", "SI")
NO_SEX = ("HU", "LV", "MT")
WITH_TOTALS = ("AT", "PT")
COST_NOT_COLLECTED = ("BG", "DE", "LT", "SK")
FOLLOW_UP_LATER = ("AT", "SE")  # the three-month follow-up of trainings comes as a second version
PROVISIONAL = ("DE", "IT", "PL")  # the newest quarter's persons reached are marked P
# Before, the country has no exit support and says so with a nil return.
EXIT_SUPPORT_SINCE = {"EE": "2025-Q3", "HR": "2025-Q4", "LU": "2026-Q1", "LV": "2025-Q4", "SI": "2025-Q1"}


@dataclass(frozen=True)
class Habits:
    """What a country always does in the same way. `language`: of the headers, None for the ids of the columns."""

    form: Literal["workbook", "csv"]
    in_several_files: bool
    delimiter: str
    language: str | None
    spelling: str
    offence_focus: bool
    sex: bool
    totals: bool
    costs: bool


def habits(country: str) -> Habits:
    return Habits(
        form="csv" if country in CSV_IN_ONE_FILE + CSV_IN_SEVERAL_FILES else "workbook",
        in_several_files=country in CSV_IN_SEVERAL_FILES,
        delimiter=";" if country in SEMICOLONS else ",",
        language=LANGUAGES.get(country),
        spelling=SPELLINGS.get(country, country),
        offence_focus=country not in NO_OFFENCE_FOCUS,
        sex=country not in NO_SEX,
        totals=country in WITH_TOTALS,
        costs=country not in COST_NOT_COLLECTED,
    )
