"""Every week an installation is proven and kept in a second place; what is damaged or gone fails the run."""

from pathlib import Path

import dagster as dg
import pytest

from pipeline.definitions import definitions
from pipeline.intake import receive
from tests.pipeline.orchestration.installation import NOW, Installation


def do(installation: Installation, job: str) -> dg.ExecuteInProcessResult:
    return definitions.resolve_job_def(job).execute_in_process(
        instance=installation.instance, resources={"office": installation.office}, raise_on_error=False
    )


def told(result: dg.ExecuteInProcessResult) -> dict[str, object]:
    (event,) = result.get_asset_materialization_events()
    return {name: value.value for name, value in event.materialization.metadata.items()}


def receive_one(installation: Installation) -> Path:
    """A file in the archive."""
    receive(installation.settings, b"country,quarter\n", "a.csv", sender="desk", now=NOW)
    (path,) = (each for each in installation.settings.archive.rglob("*") if each.is_file())
    return path


def test_nothing_is_wrong_with_an_installation_that_has_received_nothing(installation: Installation) -> None:
    assert do(installation, "verify").success
    assert told(do(installation, "back_up")) == {"snapshot": "none"}


def test_what_is_damaged_fails_the_proof_and_the_backup_and_both_tell_how_much(
    installation: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COP_BACKUP_TO", str(tmp_path / "second"))
    path = receive_one(installation)
    whole = told(do(installation, "back_up"))
    assert (whole["snapshots"], whole["events"]) == (1, 1)
    assert told(do(installation, "verify"))["problems"] == 0
    path.chmod(0o600)
    path.write_bytes(b"country,quartex\n")
    proof = do(installation, "verify")
    path.unlink()
    backup = do(installation, "back_up")
    assert not proof.success
    assert not backup.success
    assert told(proof)["problems"] == 1
    (check,) = proof.get_asset_check_evaluations()
    assert check.description == "archive altered"
    assert [each.passed for each in backup.get_asset_check_evaluations()] == [False]
