"""What may be said of findings, by whom, and what is refused in words; nothing is written where it is refused."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from data_contracts import LANGUAGES
from data_contracts.findings import ACCEPTED, NEEDS_EXPLANATION
from pipeline import door
from pipeline.refusals import RefusedError
from pipeline.settings import Settings
from pipeline.storage.ledger import CHECKED, EXAMINED, EXPLAINED, Ledger
from tests.files import csv_file

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
WHY = "A video went round the schools that week"
UNUSUAL = {"impressions": "1000", "clicks": "400"}
RULE = "click-through-plausible"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, str]:
    """A submission that waits for an explanation, for tests that change nothing."""
    settings = Settings(home=tmp_path_factory.mktemp("asked") / "home")
    data = csv_file(("campaigns", [UNUSUAL]))
    return settings, door.submit(settings, data, "q3.csv", sender="desk", country="NL", now=NOW).submission


@pytest.fixture
def send(settings: Settings) -> Callable[..., str]:
    def sent(*rows: dict[str, str], country: str | None = None) -> str:
        data = csv_file(("campaigns", list(rows)))
        return door.submit(settings, data, "q3.csv", sender="desk", country=country, now=NOW).submission

    return sent


def explain(settings: Settings, submission: str, text: str = WHY, *, country: str | None = None) -> door.Answer:
    waiting = door.open_warnings(settings, submission, country=country)
    texts = {each.id: text for each in waiting}
    return door.explain(settings, submission, texts, by="Ada", country=country, now=NOW)


def refusal(settings: Settings, submission: str, text: str = WHY, *, country: str | None = None) -> str:
    """Why it is refused, said in every language; the ledger is as it was."""
    before = len(Ledger(settings.ledger).events())
    with pytest.raises(RefusedError) as refused:
        explain(settings, submission, text, country=country)
    assert len({refused.value.says(language) for language in LANGUAGES}) == len(LANGUAGES)
    assert len(Ledger(settings.ledger).events()) == before
    return refused.value.why


def test_one_finding_is_explained_after_the_other(settings: Settings, send: Callable[..., str]) -> None:
    submission = send(UNUSUAL, UNUSUAL | {"campaign": "spots"})
    one, other = door.open_warnings(settings, submission)
    answer = door.explain(settings, submission, {one.id: WHY}, by="Ada", now=NOW)
    assert answer.verdict == NEEDS_EXPLANATION
    assert [each.id for each in door.open_warnings(settings, submission)] == [other.id]
    assert door.explain(settings, submission, {other.id: WHY}, by="Ada", now=NOW).verdict == ACCEPTED
    checked = [each["verdict"] for each in Ledger(settings.ledger).events(CHECKED)]
    assert checked == [NEEDS_EXPLANATION, NEEDS_EXPLANATION, ACCEPTED]


def test_an_explanation_may_be_put_better_until_it_is_accepted(settings: Settings, send: Callable[..., str]) -> None:
    submission = send(UNUSUAL)
    (waiting,) = door.open_warnings(settings, submission)
    better = f"{WHY}, and 3 newspapers wrote of it"
    for text in (WHY, better, better):
        answer = door.explain(settings, submission, {waiting.id: text}, by="Ada", now=NOW)
    assert [each.explanation for each in answer.findings if each.rule == RULE] == [better]
    assert len(Ledger(settings.ledger).events(EXPLAINED)) == 2  # the same words again are no news


def test_what_was_said_is_in_the_archive_and_not_in_the_ledger(settings: Settings, send: Callable[..., str]) -> None:
    submission = send(UNUSUAL)
    explain(settings, submission)
    assert WHY not in str(Ledger(settings.ledger).events())
    steps = door.life(settings, submission)["steps"]
    (said,) = [each for each in steps if each["what"] == EXPLAINED]
    assert (said["by"], list(said["said"]["explanations"].values())) == ("Ada", [WHY])


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("ok 12345678901", "text-short"),
        ("A long story. " * 80, "text-long"),
        ("Ask ada.lovelace@police.example about it", "text-personal"),
        ("Frau Schmidt counted twice as many", "text-personal"),
        ("From the server at 10.0.0.12 in Utrecht", "text-personal"),
        ("Turned round \u202eby a mark", "text-signs"),
    ],
)
def test_a_text_is_refused(asked: tuple[Settings, str], text: str, why: str) -> None:
    assert refusal(*asked, text) == why


def test_nothing_can_be_said_of_what_is_not_there(settings: Settings, send: Callable[..., str]) -> None:
    submission = send({})
    assert refusal(settings, submission) == "nothing-to-explain"
    assert refusal(settings, "0" * 16) == "unknown"
    with pytest.raises(RefusedError, match="no-finding"):
        door.explain(settings, submission, {"12345678": WHY}, by="Ada", now=NOW)


def test_what_has_to_be_put_right_is_not_explained(settings: Settings, send: Callable[..., str]) -> None:
    assert refusal(settings, send(UNUSUAL | {"spend_eur": "many"})) == "mend-first"


def test_a_withdrawn_submission_is_not_explained(settings: Settings, send: Callable[..., str]) -> None:
    submission = send(UNUSUAL)
    door.withdraw(settings, submission, reason="It was the wrong quarter", by="Ada", now=NOW)
    assert refusal(settings, submission) == "withdrawn"
    with pytest.raises(RefusedError, match="withdrawn"):
        door.withdraw(settings, submission, reason="It was the wrong quarter", by="Ada", now=NOW)


@pytest.mark.parametrize(("which", "why"), [(0, "newer"), (1, "accepted")])
def test_what_is_accepted_or_overtaken_is_not_explained(
    settings: Settings, send: Callable[..., str], which: int, why: str
) -> None:
    both = [send(UNUSUAL), send({"clicks": "10"})]
    told = {"turn": 3, "verdict": ACCEPTED, "country": "NL", "quarter": "2026-Q3", "collections": ["campaigns"]}
    Ledger(settings.ledger).append(EXAMINED, at=NOW, submission=both[1], **told)
    assert refusal(settings, both[which]) == why


def test_another_country_s_submission_is_not_there(asked: tuple[Settings, str]) -> None:
    settings, submission = asked
    assert refusal(settings, submission, country="FR") == "unknown"
    for ask in (door.life, door.answer_to):
        with pytest.raises(RefusedError, match="unknown"):
            ask(settings, submission, country="FR")
    with pytest.raises(RefusedError, match="unknown"):
        door.withdraw(settings, submission, reason="It is not mine at all", by="Eve", now=NOW, country="FR")
    with pytest.raises(RefusedError, match="unknown"):
        door.ask_waiver(settings, RULE, reason="It is not mine", by="Eve", now=NOW, submission=submission, country="FR")
    assert door.open_warnings(settings, submission, country="NL")
