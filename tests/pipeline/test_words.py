"""The command says everything in every language, with the same things filled in."""

import string
import tomllib

import pytest

from data_contracts import LANGUAGES
from pipeline.words import FOLDER, language_of


def messages(language: str) -> dict[str, str | dict[str, str]]:
    return tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))


def names(message: str | dict[str, str]) -> set[str]:
    """What is filled in, the same in every form of the message."""
    forms = [message] if isinstance(message, str) else list(message.values())
    found = [{name for _, name, _, _ in string.Formatter().parse(form) if name} for form in forms]
    assert all(each == found[0] for each in found), message
    return found[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_there_and_fills_in_the_same(language: str) -> None:
    told = {key: names(message) for key, message in messages(language).items()}
    assert told == {key: names(message) for key, message in messages("en").items()}


@pytest.mark.parametrize(
    ("country", "language"),
    [("PL", "pl"), ("SE", "sv"), ("FR", "fr"), ("LU", "fr"), ("FI", "sv"), ("NL", "en"), (None, "en")],
)
def test_a_country_is_answered_in_its_first_official_language_that_we_speak(country: str, language: str) -> None:
    assert language_of(country) == language
