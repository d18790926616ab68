"""All words live in the language files, the same in every language; numbers and dates follow the language."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from string import Formatter

import pytest
from babel import Locale

from dashboard.words import load_texts, speak
from data_contracts import LANGUAGES

DASHBOARD = Path(__file__).parents[2] / "dashboard"
KEYS = {language: load_texts(language) for language in LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_keys(language: str) -> None:
    assert set(KEYS[language]) == set(KEYS["en"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_has_the_same_places_to_fill_in(language: str) -> None:
    for key, text in KEYS[language].items():
        for form in _forms(text):
            assert _places(form) <= _all_places(KEYS["en"][key]), key
        assert _all_places(text) == _all_places(KEYS["en"][key]), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_plural_forms_are_those_of_the_language(language: str) -> None:
    forms = {"other", *Locale.parse(language).plural_form.tags}
    for key, text in KEYS[language].items():
        assert isinstance(KEYS["en"][key], str) == isinstance(text, str), key
        if not isinstance(text, str):
            assert set(text) == forms, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty(language: str) -> None:
    assert [key for key, text in KEYS[language].items() if not all(each.strip() for each in _forms(text))] == []


@pytest.mark.parametrize("language", [each for each in LANGUAGES if each != "en"])
def test_texts_are_translated(language: str) -> None:
    """A sentence that reads the same in two languages was forgotten; single words may be the same."""
    same = [key for key, text in KEYS[language].items() if text == KEYS["en"][key] and " " in "".join(_forms(text))]
    assert [key for key in same if "{" not in "".join(_forms(KEYS["en"][key]))] == []


def test_every_key_that_the_code_names_exists() -> None:
    """Keys are written out in calls of `words(...)`; those put together at run time are found by the views' tests."""
    named = set()
    for path in DASHBOARD.rglob("*.py"):
        if path.name != "words.py":  # it names keys in an example only
            named |= set(re.findall(r"""words\("([a-z_.]+)"[,)]""", path.read_text(encoding="utf-8")))
    assert named
    assert named - set(KEYS["en"]) == set()


def test_numbers_follow_the_language() -> None:
    written = {
        language: speak(language).number(-1234567.25, decimals=1).replace("\xa0", "\u202f") for language in LANGUAGES
    }
    assert written == {
        "en": "−1\u202f234\u202f567.2",
        "fr": "−1\u202f234\u202f567,2",
        "pl": "−1\u202f234\u202f567,2",
        "sv": "−1\u202f234\u202f567,2",
    }


def test_shares_amounts_days_and_quarters_follow_the_language() -> None:
    english, polish = speak("en"), speak("pl")
    assert english.percent(0.26667) == "26.7\u202f%"
    assert english.percent(0.1, signed=True) == "+10.0\u202f%"
    assert english.euro(2.22) == "€2.22"
    assert english.euro(60000.4) == "€60\u202f000"
    assert english.date(date(2026, 9, 1)) == "1 Sept 2026"
    assert english.moment(datetime(2026, 11, 2, 9, 5)) == "2 Nov 2026, 09:05 UTC"
    assert [speak(each).quarter("2026-Q3") for each in LANGUAGES] == ["Q3 2026", "T3 2026", "III kw. 2026", "K3 2026"]
    assert polish.euro(2.22).replace("\xa0", " ") == "2,22 €"


def test_a_count_chooses_its_plural_form() -> None:
    assert speak("en")("deliveries.late", count=1) == "1 day late"
    assert speak("en")("deliveries.late", count=3) == "3 days late"
    rows = [speak("pl")("submit.rows", count=each, collection="Kampanie") for each in (1, 3, 5)]
    assert rows == ["Kampanie: 1 wiersz", "Kampanie: 3 wiersze", "Kampanie: 5 wierszy"]


def test_countries_are_sorted_by_their_names() -> None:
    assert speak("en").by_name(["SE", "AT", "CZ"]) == ["AT", "CZ", "SE"]
    assert speak("pl").by_name(["SK", "LV", "MT", "LT"]) == ["LT", "LV", "MT", "SK"]  # Litwa, Łotwa, Malta, Słowacja
    assert speak("sv").by_name(["AT", "PL", "SE"]) == ["PL", "SE", "AT"]  # Österrike stands last


def test_a_name_that_is_not_translated_yet_speaks_english() -> None:
    assert speak("fr").pick({"en": "Completeness"}) == "Completeness"


def _forms(text: str | Mapping[str, str]) -> list[str]:
    return [text] if isinstance(text, str) else list(text.values())


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def _all_places(text: str | Mapping[str, str]) -> set[str]:
    return set().union(*map(_places, _forms(text)))
