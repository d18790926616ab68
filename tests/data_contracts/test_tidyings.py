"""What was read as meant is told in every language, in one line."""

import re
import tomllib
from string import Formatter

import pytest

from data_contracts import HERE, LANGUAGES
from data_contracts.tidying import FOLDER, Tidying, gather

SOURCES = [path for room in ("pipeline/receive", "pipeline/examine") for path in (HERE.parent / room).glob("*.py")]


def sentences(language: str) -> dict[str, str]:
    return tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_tells_the_same_and_fills_in_before_and_after(language: str) -> None:
    assert set(sentences(language)) == set(sentences("en"))
    for key, sentence in sentences(language).items():
        assert {name for _, name, _, _ in Formatter().parse(sentence) if name} <= {"before", "after"}, key
        assert sentence.endswith("."), key
        assert language == "en" or sentence != sentences("en")[key], key


def test_every_record_that_the_pipeline_makes_has_a_sentence() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in SOURCES)
    made = set(re.findall(r'(?:Tidying|_Way)\(\s*f?"([a-z{}-]+)"', text))
    shared = {"{column}-name", "{column}-title"}
    named = made - shared | {each.format(column=column) for each in shared for column in ("country", "quarter")}
    assert named == set(sentences("en"))


def test_records_of_one_kind_become_one_with_all_counted_and_the_first_example() -> None:
    first, second = Tidying("decimal-comma", 2, "A2", "1,5", "1.5"), Tidying("decimal-comma", 3, "B7", "2,5", "2.5")
    (both,) = gather([first, second])
    assert (both.count, both.address, both.before) == (5, "A2", "1,5")
    assert both.says("pl") == "Przecinek odczytano jako znak dziesiętny: „1,5” to 1.5. (A2, 5 ×)"


def test_a_long_text_is_shortened_in_the_sentence_only() -> None:
    record = Tidying("outer-spaces", 1, "A2", "x" * 500, "x" * 500)
    assert len(record.says("en")) < 250
    assert len(record.as_dict("en")["before"]) == 500
