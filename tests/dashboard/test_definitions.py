"""Every indicator is explained from its card, in every language."""

import pytest

from dashboard.parts.definitions import formula
from dashboard.parts.visit import Visit
from dashboard.words import speak
from data_contracts import LANGUAGES
from data_contracts.cards import load_cards

EDITION_HOLDS = [card for card in load_cards().values() if card.published and not card.is_planned]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_indicator_that_an_edition_holds_has_a_formula_a_source_and_a_unit_in_words(language: str) -> None:
    words = speak(language)
    for card in EDITION_HOLDS:
        assert formula(_visit(language), card)
        assert words.collection(card.collection) != card.collection
        assert words(f"units.name.{card.unit}")


@pytest.mark.parametrize(
    ("card", "expected"),
    [
        ("INT_02", "Persons reached"),
        ("CAM_02", "Clicks ÷ Impressions"),
        ("EXI_05", "Left to study, work or legal activity ÷ (Left to study, work or legal activity + "),
        ("INT_04", "Persons reached (Type of intervention: Knock-and-talk visit, Warning letter or e-mail)"),
        ("TLK_01", "entries (Plan evaluated: Yes or Process evaluated: Yes or Effect evaluated: Yes) ÷ entries"),
        ("TLK_02", "entries (Maryland SMS level ≥ 3) ÷ entries"),
    ],
)
def test_a_formula_says_what_is_counted_over_what(card: str, expected: str) -> None:
    assert formula(_visit("en"), load_cards()[card]).startswith(expected)


def _visit(language: str) -> Visit:
    return Visit(speak(language), settings=None, published=None, is_former=False, names_language=False)
