"""Before a contract changes, coordinators see whom it would have stopped, and nothing of the installation changes."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from data_contracts import HERE
from pipeline import stages
from pipeline.cli import main
from pipeline.intake import receive
from pipeline.rehearsal import Rehearsal, rehearse
from pipeline.settings import Settings
from tests.files import csv_file

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Three countries: one has few impressions, one many, one sent nonsense."""
    found = Settings(home=tmp_path_factory.mktemp("rehearse"))
    for country, impressions in (("NL", "1000"), ("FR", "900000"), ("SE", "many")):
        data = csv_file(("campaigns", [{"impressions": impressions}]), country=country)
        receive(found, data, "file.csv", sender="test", now=NOW)
    stages.examine_pending(found, now=NOW)
    return found


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A contract by which a campaign has at least 5,000 impressions."""
    folder = tmp_path_factory.mktemp("contracts")
    text = (HERE / "collections" / "campaigns.odcs.yaml").read_text(encoding="utf-8")
    assert "clicks <= impressions" in text
    (folder / "collections").mkdir()
    (folder / "collections" / "campaigns.odcs.yaml").write_text(
        text.replace("clicks <= impressions", "impressions >= 5000"), encoding="utf-8"
    )
    return folder


@pytest.fixture(scope="module")
def done(settings: Settings, changed: Path) -> Rehearsal:
    return rehearse(settings, contracts=changed)


def test_it_says_who_would_have_been_stopped_by_which_rule(done: Rehearsal) -> None:
    (difference,) = done.differences
    assert (difference.country, difference.before, difference.after) == ("NL", "accepted", "returned")
    assert list(done.stopped().values()) == [1]
    ((rule, country, quarter),) = done.stopped()
    assert (rule, country, quarter) == (difference.rules[0], "NL", "2026-Q3")
    assert done.submissions == 3


def test_nothing_is_left_behind(settings: Settings, done: Rehearsal) -> None:
    assert done.submissions
    assert sorted(path.name for path in settings.ledger.parent.glob(".rehearsal-*")) == []


def test_the_command_tells_it_in_words_and_as_json(
    settings: Settings, changed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = ["--home", str(settings.home)]
    assert main([*home, "rehearse", "--contracts", str(changed), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["submissions"] == 3


def test_a_folder_without_contracts_is_refused(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--home", str(settings.home), "rehearse", "--contracts", str(tmp_path)]) == 1
    assert "no contract" in capsys.readouterr().err


def test_contracts_that_cannot_be_read_are_told_with_where_to_look(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "collections").mkdir()
    (tmp_path / "collections" / "campaigns.odcs.yaml").write_text("id: [", encoding="utf-8")
    assert main(["--home", str(settings.home), "rehearse", "--contracts", str(tmp_path)]) == 1
    assert "rehearsal.log" in capsys.readouterr().err
    assert "ParserError" in (settings.logs / "rehearsal.log").read_text(encoding="utf-8")
