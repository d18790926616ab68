"""Closed code lists: `codes/<list>.csv`, a row a code, a column a language, other spellings in `aliases`."""

import csv
from collections.abc import Mapping
from functools import cache, lru_cache
from unicodedata import normalize

from data_contracts import HERE, LANGUAGES

LONGEST_NAME = 200


@cache
def load_codes(name: str) -> Mapping[str, Mapping[str, str]]:
    """Code -> {language: name} of the list `name`, in the order of the file."""
    with (HERE / "codes" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return {row["code"]: {lang: row.get(lang, "") for lang in LANGUAGES} for row in csv.DictReader(lines)}


@cache
def load_spellings(name: str) -> Mapping[str, str]:
    """Every accepted spelling of a code, folded by `fold` -> the code: the code, its aliases, its names."""
    found: dict[str, str] = {}
    with (HERE / "codes" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for row in rows:
        names = [row.get(lang) or "" for lang in LANGUAGES]
        for spelling in (*names, *(row.get("aliases") or "").split("|")):
            if spelling:
                found.setdefault(fold(spelling), row["code"])
    for row in rows:  # a code always means itself, whatever another code's name or alias says
        found[fold(row["code"])] = row["code"]
    return found


def fold(text: str) -> str:
    """`text` without case, outer and doubled spaces, or the difference between space, underscore and hyphen.

    Programs also differ in how they write an apostrophe and a letter with its accent: both are made one. A text longer
    than any name is left as it is, because one made of accents alone would take minutes to normalise.
    """
    return _folded(text) if len(text) <= LONGEST_NAME else text


@lru_cache(maxsize=10_000)  # the same few names stand in the header of every file
def _folded(text: str) -> str:
    plain = normalize("NFC", text).casefold().translate({ord("’"): "'", ord("_"): " ", ord("-"): " "})
    return " ".join(plain.split())


@cache
def load_obs_status() -> Mapping[str, str]:
    """OBS_STATUS -> what it says of a value: `value` (goes beside one), `leaves` or `lowers` (stands instead).

    A row whose status `leaves` belongs in no total; one that `lowers` belongs there, is not known, and so lowers
    the coverage that is printed with the total.
    """
    with (HERE / "codes" / "obs_status.csv").open(encoding="utf-8", newline="") as lines:
        return {row["code"]: row["kind"] for row in csv.DictReader(lines)}
