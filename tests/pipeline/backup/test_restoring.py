"""The drill: what is brought back is what was there, whatever happened meanwhile, in between, or to the backup."""

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pipeline import stages
from pipeline.backup.checking import check
from pipeline.backup.place import OBJECTS, place_to_read
from pipeline.backup.restoring import mend, restore
from pipeline.backup.sealing import identities_in, new_identity
from pipeline.backup.snapshots import find, read_manifest, read_snapshots, write_snapshot
from pipeline.backup.taking import back_up
from pipeline.cli import main
from pipeline.intake import receive
from pipeline.lives import lives
from pipeline.publish.pointer import current_edition, own_figures
from pipeline.receive.archive import load, path_of
from pipeline.refusals import RefusedError
from pipeline.settings import Settings
from pipeline.storage.equality import unequal_rows
from pipeline.storage.ledger import RECEIVED, Ledger
from tests.files import csv_file
from tests.homes import NOW, home_of, noise, sent

FIGURES = {"impressions": "360000", "clicks": "27000", "spend_eur": "60000"}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return home_of(tmp_path / "home")


@pytest.fixture
def to(tmp_path: Path) -> Path:
    return tmp_path / "place"


@pytest.fixture
def empty(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "new")


def refused(why: str) -> "pytest.RaisesExc[RefusedError]":
    return pytest.raises(RefusedError, match=f"^{why}$")


def contents(settings: Settings) -> dict[str, bytes]:
    """All but what is made anew, and the databases, whose bytes may differ and say the same."""
    found = {path.relative_to(settings.root).as_posix(): path for path in settings.root.rglob("*") if path.is_file()}
    aside = ("sqlite", "duckdb", "logs/", "ledger.head")
    return {name: path.read_bytes() for name, path in found.items() if not any(each in name for each in aside)}


def holds_what_it_tells(settings: Settings) -> set[str]:
    """The submissions that were received, once their bytes are proved."""
    received = Ledger(settings.ledger).events(RECEIVED)
    for each in received:
        assert load(settings.archive, each["sha256"])
    assert Ledger(settings.ledger).first_break() is None
    return {each["submission"] for each in received}


def test_a_disk_is_lost_while_everything_runs(tmp_path: Path, to: Path, empty: Settings) -> None:
    settings = Settings(home=tmp_path / "home")
    receive(settings, csv_file(("campaigns", [FIGURES])), "q3.csv", sender="test", country="NL", now=NOW)
    receive(settings, csv_file(("campaigns", [{"clicks": "x"}])), "bad.csv", sender="test", country="NL", now=NOW)
    stages.run(settings, now=NOW)
    before, warehouse = holds_what_it_tells(settings), tmp_path / "warehouse.duckdb"
    with ThreadPoolExecutor() as others:
        coming = [others.submit(noise, settings, number) for number in range(20)]
        receipted = before | {coming[0].result().submission}
        assert main(["--home", str(settings.root), "backup", str(to)]) == 0
        late = {each.result().submission for each in coming}
    edition, history = current_edition(settings.editions), lives(Ledger(settings.ledger).events())
    settings.warehouse.rename(warehouse)
    shutil.rmtree(settings.root)

    assert main(["restore", str(to), "--home", str(empty.root)]) == 0
    assert receipted <= holds_what_it_tells(empty) <= before | late
    found = current_edition(empty.editions)
    assert edition
    assert found
    assert found.name == edition.name
    assert own_figures(empty.members, found, country="NL")
    assert unequal_rows(empty.warehouse, warehouse) == {}
    again = lives(Ledger(empty.ledger).events())
    assert all(again[each].as_row() == history[each].as_row() for each in before)
    done = stages.run(empty, now=NOW)
    assert done.edition
    assert (done.edition.edition, done.edition.is_new) == (edition.stem, False)


