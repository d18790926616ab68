"""A token opens for its country as long as it is valid, and nobody can read it anywhere."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.cli import main
from pipeline.settings import Settings
from pipeline.storage.ledger import Ledger
from pipeline.storage.tokens import Tokens

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
YEAR = timedelta(days=365)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


@pytest.fixture
def tokens(settings: Settings) -> Tokens:
    return Tokens(settings.tokens, Ledger(settings.ledger))


def made(tokens: Tokens, country: str = "NL") -> str:
    return tokens.make(country, name="Registry", expires=NOW + YEAR, now=NOW)[1]


def test_a_token_is_found_with_its_country_and_name(tokens: Tokens) -> None:
    made(tokens, "FI")
    found = tokens.find(made(tokens), now=NOW)
    assert found
    assert (found.country, found.name) == ("NL", "Registry")


def test_one_that_differs_in_one_character_is_not_found(tokens: Tokens) -> None:
    text = made(tokens)
    for at in (0, 5, -1):
        wrong = list(text)
        wrong[at] = "b" if wrong[at] == "a" else "a"
        assert tokens.find("".join(wrong), now=NOW) is None


@pytest.mark.parametrize("text", ["", "cop__", "cop_12345678_" + "ą" * 43, "x" * 100_000, "cop_12345678_' OR 1=1 --"])
def test_what_is_no_token_is_not_found_and_makes_no_file(tokens: Tokens, settings: Settings, text: str) -> None:
    assert tokens.find(text, now=NOW) is None
    assert not settings.tokens.exists()


def test_it_ends_when_it_expires_and_when_it_is_revoked(tokens: Tokens) -> None:
    text = made(tokens)
    assert tokens.find(text, now=NOW + YEAR) is None
    (token,) = tokens.all()
    assert tokens.revoke(token.id, now=NOW)
    assert tokens.find(text, now=NOW) is None
    assert [each.state(NOW) for each in tokens.all()] == ["revoked"]


def test_one_that_was_never_made_cannot_be_revoked(tokens: Tokens) -> None:
    assert tokens.revoke("12345678", now=NOW) is None


def test_only_the_day_of_its_last_use_is_kept(tokens: Tokens) -> None:
    text = made(tokens)
    assert tokens.all()[0].last_used is None
    tokens.find(text, now=NOW)
    tokens.find(text, now=NOW + timedelta(days=1, hours=1))
    assert str(tokens.all()[0].last_used) == "2026-11-21"


def test_no_file_of_the_installation_holds_the_token(tokens: Tokens, settings: Settings) -> None:
    text = made(tokens)
    tokens.find(text, now=NOW)
    secret = text.split("_", 2)[2].encode()
    kept = [path.read_bytes() for path in settings.root.rglob("*") if path.is_file()]
    assert kept
    assert not any(secret in each for each in kept)


def test_the_ledger_tells_who_came_and_went(tokens: Tokens, settings: Settings) -> None:
    made(tokens)
    (token,) = tokens.all()
    for _ in range(2):
        tokens.revoke(token.id, now=NOW)
    events = Ledger(settings.ledger).events()
    assert [(each["event"], each["token"], each["country"]) for each in events] == [
        ("token-made", token.id, "NL"),
        ("token-revoked", token.id, "NL"),
    ]


def test_the_command_prints_a_token_once_lists_it_and_revokes_it(
    settings: Settings, tokens: Tokens, capsys: pytest.CaptureFixture
) -> None:
    cop = ["--home", str(settings.root), "token"]
    assert main([*cop, "new", "Poland", "--name", "KGP  rejestr"]) == 0
    text = capsys.readouterr().out.strip()
    found = tokens.find(text, now=datetime.now(UTC))
    assert found
    assert (found.country, found.name) == ("PL", "KGP rejestr")
    assert main([*cop, "list", "--lang", "pl"]) == 0
    listed = capsys.readouterr().out
    assert listed.startswith(f"{found.id}  PL  KGP rejestr  ważny do ")
    assert text.rpartition("_")[2] not in listed
    assert main([*cop, "revoke", found.id]) == 0
    assert tokens.find(text, now=datetime.now(UTC)) is None
    assert main([*cop, "revoke", "00000000"]) == 1


@pytest.mark.parametrize(
    "asked", [["Atlantis", "--name", "x"], ["PL", "--name", " "], ["PL", "--name", "x", "--days", "0"]]
)
def test_a_token_for_nobody_is_not_made(settings: Settings, capsys: pytest.CaptureFixture, asked: list[str]) -> None:
    assert main(["--home", str(settings.root), "token", "new", *asked]) == 64
    told = capsys.readouterr()
    assert not told.out
    assert told.err
    assert not settings.tokens.exists()
