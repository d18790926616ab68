"""Dagster's home is made ready before every start: configured, migrated, and rid of what former runs have left."""

from datetime import UTC, datetime, timedelta

import dagster as dg

from pipeline.definitions import definitions
from pipeline.orchestration.home import CONFIGURATION, KEPT, prepare
from tests.pipeline.orchestration.installation import NOW, Installation


def leave_a_run(installation: Installation, status: dg.DagsterRunStatus) -> str:
    job = definitions.resolve_job_def("inbox_to_edition")
    return installation.instance.create_run_for_job(job, status=status).run_id


def test_a_changed_configuration_is_taken_from_the_repository_again(installation: Installation) -> None:
    placed = installation.settings.dagster / "dagster.yaml"
    placed.write_text("telemetry: {enabled: true}", encoding="utf-8")
    prepare(installation.settings, now=NOW)
    assert placed.read_bytes() == CONFIGURATION.read_bytes()


def test_nothing_is_told_to_anyone_outside(installation: Installation) -> None:
    assert installation.instance.telemetry_enabled is False


def test_a_run_that_the_last_service_left_behind_counts_as_failed(installation: Installation) -> None:
    left = leave_a_run(installation, dg.DagsterRunStatus.STARTED)
    prepare(installation.settings, now=NOW)
    found = installation.instance.get_run_by_id(left)
    assert found
    assert found.status == dg.DagsterRunStatus.FAILURE


def test_a_run_that_waits_for_its_turn_goes_on_waiting(installation: Installation) -> None:
    left = leave_a_run(installation, dg.DagsterRunStatus.NOT_STARTED)
    prepare(installation.settings, now=NOW)
    found = installation.instance.get_run_by_id(left)
    assert found
    assert found.status == dg.DagsterRunStatus.NOT_STARTED


def test_the_record_of_an_old_run_is_forgotten(installation: Installation) -> None:
    leave_a_run(installation, dg.DagsterRunStatus.SUCCESS)
    prepare(installation.settings, now=datetime.now(UTC) + KEPT - timedelta(days=1))
    assert len(installation.instance.get_runs()) == 1
    prepare(installation.settings, now=datetime.now(UTC) + KEPT + timedelta(days=1))
    assert installation.instance.get_runs() == []
