"""When work is done: as soon as a file arrives, every night, every morning for letters; and a bell for failed runs."""

import dagster as dg

from data_contracts.duties import open_quarters
from pipeline import stages
from pipeline.heartbeat import INBOX, beat
from pipeline.journal import ERROR, note
from pipeline.orchestration.partitions import range_of, range_tags
from pipeline.orchestration.resources import SettingsResource
from pipeline.orchestration.upkeep import UPKEEP
from pipeline.room import NotTakenError

inbox_to_edition = dg.define_asset_job(
    "inbox_to_edition",
    selection=dg.AssetSelection.all() - dg.AssetSelection.groups(UPKEEP),
    description="Files received are examined, and what they change is calculated, protected and published.",
)
remind_members = dg.define_asset_job(
    "remind_members",
    selection=dg.AssetSelection.assets("reminders"),
    description="Letters that are due go out: a round opens, is soon due, is due, is overdue, or is complete.",
)

_UNFINISHED = [
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]


@dg.sensor(
    name="inbox",
    job=inbox_to_edition,
    minimum_interval_seconds=1,  # the daemon looks every five seconds; anything longer would miss every other look
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Asks for one run when something has arrived, or was said of what had, that no run has followed yet.",
)
def inbox(context: dg.SensorEvaluationContext, office: SettingsResource) -> dg.RunRequest | dg.SkipReason:
    """What arrives during a run waits for the next look, so files that come together are examined together."""
    settings = office.read()
    beat(settings, INBOX, at=office.now())
    try:
        stages.collect_inbox(settings, now=office.now())
    except NotTakenError as refused:
        return dg.SkipReason(f"Nothing can be received: the disk is {refused.why}.")
    pending = stages.identify_pending(settings, now=office.now())
    if not pending:
        return dg.SkipReason("Nothing has arrived.")
    waiting = context.instance.get_run_records(
        dg.RunsFilter(job_name=inbox_to_edition.name, statuses=_UNFINISHED), limit=1
    )
    if waiting:
        return dg.SkipReason(f"{len(pending)} submissions wait for the run that is on.")
    # Later quarters rest on earlier ones (cohorts, duties), so the run goes on to the last that is open; that is
    # also where a file goes that names no quarter.
    asked = [quarter for quarter in pending.values() if quarter]
    # The same files, of which nothing more was said, never cause a second run.
    return dg.RunRequest(run_key=stages.pending_key(settings), tags=range_tags([*asked, _open(office)[-1]]))


@dg.schedule(
    name="nightly",
    job=inbox_to_edition,
    cron_schedule="30 2 * * *",
    execution_timezone="UTC",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Every open quarter again: what fell due, what the contracts changed, what a failed run left behind.",
)
def nightly(context: dg.ScheduleEvaluationContext, office: SettingsResource) -> dg.RunRequest:
    return dg.RunRequest(run_key=context.scheduled_execution_time.isoformat(), tags=range_tags(_open(office)))


verify = dg.define_asset_job(
    "verify",
    selection=dg.AssetSelection.assets("proofs"),
    description="Every part of the installation is held against those before it.",
)
back_up = dg.define_asset_job(
    "back_up",
    selection=dg.AssetSelection.assets("backups"),
    description="A snapshot of all that cannot be made anew goes to the second place.",
)

letters = dg.ScheduleDefinition(
    name="letters",
    job=remind_members,
    cron_schedule="30 7 * * *",  # when people begin to work, in most of Europe
    execution_timezone="UTC",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Every morning: the letters that are due; on most days none is.",
)


weekly_proof = dg.ScheduleDefinition(
    name="weekly_proof",
    job=verify,
    cron_schedule="30 3 * * 0",
    execution_timezone="UTC",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Every Sunday, before the backup, so that none is taken of what nobody has looked at.",
)
weekly_backup = dg.ScheduleDefinition(
    name="weekly_backup",
    job=back_up,
    cron_schedule="30 4 * * 0",
    execution_timezone="UTC",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Every Sunday, after the night's edition: a snapshot, where the settings name a place for it.",
)


@dg.run_failure_sensor(
    name="failed_runs",
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Writes a line for the operator about every run that failed: which, where, never what it held.",
)
def failed_runs(context: dg.RunFailureSensorContext, office: SettingsResource) -> None:
    run = context.dagster_run
    steps = [event.step_key for event in context.get_step_failure_events() if event.step_key]
    context.log.error(f"run {run.run_id} failed in {', '.join(steps)}")
    facts = {"run": run.run_id, "quarters": range_of(run.tags), "steps": steps}
    note(office.read(), "run-failed", level=ERROR, at=office.now(), **facts)


def _open(office: SettingsResource) -> list[str]:
    return open_quarters(on=office.now().date())
