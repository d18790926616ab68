"""The daemon alone, started the morning after: it makes up for the night, outlives a run that is killed, sends letters.

Each clock is real; the night and the morning are due because the record says that the daemon last looked yesterday.
"""

import os
import re
import shutil
import signal
import sqlite3
import sysconfig
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.remote_origin import RemoteRepositoryOrigin
from dagster._core.scheduler.instigation import (
    InstigatorState,
    InstigatorStatus,
    InstigatorType,
    ScheduleInstigatorData,
    SensorInstigatorData,
)
from dagster._core.workspace.load import location_origins_from_yaml_paths

from data_contracts import HERE
from pipeline.definitions import definitions
from pipeline.mailing import NONE
from pipeline.orchestration.home import prepare
from pipeline.orchestration.partitions import range_of
from pipeline.processes import Program, start, stop
from pipeline.publish.edition import read_table
from pipeline.publish.pointer import current_edition
from pipeline.settings import Settings
from pipeline.storage.ledger import EXAMINED, LETTER_SENT, PUBLISHED, RECEIVED, Ledger
from pipeline.storage.shelf import Shelf
from tests.files import csv_file
from tests.mail import SENDER, MailBox, mail_box
from tests.serving import wait_until

ROOT = Path(__file__).parents[2]
QUARTERS = ("2026-Q1", "2026-Q2", "2026-Q3")
QUARTER = QUARTERS[-1]
pytestmark = pytest.mark.timeout(1200)  # several programs start here, one after another, on however busy a machine
DONE = (dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED)


def wait(condition: Callable[[], object]) -> None:
    wait_until(condition, seconds=400)


@dataclass(frozen=True)
class Morning:
    """An installation whose daemon runs, with a file that came in the night."""

    settings: Settings
    instance: dg.DagsterInstance
    box: MailBox
    daemon: Program

    def runs(self, **tags: str) -> list[dg.DagsterRun]:
        """The runs with these tags, oldest first."""
        named = {f"dagster/{name}": text for name, text in tags.items()}
        return list(self.instance.get_runs(filters=dg.RunsFilter(tags=named)))[::-1]

    def ended(self, **tags: str) -> dg.DagsterRun | None:
        """The newest run with these tags, once it has ended."""
        self.must_be_alive()
        found = [run for run in self.runs(**tags) if run.status in DONE]
        return found[-1] if found else None

    def worker(self) -> int | None:
        """The process of the night's run, once it has begun its work."""
        self.must_be_alive()
        for run in self.runs(schedule_name="nightly"):
            told = [each.message for each in self.instance.all_logs(run.run_id)]
            if any("STEP_START" in each or "Started execution of step" in each for each in told):
                return next(
                    int(found[1]) for each in told if (found := re.search(r"Started process.*pid: (\d+)", each))
                )
        return None

    def must_be_alive(self) -> None:
        assert self.daemon.ended is None, self.daemon.log.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def morning(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Morning]:
    home = tmp_path_factory.mktemp("home")
    settings = Settings(home=home)
    settings.contacts.write_text("country,role,language,address\nPL,steward,pl,pl@example.org\n", encoding="utf-8")
    settings.inbox.mkdir()
    file = settings.inbox / "ireland.csv"
    file.write_bytes(csv_file(("campaigns", [{}]), country="IE", quarter=QUARTER))
    os.utime(file, (0, 0))
    prepare(settings, now=datetime.now(UTC))
    with dg.DagsterInstance.from_config(str(settings.dagster)) as instance, mail_box() as box:
        looked_last_yesterday(instance)
        daemon = started(settings, box, contracts=contracts_of_today(tmp_path_factory.mktemp("contracts")))
        try:
            yield Morning(settings, instance, box, daemon)
        finally:
            stop([daemon])


def looked_last_yesterday(instance: dg.DagsterInstance) -> None:
    """The record of a daemon that ran until yesterday; the inbox is left to the night, so that one run has it."""
    (location,) = location_origins_from_yaml_paths([str(ROOT / "workspace.yaml")])
    repository = RemoteRepositoryOrigin(location, "__repository__")
    yesterday = (datetime.now(UTC) - timedelta(days=1)).timestamp()
    for schedule in definitions.schedules or ():
        assert isinstance(schedule, dg.ScheduleDefinition)
        if schedule.name in ("nightly", "letters"):
            data = ScheduleInstigatorData(schedule.cron_schedule, yesterday)
            origin, running = repository.get_instigator_origin(schedule.name), InstigatorStatus.DECLARED_IN_CODE
            instance.add_instigator_state(InstigatorState(origin, InstigatorType.SCHEDULE, running, data))
    inbox = repository.get_instigator_origin("inbox")
    stopped = InstigatorState(inbox, InstigatorType.SENSOR, InstigatorStatus.STOPPED, SensorInstigatorData())
    instance.add_instigator_state(stopped)


