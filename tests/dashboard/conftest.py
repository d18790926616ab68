"""An installation with the example edition, for every test of the dashboard that asks for one."""

from pathlib import Path

import pytest

from tests.dashboard.example import write_edition


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation without any edition."""
    monkeypatch.setenv("COP_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def published(home: Path) -> Path:
    """The folder of editions, with the example edition in it."""
    folder = home / "published"
    write_edition(folder)
    return folder
