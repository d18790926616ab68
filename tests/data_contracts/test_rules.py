"""Rules: each has words in every language, and the words fill in only what a finding knows."""

import re
import tomllib
from string import Formatter

import pytest

from data_contracts import HERE, LANGUAGES
from data_contracts.contract import load_contracts
from data_contracts.findings import Finding
from data_contracts.rules import SEVERITIES, load_messages, load_rules
from data_contracts.worked_example import load_examples

KNOWN = {"column", "collection", "found", "expected", "sheet", "key"}

every_language = pytest.mark.parametrize("language", LANGUAGES)


def words_of(language: str) -> dict[str, dict[str, str]]:
    """The language's own file, without the English words that stand in for missing ones."""
    return tomllib.loads((HERE / "messages" / f"{language}.toml").read_text(encoding="utf-8"))


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


@every_language
def test_every_rule_has_words_and_no_words_are_left_over(language: str) -> None:
    assert set(words_of(language)) == set(load_rules())


@every_language
def test_every_rule_has_an_example_and_says_why_it_is_asked(language: str) -> None:
    reasons = tomllib.loads((HERE / "examples" / f"{language}.toml").read_text(encoding="utf-8"))
    assert set(reasons) == set(load_examples()) == set(load_rules())


@every_language
def test_a_rule_says_what_is_wrong_and_how_to_put_it_right(language: str) -> None:
    for rule, words in words_of(language).items():
        assert set(words) - {"together"} == {"says", "fix"}, rule
        assert all(sentence.strip().endswith((".", "?")) for sentence in words.values()), rule


@every_language
def test_words_fill_in_only_what_a_finding_knows(language: str) -> None:
    for rule, words in words_of(language).items():
        assert placeholders(words["says"]) | placeholders(words["fix"]) <= KNOWN, rule
        assert placeholders(words.get("together", "")) <= {"collections"}, rule


@every_language
def test_every_language_fills_in_the_same(language: str) -> None:
    english = words_of("en")
    for rule, words in words_of(language).items():
        for part, sentence in words.items():
            assert placeholders(sentence) == placeholders(english[rule][part]), f"{rule}.{part}"


@pytest.mark.parametrize("language", [each for each in LANGUAGES if each != "en"])
def test_no_sentence_is_left_in_english(language: str) -> None:
    english = words_of("en")
    left = [rule for rule, words in words_of(language).items() if words["says"] == english[rule]["says"]]
    assert left == []


@every_language
def test_a_finding_of_every_rule_speaks_without_gaps(language: str) -> None:
    for rule in load_rules():
        finding = Finding(rule, "interventions", "Sheet1", 7, "C", "reached", "12", "10")
        for sentence in (finding.says(language), finding.fix(language)):
            assert not re.search(r"[{}]|  ", sentence), rule


def test_a_language_without_words_for_a_rule_speaks_english() -> None:
    assert set(load_messages("sv")) >= set(load_messages("en"))


def test_every_rule_has_a_level_a_severity_and_an_id_in_kebab_case() -> None:
    for rule in load_rules().values():
        assert rule.level in range(6)
        assert rule.severity in SEVERITIES
        assert re.fullmatch(r"[a-z]+(-[a-z0-9]+)+", rule.id)


def test_no_contract_takes_the_id_of_a_rule_that_all_share() -> None:
    own = {rule.id for contract in load_contracts().values() for rule in contract.rules}
    lines = (HERE / "rules.csv").read_text(encoding="utf-8").splitlines()[1:]
    shared = [line.split(",")[0] for line in lines]
    assert len(set(shared)) == len(shared)
    assert own.isdisjoint(shared)


def test_a_warning_blocks_until_it_is_explained() -> None:
    warning = Finding("click-through-plausible", "campaigns")
    explained = Finding("click-through-plausible", "campaigns", explained=True)
    assert warning.blocks
    assert not explained.blocks


def test_an_explanation_does_not_excuse_an_error() -> None:
    assert Finding("completed-within-started", "interventions", explained=True).blocks


def test_information_never_blocks() -> None:
    assert not Finding("collection-not-in-file", "toolkit").blocks


@pytest.mark.parametrize(
    ("rule", "language", "words"),
    [
        ("completed-within-started", "en", "Persons who completed ≤ Persons who started"),
        ("answered-within-requests", "sv", "Besvarade ≤ Begäranden"),
        ("counterpart-is-another-country", "en", "Counterpart ≠ Country"),
        ("click-through-plausible", "en", ""),
        ("deviation-needs-note", "fr", ""),
    ],
)
def test_what_a_contract_wants_is_told_in_labels_where_it_only_compares(rule: str, language: str, words: str) -> None:
    assert broken(rule).expects(language) == words


@every_language
def test_what_a_rule_wants_holds_no_name_of_a_program(language: str) -> None:
    for rule in (rule.id for contract in load_contracts().values() for rule in contract.rules):
        assert not re.search(r"_|<=|>=|<>|NULL|'", broken(rule).expects(language)), rule


def test_a_collection_and_a_column_that_are_wanted_are_told_by_their_labels() -> None:
    assert Finding("collection-not-in-file", "toolkit", expected="toolkit").expects("sv") == "Verktygslåda"
    assert Finding("no-collection", expected="campaigns, partners").expects("fr") == "Campagnes, Partenaires"
    assert "Persons reached" in Finding("column-unknown", "interventions", expected="reached").fix("en")


def test_a_status_is_called_after_the_measure_that_it_stands_beside() -> None:
    assert "”Personer som nåtts Status”" in Finding("unknown-status", "interventions", column="reached_status").says(
        "sv"
    )


def test_a_limit_that_is_wanted_stays_as_it_is() -> None:
    assert Finding("file-too-large", expected="10 MB").expects("pl") == "10 MB"


def test_a_finding_as_data_keeps_the_expression_beside_its_words() -> None:
    told = broken("clicks-within-impressions").as_dict("fr")
    assert (told["expected"], told["expects"]) == ("clicks <= impressions", "Clics ≤ Impressions")


def broken(rule: str) -> Finding:
    """A finding of a contract's own rule, as the examination makes it."""
    contract, own = next(
        (contract, each) for contract in load_contracts().values() for each in contract.rules if each.id == rule
    )
    return Finding(rule, contract.collection, column=own.column, expected=own.expression)


@pytest.mark.parametrize(
    ("finding", "address"),
    [
        (Finding("blank-cell", sheet="Interventions", line=12, letter="C"), "Interventions!C12"),
        (Finding("blank-cell", line=12, letter="C"), "C12"),
        (Finding("no-rows", sheet="Interventions"), "Interventions"),
        (Finding("file-empty"), ""),
    ],
)
def test_a_finding_tells_where_it_stands_as_far_as_it_is_known(finding: Finding, address: str) -> None:
    assert finding.address == address