def contracts_of_today(folder: Path) -> Path:
    """The contracts, with a round that was due four days ago whatever day it is."""
    shutil.copytree(HERE, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    today = datetime.now(UTC).date()
    lines = ["quarter,opens,due,closes"]
    for before, quarter in zip((2, 1, 0), QUARTERS, strict=True):
        due = today - timedelta(days=92 * before + 4)
        days = (due - timedelta(days=44), due, due + timedelta(days=30))
        lines.append(",".join([quarter, *(day.isoformat() for day in days)]))
    (folder / "rounds" / "calendar.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def started(settings: Settings, box: MailBox, *, contracts: Path) -> Program:
    """The daemon as `cop up` starts it."""
    mail = {"HOST": "127.0.0.1", "PORT": str(box.port), "FROM": SENDER, "SECURITY": NONE}
    environment = {
        **settings.as_environment(),
        **{f"COP_SMTP_{name}": text for name, text in mail.items()},
        "COP_HOME": str(settings.root),
        "COP_CONTRACTS": str(contracts),
        "DAGSTER_HOME": str(settings.dagster),
    }
    program = str(Path(sysconfig.get_path("scripts")) / "dagster-daemon")
    command = (program, "run", "-w", "workspace.yaml", "--log-level", "warning")
    return start("daemon", command, folder=ROOT, environment=environment, log=settings.logs / "daemon.log")


@pytest.fixture(scope="module")
def killed(morning: Morning) -> dg.DagsterRun:
    """The night's run, killed while it wrote: another holds the shelf, so that it cannot have come to an end."""
    Shelf(morning.settings.shelf).versions(countries=[], quarters=[])  # makes the file
    with closing(sqlite3.connect(morning.settings.shelf, isolation_level=None)) as shelf:
        shelf.execute("BEGIN IMMEDIATE")
        wait(morning.worker)
        worker = morning.worker()
        assert worker
        os.kill(worker, signal.SIGKILL)
        wait(lambda: morning.ended(schedule_name="nightly"))
    return morning.runs(schedule_name="nightly")[0]


def test_a_run_that_is_killed_is_ended_and_run_again_and_nothing_is_doubled(
    morning: Morning, killed: dg.DagsterRun
) -> None:
    wait(lambda: morning.runs(root_run_id=killed.run_id))
    wait(lambda: morning.ended(root_run_id=killed.run_id))
    again = morning.ended(root_run_id=killed.run_id)
    first = morning.instance.get_run_by_id(killed.run_id)
    assert first
    assert again
    assert (first.status, again.status) == (dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.SUCCESS)
    ledger = Ledger(morning.settings.ledger)
    assert [len(ledger.events(name)) for name in (RECEIVED, EXAMINED, PUBLISHED)] == [1, 1, 1]
    assert ledger.first_break() is None


def test_a_night_that_was_missed_is_made_up_for_by_one_run_over_all_open_quarters(
    morning: Morning, killed: dg.DagsterRun
) -> None:
    wait(lambda: current_edition(morning.settings.editions))
    edition = current_edition(morning.settings.editions)
    assert edition
    sent = read_table(edition, "versions")
    assert sent.select("country", "quarter", "collection", "version").rows() == [("IE", QUARTER, "campaigns", 1)]
    nights = [run for run in morning.runs(schedule_name="nightly") if run.root_run_id is None]
    assert [range_of(run.tags) for run in nights] == [[QUARTERS[0], QUARTER]]


def test_the_letters_of_the_morning_go_out_once(morning: Morning, killed: dg.DagsterRun) -> None:
    wait(lambda: morning.ended(schedule_name="letters"))
    ((to, letter),) = morning.box.received
    assert to == "pl@example.org"
    assert letter["Subject"] == "Polska, 2026-Q3: na co jeszcze czekamy"
    told = Ledger(morning.settings.ledger).events(LETTER_SENT)
    assert [(each["country"], each["kind"], each["role"]) for each in told] == [("PL", "after", "steward")]
