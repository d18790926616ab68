"""Cards: there is one for every indicator, and each counts columns and codes that exist."""

from collections.abc import Iterator

import pytest

from data_contracts import LANGUAGES
from data_contracts.cards import Card, Term, load_cards
from data_contracts.contract import COLLECTIONS, load_contract
from data_contracts.formula import formula

PUBLISHED = [
    *("NET_01", "NET_02", "NET_03"),
    *("INT_01", "INT_02", "INT_03", "INT_04", "INT_05", "INT_06", "INT_07", "INT_08", "INT_09", "INT_10"),
    *("CAM_01", "CAM_02", "CAM_03", "CAM_04"),
    *("EXI_01", "EXI_02", "EXI_03", "EXI_04", "EXI_05", "EXI_06"),
    *("POC_01", "POC_02", "POC_03", "POC_04", "POC_05", "POC_06", "POC_07"),
    *("TRN_01", "TRN_02", "TRN_03", "TRN_04", "TRN_05", "TRN_06", "TRN_07", "TRN_08", "TRN_09"),
    *("TLK_01", "TLK_02", "TLK_03", "TLK_04", "PAR_01", "PAR_02", "PRJ_01"),
    *("Q_A6", "Q_CC1", "Q_CONF", "Q_FPA", "Q_R1", "Q_SUP", "Q_TP3"),
]
REPORTED = {"O.3.1": "TRN_01", "O.3.2": "TRN_09", "O.3.6": "PRJ_01", "R.3.12": "TRN_05", "R.3.13": "TRN_06"}
OWN_TABLES = {
    "deliveries": {"delivered", "owed", "first_pass", "attempted", "days_late"},
    "published": {"hidden", "changes"},
}

every_card = pytest.mark.parametrize("card", load_cards().values(), ids=load_cards())


def test_there_is_a_card_for_every_published_indicator_in_the_order_of_themes() -> None:
    assert [card.id for card in load_cards().values() if card.published] == PUBLISHED


@every_card
def test_a_card_speaks_every_language(card: Card) -> None:
    for words in filter(None, (card.titles, card.descriptions, card.caveats)):
        assert list(words) == list(LANGUAGES)
        assert all(words.values())


@every_card
def test_a_card_is_described_in_sentences_of_each_language(card: Card) -> None:
    for words in filter(None, (card.descriptions, card.caveats)):
        assert all(sentence.endswith(".") for sentence in words.values())
        assert len(set(words.values())) == len(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_cards_share_a_title(language: str) -> None:
    titles = [card.titles[language] for card in load_cards().values()]
    assert len(set(titles)) == len(titles)


@every_card
def test_a_term_counts_measures_that_exist(card: Card) -> None:
    for term in terms(card):
        if term.collection in COLLECTIONS:
            measures = {column.name for column in load_contract(term.collection).measures}
            assert set(term.measures) <= measures
        else:
            assert set(term.measures) <= OWN_TABLES[term.collection]


@every_card
def test_a_term_filters_by_columns_and_codes_that_exist(card: Card) -> None:
    for term in terms(card):
        for column, codes in {**term.where, **term.where_any}.items():
            assert set(codes) <= set(load_contract(term.collection).column(column).codes)
            assert codes


@every_card
def test_a_term_tells_keys_apart_that_exist(card: Card) -> None:
    for term in terms(card):
        if term.distinct:
            assert term.distinct in {key.name for key in load_contract(term.collection).keys}


@every_card
def test_a_term_makes_exactly_one_kind_of_count(card: Card) -> None:
    for term in terms(card):
        kinds = (term.sum, term.constant, term.rows, term.distinct, term.members_with, term.members)
        assert sum(bool(kind) for kind in (*kinds, term.population, term.median)) == 1


@every_card
def test_a_card_is_broken_down_by_keys_that_exist(card: Card) -> None:
    if card.collection in COLLECTIONS:
        assert set(card.breakdowns) <= {key.name for key in load_contract(card.collection).keys}
    else:
        assert set(card.breakdowns) <= {"collection"}


@every_card
def test_a_breakdown_never_splits_a_key_that_numerator_and_denominator_filter_differently(card: Card) -> None:
    if card.denominator and not card.denominator.is_whole:
        for key in card.breakdowns:
            assert card.numerator.where.get(key) == card.denominator.where.get(key)


@pytest.mark.parametrize(
    ("indicator", "confidential"),
    [
        ("EXI_01", True),
        ("EXI_04", True),
        ("INT_02", True),
        ("INT_05", True),
        ("INT_07", True),
        ("INT_01", False),
        ("INT_06", False),  # events are public
        ("CAM_02", False),
        ("TRN_01", False),
        ("POC_01", False),
    ],
)
def test_a_card_is_confidential_where_it_counts_persons_in_confidential_work(
    indicator: str, confidential: bool
) -> None:
    assert load_cards()[indicator].confidential is confidential


@pytest.mark.parametrize(("line", "indicator"), REPORTED.items())
def test_each_report_line_of_the_fund_has_its_indicator(line: str, indicator: str) -> None:
    assert [card.id for card in load_cards().values() if f"ISF {line}" in card.reports] == [indicator]


@pytest.mark.parametrize(
    ("indicator", "words"),
    [
        ("INT_01", "sum of `actions`"),
        (
            "INT_06",
            "[sum of `reached` where `intervention_type` is EVT] / [sum of `invited` where `intervention_type` is EVT]",
        ),
        (
            "TRN_08",
            "[sum of (`score_post` − `score_pre`) × `participants`] / [sum of (100 − `score_pre`) × `participants`]",
        ),
        ("TLK_02", "[rows where `sms_level` ≥ 3] / [rows]"),
        ("PAR_02", "[sum of `joint_actions` where `partner_type` is PRV] / [sum of `actions` of `interventions`]"),
        ("POC_06", None),
    ],
)
def test_a_formula_is_told_in_words(indicator: str, words: str | None) -> None:
    assert formula(load_cards()[indicator]) == words


def test_a_cohorts_formula_tells_how_far_it_looks_back() -> None:
    words = formula(load_cards()["INT_08"])
    assert words is not None
    assert words.endswith("ALT, EXI or REF, 4 quarters earlier]")


def terms(card: Card) -> Iterator[Term]:
    yield card.numerator
    if card.denominator:
        yield card.denominator
