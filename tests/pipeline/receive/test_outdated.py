"""A template says for which contracts it was made; one that is too old is refused in words."""

import pytest

from data_contracts.contract import load_contract
from pipeline.receive.cover import Cover
from pipeline.receive.origin import Statement
from pipeline.receive.outdated import outdated_contracts

NOW = load_contract("campaigns").version
MAJOR, MINOR, PATCH = NOW.split(".")


def found(text: str) -> list[tuple[str, str | None, str | None]]:
    cover = Cover(statements={"contracts": Statement(text, "Submission", 5, "B")})
    return [(each.rule, each.found, each.expected) for each in outdated_contracts(cover)]


def test_a_template_of_today_is_silent() -> None:
    assert found(f"campaigns {NOW}, partners {load_contract('partners').version}") == []


def test_another_main_version_blocks() -> None:
    older = f"{int(MAJOR) - 1}.9.0"
    assert found(f"campaigns {older}") == [("template-outdated", older, NOW)]


def test_another_minor_version_is_only_told() -> None:
    other = f"{MAJOR}.{int(MINOR) + 1}.0"
    assert found(f"campaigns {other}") == [("template-older", other, NOW)]


def test_a_patch_is_the_same_contract() -> None:
    assert found(f"campaigns {MAJOR}.{MINOR}.{int(PATCH) + 7}") == []


@pytest.mark.parametrize("text", ["", "campaigns", "horoscopes 0.1.0", "1.0", "campaigns one.two"])
def test_anything_else_says_nothing(text: str) -> None:
    assert found(text) == []


def test_a_file_without_a_template_is_not_asked() -> None:
    assert list(outdated_contracts(Cover())) == []
