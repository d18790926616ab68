"""Makes Dagster's home ready before anything starts on it: configuration, tables, and what former runs have left.

Two programs that start on an empty home would race to create it, so this runs first, alone:
`python -m pipeline.orchestration.home` with COP_HOME set.
"""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg

from pipeline.settings import Settings

CONFIGURATION = Path(__file__).parent.parent / "deploy" / "dagster.yaml"
KEPT = timedelta(days=90)
"""How long the record of a run is kept; what it did is in the ledger for good."""

_ABANDONED = [dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING]


def prepare(settings: Settings, *, now: datetime) -> None:
    """To be called while no other program uses this home; safe to repeat."""
    settings.dagster.mkdir(parents=True, exist_ok=True)
    _place(CONFIGURATION.read_text(encoding="utf-8"), settings.dagster / "dagster.yaml")
    with dg.DagsterInstance.from_config(str(settings.dagster)) as instance:
        _migrate(instance, settings.dagster / "migrated_to")
        # Nothing else is alive, so a run that is on is dead: failed, it is started again and holds nobody up.
        for run in instance.get_runs(filters=dg.RunsFilter(statuses=_ABANDONED)):
            instance.report_run_failed(run, message="The service stopped while this run was on.")
        for run in instance.get_runs(filters=dg.RunsFilter(created_before=now - KEPT)):
            instance.delete_run(run.run_id)


def _migrate(instance: dg.DagsterInstance, mark: Path) -> None:
    """Brings the tables to this version of Dagster; only after a change, for it opens the record of every run."""
    if mark.exists() and mark.read_text(encoding="utf-8") == dg.__version__:
        return
    instance.upgrade()
    _place(dg.__version__, mark)


def _place(text: str, target: Path) -> None:
    """Writes a small file so that no reader ever sees half of it."""
    draft = target.with_name(f".{target.name}")
    draft.write_text(text, encoding="utf-8")
    draft.replace(target)


if __name__ == "__main__":
    settings = Settings()
    os.environ["DAGSTER_HOME"] = str(settings.dagster)
    prepare(settings, now=datetime.now(UTC))
