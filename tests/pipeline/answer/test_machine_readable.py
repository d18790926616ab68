"""The answer for programs is complete and always the same; people are told of thousands of a kind in one line."""

import json
from datetime import UTC, datetime

import pytest

from data_contracts import LANGUAGES
from pipeline.door import Answer, answer_json, check, load_settings
from pipeline.words import tell
from tests.files import csv_file

MANY = 3_000
WORDS = {"says", "fix", "expects", "place"}


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> list[Answer]:
    """Those of the same bytes, twice."""
    rows = [{"campaign": f"c{line}", "clicks": "many"} for line in range(MANY)]
    data = csv_file(("campaigns", rows), ("partners", [{"active": "-1"}]))
    settings = load_settings(tmp_path_factory.mktemp("home"))
    return [check(settings, data, "q3.csv", now=datetime(2026, 11, 20, 12, tzinfo=UTC)) for _ in range(2)]


def test_no_finding_is_left_out_for_programs(answers: list[Answer]) -> None:
    found = [each for each in json.loads(answer_json(answers[0]))["findings"] if each["rule"] == "not-a-number"]
    assert [each["line"] for each in found] == list(range(2, MANY + 2))
    assert len({each["id"] for each in found}) == MANY


@pytest.mark.parametrize("language", LANGUAGES)
def test_people_are_told_of_a_kind_once_with_its_count(answers: list[Answer], language: str) -> None:
    told = tell(answers[0], "q3.csv", language)
    assert told.count(f"({MANY} ") == 1
    assert "G2, G3, G4" in told
    assert len(told.splitlines()) < 20


def test_the_same_bytes_give_the_same_line_in_every_language_but_for_its_words(answers: list[Answer]) -> None:
    first, second = answers
    assert answer_json(first) == answer_json(second)
    facts = [
        [
            {key: value for key, value in each.items() if key not in WORDS}
            for each in first.as_dict(language)["findings"]
        ]
        for language in LANGUAGES
    ]
    assert all(each == facts[0] for each in facts)
