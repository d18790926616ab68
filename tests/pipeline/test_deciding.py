"""Waivers and overrides ease what may be eased, where and as long as they were given, and say so in every answer."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from data_contracts.findings import ACCEPTED, NEEDS_EXPLANATION, WAIVED
from pipeline import door, stages
from pipeline.cli import main
from pipeline.deciding import override, reopen
from pipeline.refusals import RefusedError
from pipeline.settings import Settings
from pipeline.storage.ledger import EXAMINED, OPENERS, Ledger
from pipeline.waivers import ask_waiver, grant_waiver, refuse_waiver, waivers
from tests.files import csv_file

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
RULE = "click-through-plausible"
WHY = "Our counter sees the clicks of robots too"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


def send(settings: Settings, *, quarter: str = "2026-Q3", country: str = "NL") -> door.Receipt:
    data = csv_file(("campaigns", [{"impressions": "1000", "clicks": "400"}]), quarter=quarter, country=country)
    return door.submit(settings, data, "file.csv", sender="desk", now=NOW)


def ask(settings: Settings, submission: str | None = None, rule: str = RULE, **more: str) -> str:
    more = more if submission else {"country": "NL"} | more
    return ask_waiver(settings, rule, reason=WHY, by="Ada", now=NOW, submission=submission, **more).id


def grant(settings: Settings, waiver: str, until: str = "2027-Q2") -> None:
    grant_waiver(settings, waiver, until=until, by="Bo", now=NOW)


def test_a_waiver_eases_the_submission_that_it_was_asked_about_and_says_so(settings: Settings) -> None:
    submission = send(settings).submission
    grant(settings, ask(settings, submission))
    answer = door.answer_to(settings, submission)
    (finding,) = [each for each in answer.findings if each.rule == RULE]
    assert (answer.verdict, finding.eased, finding.severity) == (ACCEPTED, WAIVED, "INFO")
    assert finding.fix() == f"Nothing to do: a coordinator has waived this rule for your country. “{WHY}”"
    assert door.answer_html(answer, "q3.csv").count("has waived this rule") == 1


def test_a_waiver_ends_by_itself_and_holds_for_one_country(settings: Settings) -> None:
    grant(settings, ask(settings), until="2026-Q3")
    assert send(settings).answer.verdict == ACCEPTED
    assert send(settings, country="FR").answer.verdict == NEEDS_EXPLANATION
    grant(settings, ask(settings, country="PL", collection="partners"))
    assert send(settings, country="PL").answer.verdict == NEEDS_EXPLANATION
    later = datetime(2027, 2, 1, tzinfo=UTC)
    assert [each.state for each in waivers(settings, now=later, country="NL")] == ["ended"]
    data = csv_file(("campaigns", [{"impressions": "1000", "clicks": "400"}]), quarter="2026-Q4")
    assert door.check(settings, data, "q4.csv", now=later).verdict == NEEDS_EXPLANATION


@pytest.mark.parametrize(
    ("rule", "why"),
    [("blank-cell", "not-to-be-waived"), ("collection-not-in-file", "not-to-be-waived"), ("no-rule", "rule-unknown")],
)
def test_only_warnings_and_errors_can_be_waived(settings: Settings, rule: str, why: str) -> None:
    with pytest.raises(RefusedError, match=why):
        ask(settings, rule=rule)


def test_a_waiver_is_asked_for_once_and_decided_once(settings: Settings) -> None:
    waiver = ask(settings)
    with pytest.raises(RefusedError, match="waiver-there"):
        ask(settings)
    refuse_waiver(settings, waiver, reason="Robots can be left out of the count", by="Bo", now=NOW)
    with pytest.raises(RefusedError, match="waiver-decided"):
        grant(settings, waiver)
    with pytest.raises(RefusedError, match="waiver-unknown"):
        grant(settings, "00000000")
    assert send(settings).answer.verdict == NEEDS_EXPLANATION
    grant(settings, ask(settings))
    assert [each.state for each in waivers(settings, now=NOW)] == ["granted", "refused"]


@pytest.mark.parametrize(("until", "why"), [("soon", "not-a-quarter"), ("2026-Q1", "quarter-over")])
def test_a_waiver_needs_an_end_that_is_still_to_come(settings: Settings, until: str, why: str) -> None:
    waiver = ask(settings)
    with pytest.raises(RefusedError, match=why):
        grant(settings, waiver, until=until)


def test_a_waiver_about_what_is_withdrawn_opens_nothing(settings: Settings) -> None:
    submission = send(settings).submission
    waiver = ask(settings, submission)
    door.withdraw(settings, submission, reason="It was the wrong file", by="Ada", now=NOW)
    grant(settings, waiver)
    assert [each["event"] for each in Ledger(settings.ledger).openers()] == ["received"]


def test_waivers_by_the_command(settings: Settings, capsys: pytest.CaptureFixture) -> None:
    cop = ["--home", str(settings.home)]
    assert main([*cop, "waiver", "list"]) == 0
    assert "No waiver" in capsys.readouterr().err
    assert main([*cop, "waiver", "ask", "Poland", RULE, "--reason", WHY, "--by", "Ada"]) == 0
    waiver = capsys.readouterr().out.split()[0]
    assert main([*cop, "waiver", "grant", waiver, "--until", "2035-Q2", "--by", "Bo"]) == 0
    assert f"{waiver}  PL  {RULE}  granted until 2035-Q2 by Bo" in capsys.readouterr().out
    assert main([*cop, "waiver", "refuse", waiver, "--reason", "Robots can be left out", "--by", "Bo"]) == 1
    assert "was decided on" in capsys.readouterr().err
    assert main([*cop, "waiver", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["reason"] == WHY


def test_an_override_lets_one_submission_s_error_pass_and_nothing_else(
    settings: Settings, capsys: pytest.CaptureFixture
) -> None:
    stock = {"stock_start": "3", "intake": "2", "stock_end": "5", "exited_positive": "0", "multi_agency_plans": "0"}
    before = csv_file(("exit_support", [stock]), quarter="2026-Q2")
    door.submit(settings, before, "q2.csv", sender="desk", now=NOW)
    stages.examine_pending(settings, now=NOW)
    after = csv_file(("exit_support", [stock | {"stock_start": "9", "stock_end": "11"}]))
    submission = door.submit(settings, after, "q3.csv", sender="desk", now=NOW).submission
    with pytest.raises(RefusedError, match="not-an-error"):
        override(settings, submission, "stock-balances", reason=WHY, by="Bo", now=NOW)
    with pytest.raises(RefusedError, match="rule-holds"):
        override(settings, submission, "trainers-active-within-trained", reason=WHY, by="Bo", now=NOW)
    given = ["override", submission, "stock-continuity", "--reason", "Four came over from another programme"]
    assert main(["--home", str(settings.home), *given, "--by", "Bo"]) == 0
    assert "a coordinator let this pass. “Four came over" in capsys.readouterr().out
    done = stages.examine_pending(settings, now=NOW)
    assert (done.submissions, done.accepted) == (1, 1)
    assert [row["state"] for row in door.history(settings) if row["submission"] == submission] == ["accepted"]


def test_only_what_a_fault_of_ours_held_up_is_examined_again(settings: Settings) -> None:
    submission = send(settings).submission
    told = {"turn": 1, "verdict": "returned", "country": "NL", "quarter": "2026-Q3", "collections": ["campaigns"]}
    ledger = Ledger(settings.ledger)
    ledger.append(EXAMINED, at=NOW, submission=submission, rules=[RULE], **told)
    with pytest.raises(RefusedError, match="nothing-of-ours"):
        reopen(settings, submission, by="Ops", now=NOW)
    ledger.append(EXAMINED, at=NOW, submission=submission, rules=["rule-could-not-run", RULE], **told)
    assert reopen(settings, submission, by="Ops", now=NOW).verdict == NEEDS_EXPLANATION
    assert [each["event"] for each in ledger.events(*OPENERS)] == ["received", "reopened"]
