"""What an answer says besides the rules' own words: places, counts, the parts of a rule's page (`answers/`)."""

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any

from data_contracts import HERE
from data_contracts.plurals import in_number

FOLDER = HERE / "answers"


def answer_word(key: str, language: str, /, **values: Any) -> str:
    """The words of `key`, filled in; `count` chooses among plural forms. In English where the language has none."""
    return in_number(_load(language)[key], values.get("count", 0), language).format(**values)


@cache
def _load(language: str) -> Mapping[str, str | Mapping[str, str]]:
    return {**_words("en"), **_words(language)}


def _words(language: str) -> dict[str, str | dict[str, str]]:
    return tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
