"""What Dagster loads is exactly what is listed here: a definition that is lost is lost without a word."""

import subprocess
import sys
import sysconfig
from pathlib import Path

import dagster as dg

from data_contracts.contract import COLLECTIONS
from data_contracts.duties import load_calendar
from pipeline.definitions import definitions

ROOT = Path(__file__).parents[3]
STAGES = ["submissions", "findings", *COLLECTIONS, "indicators", "protected_indicators", "editions"]
UPKEEP = ["reminders", "proofs", "backups"]


def test_there_is_an_asset_for_every_table() -> None:
    found = {key.to_user_string() for key in definitions.resolve_asset_graph().get_all_asset_keys()}
    assert found == {*STAGES, *UPKEEP}


def test_every_stage_but_the_editions_is_partitioned_by_the_quarters_of_the_calendar() -> None:
    quarters = load_calendar().get_column("quarter").to_list()
    for asset in definitions.resolve_asset_graph().assets_defs:
        for key in asset.keys:
            found = asset.partitions_def and asset.partitions_def.get_partition_keys()
            assert found == (None if key.to_user_string() in ("editions", *UPKEEP) else quarters)


def test_the_checks_look_for_faults_of_ours_alone() -> None:
    found = {(key.asset_key.to_user_string(), key.name) for key in definitions.resolve_asset_graph().asset_check_keys}
    assert found == {(each, "holds_its_contract") for each in COLLECTIONS} | {
        ("submissions", "follows_from_its_ledger"),
        ("editions", "keeps_its_contract"),
        ("editions", "keeps_what_was_delivered"),
        ("editions", "totals_equal_their_parts"),
        ("proofs", "holds"),
        ("backups", "is_whole"),
    }


def test_the_jobs_sensors_and_schedules_are_these() -> None:
    repository = definitions.get_repository_def()
    jobs = [job.name for job in repository.get_all_jobs() if not job.name.startswith("__ASSET_JOB")]
    assert sorted(jobs) == ["back_up", "inbox_to_edition", "remind_members", "verify"]
    assert sorted(each.name for each in repository.sensor_defs) == ["failed_runs", "inbox"]
    assert {each.name: (each.cron_schedule, each.execution_timezone) for each in repository.schedule_defs} == {
        "nightly": ("30 2 * * *", "UTC"),
        "letters": ("30 7 * * *", "UTC"),
        "weekly_proof": ("30 3 * * 0", "UTC"),
        "weekly_backup": ("30 4 * * 0", "UTC"),
    }


def test_no_backfill_of_a_stage_is_more_than_one_run() -> None:
    for asset in definitions.resolve_asset_graph().assets_defs:
        if asset.partitions_def:
            assert asset.backfill_policy == dg.BackfillPolicy.single_run()


def test_no_asset_repeats_a_fault_of_ours() -> None:
    for job in ("inbox_to_edition", "remind_members", "verify", "back_up"):
        nodes = definitions.resolve_job_def(job).graph.nodes
        assert {node.definition.retry_policy for node in nodes} == {None}  # patience.py asks again for what may pass


def test_every_sensor_and_schedule_runs_without_being_switched_on() -> None:
    repository = definitions.get_repository_def()
    assert {each.default_status for each in repository.sensor_defs} == {dg.DefaultSensorStatus.RUNNING}
    assert {each.default_status for each in repository.schedule_defs} == {dg.DefaultScheduleStatus.RUNNING}


def test_every_step_waits_its_turn_for_the_warehouse() -> None:
    job = definitions.resolve_job_def("inbox_to_edition")
    assert {node.definition.pool for node in job.graph.nodes} == {"warehouse"}


def test_the_definitions_load_from_the_workspace_file(tmp_path: Path) -> None:
    asked = subprocess.run(
        [Path(sysconfig.get_path("scripts")) / "dagster", "sensor", "list", "-w", "workspace.yaml"],
        cwd=ROOT,
        env={"DAGSTER_HOME": str(tmp_path), "DAGSTER_DISABLE_TELEMETRY": "1", "PATH": str(Path(sys.executable).parent)},
        capture_output=True,
        text=True,
    )
    assert asked.returncode == 0, asked.stderr
    assert "Sensor: inbox [RUNNING]" in asked.stdout
