"""Which backups stay: all of the last days, one a week, one a month; never fewer than can be proved."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.backup.checking import check
from pipeline.backup.keeping import Keep, staying
from pipeline.backup.place import OBJECTS, SNAPSHOTS
from pipeline.backup.snapshots import Snapshot, read_snapshots
from pipeline.backup.taking import back_up
from pipeline.settings import Settings
from tests.homes import NOW, dropped, home_of

NIGHT = datetime(2028, 11, 20, 2, 30, tzinfo=UTC)


def nightly(nights: int) -> list[Snapshot]:
    """A snapshot every night up to NIGHT."""
    moments = [NIGHT - timedelta(days=days) for days in range(nights)]
    return [Snapshot(f"{at:%Y%m%dT%H%M%SZ}-00", "", frozenset(), "") for at in moments]


def test_all_of_a_week_then_one_a_week_then_one_a_month_stay() -> None:
    nights = {each.name: each.at for each in nightly(1000)}
    last_days = {name for name, at in nights.items() if NIGHT - at < timedelta(days=7)}
    sundays = {name for name, at in nights.items() if at.isoweekday() == 7 and NIGHT - at < timedelta(weeks=8)}
    month_ends = {name for name, at in nights.items() if (at + timedelta(days=1)).day == 1 and at.year > 2026}
    the_first_of_24_months = {name for name in nights if name.startswith("20261231")}
    kept = staying(nightly(1000), Keep(), now=NIGHT)
    assert kept == last_days | sundays | month_ends | the_first_of_24_months
    assert len(kept) == 7 + 8 + 23 - 1  # the month that is on has its end among the days; one Sunday is among them


def test_the_newest_stays_whatever_its_age() -> None:
    (only,) = nightly(1)
    assert staying([only], Keep(0, 0, 0), now=NIGHT + timedelta(days=9999)) == {only.name}


@pytest.mark.parametrize("text", ["", "7", "7/8", "7/8/24/1", "-1/8/24", "a/b/c"])
def test_what_is_not_days_weeks_months_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{text}$"):
        Keep.read(text)
    with pytest.raises(ValueError, match="COP_BACKUP_KEEP"):
        Settings(backup_keep=text)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return home_of(tmp_path / "home")


def test_objects_that_no_backup_rests_on_go_with_it(settings: Settings, tmp_path: Path) -> None:
    to, passing = tmp_path / "place", dropped(settings, "passing.csv", b"for a while")
    back_up(settings, to, now=NOW)
    before = set((to / OBJECTS).rglob("*"))
    passing.unlink()
    done = back_up(settings, to, keep=Keep(1, 0, 0), now=NOW + timedelta(days=2))
    assert (done.let_go, done.snapshots) == (1, 1)
    assert len(before - set((to / OBJECTS).rglob("*"))) == 2  # the passing file, the first manifest
    assert check(to).is_sound


def test_nothing_goes_while_a_backup_cannot_be_read(settings: Settings, tmp_path: Path) -> None:
    to = tmp_path / "place"
    back_up(settings, to, now=NOW)
    (damaged,) = (to / SNAPSHOTS).iterdir()
    damaged.write_bytes(damaged.read_bytes().replace(b"manifest", b"manifold"))
    done = back_up(settings, to, keep=Keep(0, 0, 0), now=NOW + timedelta(days=2))
    assert (done.let_go, done.unreadable) == (0, 1)
    assert check(to).unreadable == (damaged.name,)


def test_a_clock_that_was_set_back_costs_no_backup(settings: Settings, tmp_path: Path) -> None:
    to = tmp_path / "place"
    back_up(settings, to, now=NOW)
    done = back_up(settings, to, keep=Keep(0, 0, 0), now=NOW - timedelta(days=400))
    assert done.snapshots == 2
    assert done.snapshot in {each.name for each in read_snapshots(to)[0]}
