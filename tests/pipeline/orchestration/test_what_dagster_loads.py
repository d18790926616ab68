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


def test_there_is_an_asset_for_every_table() -> None:
    found = {key.to_user_string() for key in definitions.resolve_asset_graph().get_all_asset_keys()}
    assert found == set(STAGES)


def test_every_asset_but_the_editions_is_partitioned_by_the_quarters_of_the_calendar() -> None:
    quarters = load_calendar().get_column("quarter").to_list()
    for asset in definitions.resolve_asset_graph().assets_defs:
        for key in asset.keys:
            found = asset.partitions_def and asset.partitions_def.get_partition_keys()
            assert found == (None if key == dg.AssetKey("editions") else quarters)


def test_there_is_a_check_for_every_contract() -> None:
    found = {(key.asset_key.to_user_string(), key.name) for key in definitions.resolve_asset_graph().asset_check_keys}
    assert found == {(each, "holds_its_contract") for each in COLLECTIONS} | {("editions", "keeps_its_contract")}


def test_the_jobs_sensors_and_schedules_are_these() -> None:
    repository = definitions.get_repository_def()
    jobs = [job.name for job in repository.get_all_jobs() if not job.name.startswith("__ASSET_JOB")]
    assert jobs == ["inbox_to_edition"]
    assert sorted(each.name for each in repository.sensor_defs) == ["failed_runs", "inbox"]
    assert [each.name for each in repository.schedule_defs] == ["nightly"]


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
