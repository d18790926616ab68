"""Settings: from the environment, from arguments, and refused by name where they cannot be."""

from pathlib import Path

import pytest

from pipeline.settings import Settings


def test_a_setting_comes_from_the_environment_unless_it_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COP_HOME", "/srv/cop")
    monkeypatch.setenv("COP_THRESHOLD", "10")
    assert (Settings().home, Settings().threshold) == (Path("/srv/cop"), 10)
    assert (Settings(home=Path("here")).home, Settings(threshold=3).threshold) == (Path("here"), 3)


@pytest.mark.parametrize("told", ["2", "11", "-5", "5.0", "five", ""])
def test_a_threshold_that_cannot_be_is_refused_by_name(told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COP_THRESHOLD", told)
    with pytest.raises(ValueError, match=f"COP_THRESHOLD={told}: .* from 3 to 10"):
        Settings()


def test_another_process_reads_the_same_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    mine = Settings(home=Path("there"), threshold=7, reader_seconds=3)
    for name, value in mine.as_environment().items():
        monkeypatch.setenv(name, value)
    assert Settings() == mine
