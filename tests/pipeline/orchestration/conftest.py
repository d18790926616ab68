"""Every test has an installation to itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pipeline.orchestration.installation import Installation, installed


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    with installed(tmp_path / "home") as installation:
        yield installation
