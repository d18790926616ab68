"""Every rule has a page in every language: what it says, why it is asked, how to put it right, and an example."""

import re
import tomllib

import pytest

from data_contracts import LANGUAGES, answer_words, worked_example
from data_contracts.findings import Finding
from data_contracts.rule_pages import Table, rule_page
from data_contracts.rules import load_rules

every_language = pytest.mark.parametrize("language", LANGUAGES)


def reasons(language: str) -> dict[str, str]:
    return tomllib.loads((worked_example.FOLDER / f"{language}.toml").read_text(encoding="utf-8"))


def answer_texts(language: str) -> dict[str, str | dict[str, str]]:
    return tomllib.loads((answer_words.FOLDER / f"{language}.toml").read_text(encoding="utf-8"))


@every_language
def test_a_reason_is_a_sentence_of_its_language(language: str) -> None:
    for rule, reason in reasons(language).items():
        assert reason.endswith((".", "«.")), rule
        assert language == "en" or reason != reasons("en")[rule], rule


@every_language
def test_what_answers_say_is_there_in_every_language(language: str) -> None:
    assert set(answer_texts(language)) == set(answer_texts("en"))


@every_language
@pytest.mark.parametrize("rule", load_rules())
def test_a_rules_page_speaks_without_gaps(rule: str, language: str) -> None:
    page = rule_page(rule, language)
    texts = [page.says, *(text for fact in page.facts for text in fact)]
    for heading, part in page.parts:
        texts += [heading, *(part.columns if isinstance(part, Table) else [part])]
    assert not [text for text in texts if re.search(r"[{}]|  ", text)]
    assert len(page.parts) >= 3


def test_a_page_shows_the_cells_the_finding_and_the_cells_put_right() -> None:
    page = rule_page("completed-within-started", "en")
    assert page.facts[0] == ("How hard", "blocks: the file cannot be accepted while it stands")
    assert page.facts[2] == ("Stands in", "Interventions › Persons who completed")
    parts = dict(page.parts)
    bad, good = parts["An example: what was sent"], parts["The same, put right"]
    assert isinstance(bad, Table)
    assert isinstance(good, Table)
    assert (bad.columns, bad.rows) == (
        ("Type of intervention", "Persons who started", "Persons who completed"),
        (("ALT", "12", "15"),),
    )
    assert bad.marked == (1, 2)
    assert good.rows == (("ALT", "15", "12"),)
    assert str(parts["What is answered"]).startswith("More persons completed (15) than started.")


def test_a_rule_over_time_shows_what_was_accepted_before() -> None:
    page = rule_page("stock-continuity", "pl")
    before = dict(page.parts)["Przyjęto wcześniej: Programy wyjścia, NL, 2026-Q2"]
    assert isinstance(before, Table)
    assert before.rows == (("SLF", "10", "9", "5", "14"),)


@pytest.mark.parametrize(
    ("finding", "place"),
    [
        (Finding("blank-cell", "training", "Blad1", 12, "C"), "Blad1!C12"),
        (Finding("collection-not-in-file", "training"), "datamängden Utbildning"),
        (Finding("file-empty"), "hela filen"),
    ],
)
def test_a_finding_names_its_place_in_the_readers_words(finding: Finding, place: str) -> None:
    assert finding.place("sv") == place
