"""What may pass is tried again after a while; what is a fault of ours is not."""

import errno
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from pipeline.definitions import definitions
from pipeline.mailing import NONE
from pipeline.orchestration.patience import BACK_OFF
from pipeline.storage.passing import may_pass
from pipeline.storage.warehouse import WarehouseBusyError
from tests.mail import SENDER, MailBox, mail_box
from tests.pipeline.orchestration.installation import Installation


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch) -> Iterator[MailBox]:
    with mail_box() as box:
        told = {"HOST": "127.0.0.1", "PORT": str(box.port), "FROM": SENDER, "SECURITY": NONE}
        for name, text in told.items():
            monkeypatch.setenv(f"COP_SMTP_{name}", text)
        yield box


def remind(installation: Installation) -> dg.ExecuteInProcessResult:
    """The run that the schedule asks for, on a day that is three days after the due date."""
    people = "country,role,language,address\nPL,steward,pl,pl@example.org\nIE,steward,en,ie@example.org\n"
    installation.settings.contacts.write_text(people, encoding="utf-8")
    return definitions.resolve_job_def("remind_members").execute_in_process(
        instance=installation.instance, resources={"office": installation.office}, raise_on_error=False
    )


def told(result: dg.ExecuteInProcessResult) -> dict[str, object]:
    (event,) = result.get_asset_materialization_events()
    return {name: value.value for name, value in event.materialization.metadata.items()}


def test_letters_wait_for_a_mail_server_that_is_away_for_a_moment(installation: Installation, box: MailBox) -> None:
    box.away = 1
    result = remind(installation)
    assert result.success
    retried = [each for each in result.all_events if each.event_type == dg.DagsterEventType.STEP_UP_FOR_RETRY]
    assert len(retried) == 1
    assert sorted(box.recipients) == ["ie@example.org", "pl@example.org"]
    assert told(result) == {
        "sent": 2,
        "failed": 0,
        "still_due": 0,
        "never_confirmed": 0,
        "contacts": 2,
        "wrong_lines_in_contacts": 0,
        "has_mail_server": True,
    }


def test_a_file_in_the_inbox_has_come_as_far_as_letters_are_concerned(installation: Installation, box: MailBox) -> None:
    installation.drop("IE", "2026-Q3")
    assert told(remind(installation))["sent"] == 1
    assert box.recipients == ["pl@example.org"]


def test_without_a_mail_server_nobody_is_written_to_and_nothing_is_wrong(installation: Installation) -> None:
    result = remind(installation)
    assert result.success
    assert told(result)["still_due"] == 2


def test_a_fault_of_ours_is_not_tried_again(installation: Installation) -> None:
    installation.drop("IE", "2026-Q3")
    request = installation.request()
    installation.settings.warehouse.with_suffix(".lock").mkdir(parents=True)  # where a file has to be opened
    result = installation.execute(request)
    assert not result.success
    assert [each for each in result.all_events if each.event_type == dg.DagsterEventType.STEP_UP_FOR_RETRY] == []


def locked(path: Path) -> sqlite3.Error:
    with sqlite3.connect(path, isolation_level=None) as one, sqlite3.connect(path, timeout=0) as two:
        one.execute("BEGIN IMMEDIATE")
        with pytest.raises(sqlite3.OperationalError) as refused:
            two.execute("BEGIN IMMEDIATE")
    one.close()
    two.close()
    return refused.value


def test_a_lock_and_a_full_disk_may_pass(tmp_path: Path) -> None:
    assert may_pass(WarehouseBusyError("in use"))
    assert may_pass(OSError(errno.ENOSPC, "No space left on device"))
    assert may_pass(duckdb.IOException("IO Error: Could not write file: No space left on device"))
    assert may_pass(locked(tmp_path / "locked.sqlite"))


@pytest.mark.parametrize(
    "error",
    [
        ValueError("1"),
        FileNotFoundError(errno.ENOENT, "No such file"),
        PermissionError(errno.EACCES, "Permission denied"),
        sqlite3.DatabaseError("file is not a database"),
        duckdb.ConstraintException("Duplicate key"),
    ],
)
def test_anything_else_is_a_fault_of_ours(error: Exception) -> None:
    assert not may_pass(error)


def test_each_wait_is_longer_than_the_one_before() -> None:
    plain = dg.RetryPolicy(BACK_OFF.max_retries, BACK_OFF.delay, BACK_OFF.backoff)
    waits = [plain.calculate_delay(attempt) for attempt in range(1, BACK_OFF.max_retries + 1)]
    assert waits == sorted(set(waits))
    assert BACK_OFF.jitter
