"""The inbox sensor asks for one run for all that has arrived, and never twice for the same."""

import dagster as dg
import pytest
from dagster._core.definitions.automation_tick_evaluation_context import build_run_requests_with_backfill_policies
from dagster._core.definitions.events import AssetKeyPartitionKey

from data_contracts.duties import load_members
from pipeline import stages
from pipeline.definitions import definitions
from pipeline.heartbeat import INBOX, last_beat
from pipeline.orchestration.partitions import range_of
from pipeline.storage.ledger import EXAMINED, EXPLAINED, Ledger
from tests.pipeline.orchestration.installation import NOW, Installation


def test_an_empty_inbox_asks_for_nothing(installation: Installation) -> None:
    assert isinstance(installation.look(), dg.SkipReason)


def test_files_of_several_quarters_ask_for_one_run_up_to_the_latest_open_quarter(installation: Installation) -> None:
    installation.drop("IE", "2026-Q1")
    installation.drop("PL", "2025-Q4")
    assert installation.request().tags == {
        "dagster/asset_partition_range_start": "2025-Q4",
        "dagster/asset_partition_range_end": "2026-Q3",
    }


def test_forty_files_ask_for_one_run_that_follows_all_of_them(installation: Installation) -> None:
    countries = sorted(set(load_members()["country"]))
    for place in range(40):
        installation.drop(countries[place % len(countries)], "2026-Q3", impressions=80_000 + place)
    request = installation.request()
    pending = stages.identify_pending(installation.settings, now=NOW)
    assert len(pending) == 40
    assert request.run_key == stages.pending_key(installation.settings)
    assert installation.request().run_key == request.run_key


def test_a_backfill_over_several_quarters_is_one_run_over_their_range(installation: Installation) -> None:
    graph = definitions.resolve_asset_graph()
    stages_of_it = {key for key in graph.get_all_asset_keys() if graph.get(key).is_partitioned}
    quarters = ("2026-Q1", "2026-Q2", "2026-Q3")
    (request,) = build_run_requests_with_backfill_policies(
        {AssetKeyPartitionKey(key, quarter) for key in stages_of_it for quarter in quarters},
        asset_graph=graph,
        dynamic_partitions_store=installation.instance,
    )
    assert range_of(request.tags) == ["2026-Q1", "2026-Q3"]
    assert set(request.asset_selection or ()) == stages_of_it


def test_a_file_that_names_no_quarter_asks_for_a_run_of_the_latest_open_quarter(installation: Installation) -> None:
    installation.drop("IE", "2026-Q3", text="this is not,a delivery\n1,2\n")
    assert set(installation.request().tags.values()) == {"2026-Q3"}


def test_the_same_files_ask_under_the_same_key(installation: Installation) -> None:
    installation.drop("IE", "2026-Q3")
    assert installation.request().run_key == installation.request().run_key


def test_another_file_asks_under_another_key(installation: Installation) -> None:
    installation.drop("IE", "2026-Q3")
    first = installation.request().run_key
    installation.drop("PL", "2026-Q3")
    assert installation.request().run_key != first


def test_what_is_said_of_a_file_asks_under_another_key(installation: Installation) -> None:
    installation.drop("IE", "2026-Q2")
    first = installation.request()
    ((submission, quarter),) = stages.identify_pending(installation.settings, now=NOW).items()
    ledger = Ledger(installation.settings.ledger)
    ledger.append(EXAMINED, at=NOW, submission=submission, turn=1, verdict="needs-explanation", quarter=quarter)
    assert isinstance(installation.look(), dg.SkipReason)
    ledger.append(EXPLAINED, at=NOW, submission=submission)
    again = installation.request()
    assert again.tags == first.tags
    assert again.run_key != first.run_key


def test_what_arrives_during_a_run_waits_for_its_end(installation: Installation) -> None:
    installation.drop("IE", "2026-Q3")
    job = definitions.resolve_job_def("inbox_to_edition")
    installation.instance.create_run_for_job(job, status=dg.DagsterRunStatus.STARTED)
    assert isinstance(installation.look(), dg.SkipReason)


def test_where_nothing_can_be_kept_the_sensor_says_so_and_the_file_waits(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    installation.drop("IE", "2026-Q3")
    monkeypatch.setenv("COP_FREE_MB", "999999999")
    said = installation.look()
    assert isinstance(said, dg.SkipReason)
    assert said.skip_message == "Nothing can be received: the disk is full."
    monkeypatch.delenv("COP_FREE_MB")
    assert installation.request().run_key
    assert last_beat(installation.settings, INBOX) == NOW
