"""Sentences are set as their language sets them: its quotation marks, apostrophes, and spaces before its signs."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from data_contracts import LANGUAGES
from data_contracts.asides import MARK

ROOT = Path(__file__).parents[1]
QUOTES = {"en": "“”", "fr": "«»", "pl": "„”", "sv": "”"}

WRONG = {
    "a straight quotation mark or apostrophe": r"\"|(?<=\w)'(?=\w)",
    "three full stops": r"\.\.\.",
    "a space before a low sign": r"(?<=\S)\s[,.](?=\s|$)",
}
WRONG_IN = {
    "fr": {
        "a space that may break before a high sign": r"(?<=\S) [:;?!»%]|« ",
        "no space before a high sign": r"[\w})”][;?!»]|«(?=[\w{])",
    },
    "pl": {"a space before the sign of percent": r"\d\s%"},
    "sv": {"a space that may break before the sign of percent": r"\d %"},
}


def sentences(language: str) -> Iterator[tuple[str, str]]:
    """Every text of the language's files, with the file and key that it stands under."""
    for room in ("data_contracts", "pipeline", "dashboard"):
        for path in sorted((ROOT / room).rglob(f"{language}.toml")):
            for key, text in flat(tomllib.loads(path.read_text(encoding="utf-8"))):
                yield f"{path.relative_to(ROOT)} {key}", text


def flat(tree: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    for name, value in tree.items():
        if isinstance(value, str):
            yield above + name, value
        elif isinstance(value, Mapping):
            yield from flat(value, f"{above}{name}.")


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_are_set_as_their_language_sets_them(language: str) -> None:
    foreign = "".join({sign for signs in QUOTES.values() for sign in signs} - {*QUOTES[language], MARK})
    wrong = WRONG | WRONG_IN.get(language, {}) | {"another language's quotation mark": f"[{foreign}]"}
    told = [(where, what, text) for where, text in sentences(language) for what in wrong]
    assert [(where, what) for where, what, text in told if re.search(wrong[what], text)] == []
