"""From files in the inbox to an edition by the run that the sensor asks for: a good file, a bad one, two quarters."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import pytest

from data_contracts.contract import COLLECTIONS
from data_contracts.quarters import quarters_between
from pipeline.journal import lines
from pipeline.publish.pointer import current_edition
from pipeline.settings import Settings
from pipeline.stages import run
from tests.pipeline.orchestration.installation import NOW, Installation, installed


@dataclass(frozen=True)
class Done:
    """A run, and where it was."""

    installation: Installation
    request: dg.RunRequest
    result: dg.ExecuteInProcessResult

    @property
    def editions(self) -> list[str]:
        return [path.stem for path in self.installation.settings.editions.glob("*.duckdb")]


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Done]:
    with installed(tmp_path_factory.mktemp("installation")) as installation:
        installation.drop("IE", "2026-Q1")
        installation.drop("PL", "2026-Q3")
        installation.drop("SE", "2026-Q3", text="this is not,a delivery\n1,2\n")
        request = installation.request()
        yield Done(installation, request, installation.execute(request))


def told(result: dg.ExecuteInProcessResult, asset: str) -> dict[str, object]:
    """The metadata of an asset, which is the same for each of its quarters."""
    events = result.get_asset_materialization_events()
    event = next(each.materialization for each in events if each.asset_key == dg.AssetKey(asset))
    return {name: value.value for name, value in event.metadata.items()}


def test_the_journal_tells_of_every_stage_with_the_run_that_it_was_part_of(done: Done) -> None:
    noted = {each["event"]: each.get("run") for each in lines(done.installation.settings)}
    stages = ("batch", "examined", "calculated", "protected", "published")
    assert {noted[each] for each in stages} == {done.result.run_id}
    assert noted["received"] is None


def test_a_bad_file_is_returned_and_the_run_stays_green(done: Done) -> None:
    assert done.result.success
    assert told(done.result, "submissions") == {"examined": 3, "accepted": 2, "returned": 1}


def test_the_edition_that_is_told_of_is_the_current_one(done: Done) -> None:
    current = current_edition(done.installation.settings.editions)
    assert current
    about = told(done.result, "editions")
    assert about["edition"] == current.stem
    assert about["is_new"] is True
    assert {"figures", "hidden", "members", "quarters", "owed", "delivered", "coverage_pct"} <= set(about)
    assert about["delivered"] == 2
    assert "| 2026-Q1 | delivered | 1 |" in str(about["deliveries"])


def test_every_asset_tells_numbers_that_can_be_followed_over_time(done: Done) -> None:
    for event in done.result.get_asset_materialization_events():
        assert event.asset_key
        about = told(done.result, event.asset_key.to_user_string())
        assert any(isinstance(value, int | float) for value in about.values())
    assert told(done.result, "campaigns") == {"rows": 2}
    assert told(done.result, "training") == {"rows": 0}


def test_one_run_handles_every_quarter_of_the_range(done: Done) -> None:
    events = done.result.get_asset_materialization_events()
    quarters = {
        each: {event.partition for event in events if event.asset_key == dg.AssetKey(each)} for each in COLLECTIONS
    }
    assert quarters == {each: set(quarters_between("2026-Q1", "2026-Q3")) for each in COLLECTIONS}


def test_every_check_has_run_and_passed(done: Done) -> None:
    found = [(each.check_name, each.passed) for each in done.result.get_asset_check_evaluations()]
    names = ["follows_from_its_ledger", *["holds_its_contract"] * len(COLLECTIONS), "keeps_its_contract"]
    assert sorted(found) == [(name, True) for name in (*names, "keeps_what_was_delivered", "totals_equal_their_parts")]


def test_afterwards_there_is_nothing_to_ask_for(done: Done) -> None:
    assert isinstance(done.installation.look(), dg.SkipReason)


def test_the_command_comes_to_the_same_edition(done: Done, tmp_path: Path) -> None:
    elsewhere = Settings(home=tmp_path)
    elsewhere.inbox.mkdir()
    for path in done.installation.settings.archive.rglob("*"):
        if path.is_file():
            (elsewhere.inbox / path.name).write_bytes(path.read_bytes())
    edition = run(elsewhere, now=NOW).edition
    assert edition
    assert [edition.edition] == done.editions


def test_a_run_repeated_changes_nothing(done: Done) -> None:
    before = done.editions
    again = done.installation.execute(done.request)
    assert again.success
    assert told(again, "submissions") == {"examined": 0, "accepted": 0, "returned": 0}
    assert done.editions == before


def test_a_first_file_that_nobody_can_read_publishes_nothing_and_is_no_fault_of_ours(
    installation: Installation,
) -> None:
    installation.drop("IE", "2026-Q3", text="\0\0\0")
    result = installation.execute(installation.request())
    assert result.success
    assert current_edition(installation.settings.editions) is None
    assert isinstance(installation.look(), dg.SkipReason)