def test_what_was_kept_is_brought_back_as_it_was(settings: Settings, to: Path, empty: Settings) -> None:
    (settings.inbox / "FR").mkdir()
    (settings.inbox / "FR").chmod(0o770)
    back_up(settings, to, now=NOW)
    restore(empty, to)
    assert contents(empty) == contents(settings)
    assert Ledger(empty.ledger).chain() == Ledger(settings.ledger).chain()
    assert (empty.inbox / "FR").stat().st_mode & 0o777 == 0o770
    assert not (empty.root / ".restoring").exists()
    archived = next(path for path in empty.archive.rglob("*") if path.is_file())
    assert archived.stat().st_mode & 0o777 == 0o440


def test_the_restored_one_goes_on_in_the_same_place(settings: Settings, to: Path, empty: Settings) -> None:
    secret, recipient = new_identity()
    identity = to.with_name("identity")
    identity.write_text(secret, encoding="utf-8")
    back_up(settings, to, recipients=[recipient], now=NOW)
    restore(empty, to, identities=identities_in(identity))
    again = back_up(empty, to, recipients=[recipient], now=NOW + timedelta(hours=1))
    assert again.new == 1
    sent(settings, "C8")
    back_up(settings, to, recipients=[recipient], now=NOW + timedelta(hours=2))
    sent(empty, "C9")
    with refused("backup-other-history"):  # the copy and the original have each gone on
        back_up(empty, to, recipients=[recipient], now=NOW + timedelta(hours=3))


def test_an_encrypted_one_needs_its_identity(settings: Settings, to: Path, empty: Settings, tmp_path: Path) -> None:
    secret, recipient = new_identity()
    right, wrong, none = tmp_path / "right", tmp_path / "wrong", tmp_path / "none"
    right.write_text(secret, encoding="utf-8")
    wrong.write_text(new_identity()[0], encoding="utf-8")
    none.write_text("# nothing\n", encoding="utf-8")
    back_up(settings, to, recipients=[recipient], now=NOW)
    with refused("backup-needs-identity"):
        restore(empty, to)
    with refused("backup-wrong-identity"):
        restore(empty, to, identities=identities_in(wrong))
    with refused("backup-no-identity"):
        identities_in(none)
    assert not empty.root.exists()
    restore(empty, to, identities=identities_in(right))
    assert contents(empty).items() >= contents(settings).items()


def test_nothing_is_ever_written_over(settings: Settings, to: Path) -> None:
    back_up(settings, to, now=NOW)
    before = contents(settings)
    with refused("restore-not-empty"):
        restore(settings, to)
    assert contents(settings) == before


def test_an_earlier_moment_is_named_by_how_it_begins(settings: Settings, to: Path, empty: Settings) -> None:
    back_up(settings, to, now=NOW)
    sent(settings, "C3")
    back_up(settings, to, now=NOW + timedelta(days=1))
    with refused("backup-no-snapshot"):
        restore(empty, to, at="2025")
    restore(empty, to, at="20261120")
    assert Ledger(empty.ledger).newest() == 2


def test_a_damaged_backup_is_refused_and_gives_all_the_rest_when_asked(
    settings: Settings, to: Path, empty: Settings
) -> None:
    received = sent(settings, "C3")
    back_up(settings, to, now=NOW)
    (to / OBJECTS / received.sha256[:2] / received.sha256).unlink()
    with refused("backup-damaged"):
        restore(empty, to)
    assert not empty.ledger.exists()
    done = restore(empty, to, despite_damage=True)
    assert done.lost == (path_of(empty.archive, received.sha256).relative_to(empty.root).as_posix(),)
    assert len(contents(empty)) == len(contents(settings)) - 1


def test_a_ledger_that_does_not_end_where_the_backup_says_is_refused(
    settings: Settings, to: Path, empty: Settings
) -> None:
    back_up(settings, to, now=NOW)
    for path in (to / OBJECTS).rglob("*"):
        if path.is_file() and path.read_bytes().startswith(b"SQLite format 3"):
            path.unlink()
    with refused("backup-damaged"):
        restore(empty, to, despite_damage=True)


