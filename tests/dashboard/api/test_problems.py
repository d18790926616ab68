"""Every problem is told in every language, with what is wrong and the way out."""

from string import Formatter

import pytest

from dashboard.api.problems import STATUS, load_words
from data_contracts import LANGUAGES


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_problem_has_its_words(language: str) -> None:
    words, english = load_words(language), load_words("en")
    assert list(words) == list(STATUS)
    for name, parts in words.items():
        assert set(parts) == ({"title"} if name == "file-too-large" else {"title", "detail", "fix"})
        assert {part: places(text) for part, text in parts.items()} == {
            part: places(text) for part, text in english[name].items()
        }


@pytest.mark.parametrize("language", [each for each in LANGUAGES if each != "en"])
def test_every_text_is_translated(language: str) -> None:
    words, english = load_words(language), load_words("en")
    assert [name for name in STATUS for part in words[name] if words[name][part] == english[name][part]] == []
