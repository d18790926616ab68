"""Makes Dagster's home ready before anything starts on it: configuration, tables, and runs that died with the machine.

Two programs that start on an empty home would race to create it, so this runs first, alone:
`python -m pipeline.orchestration.home` with COP_HOME set.
"""

import os
from pathlib import Path

import dagster as dg

from pipeline.settings import Settings

CONFIGURATION = Path(__file__).parent.parent / "deploy" / "dagster.yaml"
_ABANDONED = [dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING]


def prepare(settings: Settings) -> int:
    """The number of abandoned runs: nothing else is alive now, so whatever claims to run is dead.

    They are reported as failed, which lets Dagster start them again and frees the warehouse for others.
    """
    settings.dagster.mkdir(parents=True, exist_ok=True)
    _place(CONFIGURATION, settings.dagster / "dagster.yaml")
    with dg.DagsterInstance.from_config(str(settings.dagster)) as instance:
        instance.upgrade()
        abandoned = instance.get_runs(filters=dg.RunsFilter(statuses=_ABANDONED))
        for run in abandoned:
            instance.report_run_failed(run, message="The service stopped while this run was on.")
    return len(abandoned)


def _place(source: Path, target: Path) -> None:
    """Copies a small file so that no reader ever sees half of it."""
    draft = target.with_suffix(".draft")
    draft.write_bytes(source.read_bytes())
    draft.replace(target)


if __name__ == "__main__":
    settings = Settings()
    os.environ["DAGSTER_HOME"] = str(settings.dagster)
    prepare(settings)