def test_a_backup_that_somebody_made_up_writes_nowhere_else(settings: Settings, to: Path, empty: Settings) -> None:
    back_up(settings, to, now=NOW)
    place, newest = place_to_read(to), find(to, None)
    manifest = read_manifest(place, newest)
    for path in ("../evil.csv", "/tmp/evil.csv", "private/../../evil.csv"):
        files = (*manifest.files[1:], replace(manifest.files[0], path=path))
        write_snapshot(place, replace(manifest, files=files), mark=newest.mark, at=NOW + timedelta(hours=1))
        with refused("backup-damaged"):
            restore(empty, to, despite_damage=True)
    assert not empty.root.exists()


def test_a_single_file_is_brought_back_while_everything_runs(settings: Settings, to: Path) -> None:
    lost, turned = sent(settings, "C3"), sent(settings, "C4")
    before = contents(settings)
    back_up(settings, to, now=NOW)
    path_of(settings.archive, lost.sha256).unlink()
    path_of(settings.archive, turned.sha256).chmod(0o600)
    path_of(settings.archive, turned.sha256).write_bytes(b"something else")
    sent(settings, "C5")
    assert len(mend(settings, to).manifest.files) == 2
    assert contents(settings).items() >= before.items()
    assert mend(settings, to).manifest.files == ()


def test_tokens_and_contacts_come_back_only_where_they_are_gone(settings: Settings, to: Path) -> None:
    contacts = settings.root / "contacts.csv"
    contacts.write_text("country,role\n", encoding="utf-8")
    back_up(settings, to, now=NOW)
    contacts.write_text("country,role\nPL,steward\n", encoding="utf-8")
    assert mend(settings, to).manifest.files == ()
    contacts.unlink()
    assert [item.path for item in mend(settings, to).manifest.files] == ["contacts.csv"]


class _Cut(BaseException):
    """The power fails at this step."""


def steps(monkeypatch: pytest.MonkeyPatch, *, cut_at: int | None = None) -> list[str]:
    """Every call that makes something last on the disk, as it happens; the power fails at `cut_at`."""
    done: list[str] = []

    def watched(name: str):
        really = getattr(os, name)

        def call(*arguments: object, **options: object):
            done.append(name)
            if len(done) - 1 == cut_at:
                raise _Cut
            return really(*arguments, **options)

        return call

    for name in ("fsync", "replace", "rename", "unlink"):
        monkeypatch.setattr(os, name, watched(name))
    return done


def test_a_backup_that_is_cut_off_anywhere_leaves_those_before_and_is_simply_repeated(
    settings: Settings, to: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_up(settings, to, now=NOW)
    first = find(to, None).name
    sent(settings, "C3")
    later, reached, number = NOW + timedelta(days=40), 0, 0
    while reached == number:
        place = tmp_path / f"cut{number}"
        shutil.copytree(to, place)
        with monkeypatch.context() as patch:
            done = steps(patch, cut_at=number)
            try:
                back_up(settings, place, now=later)
            except _Cut:
                reached += 1
        number += 1
        assert check(place).is_sound
        assert len(read_snapshots(place)[0]) in (1, 2)
        assert find(place, None).name >= first
        assert back_up(settings, place, now=later).events == 3
        assert check(place).is_sound
        assert not list(place.rglob(".unfinished*"))
        shutil.rmtree(place)
    assert reached == len(done) > 10


def test_a_restore_that_is_cut_off_anywhere_begins_again(
    settings: Settings, to: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_up(settings, to, now=NOW)
    reached = number = 0
    while reached == number:
        new = Settings(home=tmp_path / f"new{number}")
        with monkeypatch.context() as patch:
            done = steps(patch, cut_at=number)
            try:
                restore(new, to)
            except _Cut:
                reached += 1
        number += 1
        if reached == number:
            restore(new, to)
        assert contents(new) == contents(settings)
        shutil.rmtree(new.root)
    assert reached == len(done) > 10
