"""Faults of ours: nothing is published on top of them, the operator is told, and no value is."""

import os

import dagster as dg
import duckdb

from pipeline.journal import lines
from pipeline.orchestration import automation
from pipeline.publish.pointer import current_edition
from tests.pipeline.orchestration.installation import Installation


def test_stored_rows_that_break_their_contract_stop_what_rests_on_them(installation: Installation) -> None:
    installation.drop("IE", "2026-Q3")
    first = installation.request()
    assert installation.execute(first).success
    before = current_edition(installation.settings.editions)
    with duckdb.connect(str(installation.settings.warehouse)) as warehouse:
        warehouse.execute("UPDATE campaigns SET clicks = impressions + 1")
    result = installation.execute(first)
    failed = [each.asset_key.to_user_string() for each in result.get_asset_check_evaluations() if not each.passed]
    assert not result.success
    assert failed == ["campaigns"]
    assert current_edition(installation.settings.editions) == before


def test_a_failed_run_leaves_a_line_for_the_operator_that_names_the_step_and_no_value(
    installation: Installation,
) -> None:
    installation.drop("IE", "2026-Q3", impressions=81_234)
    request = installation.request()
    installation.settings.warehouse.with_suffix(".lock").mkdir(parents=True)  # where a file has to be opened
    result = installation.execute(request)
    assert not result.success
    given = dg.build_run_status_sensor_context(
        sensor_name="failed_runs",
        dagster_event=result.get_run_failure_event(),
        dagster_instance=installation.instance,
        dagster_run=result.dagster_run,
        resources={"office": installation.office},
    )
    with given.for_run_failure() as context:
        automation.failed_runs(context)
    (line,) = (each for each in lines(installation.settings) if each["event"] == "run-failed")
    assert line == {
        "at": "2026-11-20T12:00:00.000+00:00",
        "level": "error",
        "event": "run-failed",
        "pid": os.getpid(),
        "run": result.run_id,
        "quarters": ["2026-Q3"],
        "steps": ["examine"],
    }
