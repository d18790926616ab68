"""Plural forms: those that Unicode's rules give for whole numbers, in every language."""

import pytest
from babel import Locale

from data_contracts import LANGUAGES
from data_contracts.plurals import in_number, plural_form


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_count_takes_the_form_that_unicode_gives_it(language: str) -> None:
    by_babel = Locale.parse(language).plural_form
    counts = [*range(1_200), 999_999, 1_000_000, 1_000_001, 1_000_002, 2_000_000]
    assert [plural_form(count, language) for count in counts] == [by_babel(count) for count in counts]


def test_a_text_without_forms_is_the_same_for_every_count() -> None:
    assert in_number("none", 3, "pl") == "none"


def test_a_form_that_a_text_lacks_is_its_general_one() -> None:
    assert in_number({"one": "fil", "other": "fils"}, 1_000_000, "fr") == "fils"
