"""A backup holds all that cannot be made anew, copies only what is new, and says what is damaged, there and here."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from pipeline.backup.checking import check
from pipeline.backup.place import OBJECTS, SNAPSHOTS, alone, place_to_read
from pipeline.backup.sealing import Plain, identities_in, new_identity
from pipeline.backup.snapshots import Manifest, find, read_manifest
from pipeline.backup.taking import back_up, back_up_as_set
from pipeline.journal import lines
from pipeline.receive.archive import path_of
from pipeline.refusals import RefusedError
from pipeline.settings import Settings
from pipeline.storage.ledger import Ledger
from pipeline.storage.tokens import Tokens
from tests.homes import NOW, home_of, sent


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return home_of(tmp_path / "home")


@pytest.fixture
def to(tmp_path: Path) -> Path:
    return tmp_path / "place"


def manifest_of(to: Path, identities: list[object] | None = None) -> Manifest:
    """What the newest snapshot holds."""
    return read_manifest(place_to_read(to, identities or []), find(to, None))


def paths(to: Path) -> set[str]:
    return {item.path for item in manifest_of(to).files}


def object_of(to: Path, path: Path) -> Path:
    """Where the place holds these bytes."""
    (item,) = [each for each in manifest_of(to).files if path.match(each.path)]
    return to / OBJECTS / item.object[:2] / item.object


def refused(why: str) -> "pytest.RaisesExc[RefusedError]":
    return pytest.raises(RefusedError, match=f"^{why}$")


def test_what_cannot_be_made_anew_is_kept_and_nothing_else(settings: Settings, to: Path) -> None:
    ledger = Ledger(settings.ledger)
    Tokens(settings.tokens, ledger).make("PL", name="system", expires=NOW + timedelta(days=9), now=NOW)
    for made_anew in (settings.warehouse, settings.shelf, settings.logs / "daemon.log", settings.dagster / "runs"):
        made_anew.parent.mkdir(exist_ok=True)
        made_anew.write_bytes(b"made anew")
    for kept in (settings.answers / "q3.csv.txt", settings.editions / "e1.duckdb", settings.members / "e1/PL.duckdb"):
        kept.parent.mkdir(parents=True)
        kept.write_bytes(b"kept")
    (settings.editions / ".e2.duckdb.0a").write_bytes(b"unfinished")
    back_up(settings, to, now=NOW)
    archive = {each.relative_to(settings.root).as_posix() for each in settings.archive.rglob("*") if each.is_file()}
    others = {"inbox/PL/waiting.csv", "answers/q3.csv.txt", "published/e1.duckdb", "members/e1/PL.duckdb"}
    assert paths(to) == {"private/ledger.sqlite", "private/tokens.sqlite", *archive, *others}
    assert manifest_of(to).seq == ledger.newest() == 3
    assert manifest_of(to).folders.keys() == {"inbox", "inbox/PL"}


def test_a_file_that_was_dropped_just_now_is_kept_by_the_next_backup_at_the_latest(
    settings: Settings, to: Path
) -> None:
    for name in ("young.csv", "half.csv.part"):
        (settings.inbox / name).write_bytes(b"collection")
    for hours in (0, 1):
        back_up(settings, to, now=NOW + timedelta(hours=hours))
    assert {"inbox/young.csv", "inbox/half.csv.part"} <= paths(to)


def test_an_object_is_the_file_itself_under_its_hash(settings: Settings, to: Path) -> None:
    received = sent(settings, "C3")
    back_up(settings, to, now=NOW)
    copy = to / OBJECTS / received.sha256[:2] / received.sha256
    assert copy.read_bytes() == path_of(settings.archive, received.sha256).read_bytes()


def test_an_unchanged_installation_costs_a_manifest(settings: Settings, to: Path) -> None:
    first = back_up(settings, to, now=NOW)
    again = back_up(settings, to, now=NOW + timedelta(hours=1))
    assert (first.new, again.new, again.files, again.snapshots) == (first.files + 1, 1, first.files, 2)


def test_what_is_new_costs_itself_and_the_ledger(settings: Settings, to: Path) -> None:
    back_up(settings, to, now=NOW)
    sent(settings, "C3")
    again = back_up(settings, to, now=NOW + timedelta(hours=1))
    assert (again.new, again.events) == (3, 3)  # the file, the ledger, the manifest


def test_a_flipped_bit_is_found_and_named_and_healed_by_the_next_backup(settings: Settings, to: Path) -> None:
    received = sent(settings, "C3")
    back_up(settings, to, now=NOW)
    path = path_of(settings.archive, received.sha256)
    copy = object_of(to, path)
    data = bytearray(copy.read_bytes())
    data[len(data) // 2] ^= 1
    copy.chmod(0o600)
    copy.write_bytes(data)
    (harm,) = check(to).harmed
    assert harm.files == (path.relative_to(settings.root).as_posix(),)
    assert harm.snapshots == (find(to, None).name,)
    back_up(settings, to, now=NOW + timedelta(hours=1))
    assert check(to).is_sound
    assert copy.read_bytes() == path.read_bytes()


@pytest.mark.parametrize("harm", [lambda path: path.unlink(), lambda path: path.write_bytes(b"short")])
def test_what_was_cut_or_lost_is_healed_without_a_check(settings: Settings, to: Path, harm) -> None:
    back_up(settings, to, now=NOW)
    copy = object_of(to, next(each for each in settings.archive.rglob("*") if each.is_file()))
    copy.chmod(0o600)
    harm(copy)
    back_up(settings, to, now=NOW + timedelta(hours=1))
    assert check(to).is_sound


def test_a_damaged_file_of_the_archive_never_replaces_the_good_copy(settings: Settings, to: Path) -> None:
    lost, cut = sent(settings, "C3"), sent(settings, "C4")
    back_up(settings, to, now=NOW)
    path_of(settings.archive, lost.sha256).unlink()
    path_of(settings.archive, cut.sha256).chmod(0o600)
    path_of(settings.archive, cut.sha256).write_bytes(b"cut")
    done = back_up(settings, to, now=NOW + timedelta(hours=1))
    assert (len(done.damaged), done.missing) == (2, ())
    assert check(to).is_sound
    assert {each.sha256 for each in manifest_of(to).files} >= {lost.sha256, cut.sha256}


def test_what_no_backup_holds_is_said_to_be_missing(settings: Settings, to: Path) -> None:
    lost, turned = sent(settings, "C3"), sent(settings, "C4")
    path_of(settings.archive, lost.sha256).unlink()
    path_of(settings.archive, turned.sha256).chmod(0o600)
    path_of(settings.archive, turned.sha256).write_bytes(b"something else")
    done = back_up(settings, to, now=NOW)
    names = {path_of(settings.archive, each.sha256).relative_to(settings.root).as_posix() for each in (lost, turned)}
    assert set(done.missing) == set(done.damaged) == names


def test_another_installation_or_an_older_copy_does_not_go_on_in_the_same_place(
    settings: Settings, to: Path, tmp_path: Path
) -> None:
    back_up(settings, to, now=NOW)
    before = sorted(each.name for each in to.rglob("*"))
    stranger = home_of(tmp_path / "other", names=("C9",))
    with refused("backup-other-history"):
        back_up(stranger, to, now=NOW)
    assert {each.name for each in (to / SNAPSHOTS).iterdir()} <= set(before)


def test_two_at_once_exclude_each_other(settings: Settings, to: Path) -> None:
    back_up(settings, to, now=NOW)
    program = (
        "import sys; from pathlib import Path; from pipeline.backup.place import alone\n"
        "with alone(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", program, str(to)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        with refused("backup-busy"):
            back_up(settings, to, now=NOW)
        holder.communicate("")
    with alone(to):
        pass


@pytest.mark.parametrize("inside", ["home/backup", "."])
def test_a_backup_does_not_lie_in_the_installation_or_around_it(
    settings: Settings, tmp_path: Path, inside: str
) -> None:
    with refused("backup-inside"):
        back_up(settings, tmp_path / inside, now=NOW)


def test_a_folder_with_other_things_in_it_is_left_alone(settings: Settings, to: Path) -> None:
    to.mkdir()
    (to / "holiday.jpg").write_bytes(b"photo")
    with refused("backup-not-empty"):
        back_up(settings, to, now=NOW)


def test_the_settings_name_place_recipients_and_how_long(settings: Settings, to: Path) -> None:
    assert back_up_as_set(settings, now=NOW) is None
    _, recipient = new_identity()
    told = Settings(home=settings.home, backup_to=str(to), backup_recipients=recipient, backup_keep="1/0/0")
    assert back_up_as_set(told, now=NOW)
    later = back_up_as_set(told, now=NOW + timedelta(days=2))
    assert later
    assert (later.snapshots, later.let_go) == (1, 1)
    with refused("backup-is-encrypted"):
        back_up(settings, to, now=NOW)


def test_an_encrypted_backup_tells_nothing_without_the_identity(settings: Settings, to: Path, tmp_path: Path) -> None:
    identity, recipient = new_identity()
    received = sent(settings, "C3")
    data = path_of(settings.archive, received.sha256).read_bytes()
    back_up(settings, to, recipients=[recipient], now=NOW)
    kept = b"\n".join(each.name.encode() + each.read_bytes() for each in to.rglob("*") if each.is_file())
    head = next(reversed(Ledger(settings.ledger).chain()))
    for secret in (data[:40], received.sha256.encode(), received.submission.encode(), b"waiting", head.encode()):
        assert secret not in kept
    assert recipient.encode() not in kept
    file = tmp_path / "identity"
    file.write_text(f"# a comment\n{identity}\n", encoding="utf-8")
    assert check(to, identities=identities_in(file)).is_sound
    assert "private/backup.key" in {each.path for each in manifest_of(to, identities_in(file)).files}


def test_an_encrypted_backup_is_incremental_found_damaged_and_healed_without_the_identity(
    settings: Settings, to: Path
) -> None:
    _, recipient = new_identity()
    back_up(settings, to, recipients=[recipient], now=NOW)
    assert back_up(settings, to, recipients=[recipient], now=NOW + timedelta(hours=1)).new == 1
    harmed = max((to / OBJECTS).rglob("*.*.*"), key=lambda each: each.stat().st_size)
    harmed.chmod(0o600)
    harmed.write_bytes(harmed.read_bytes()[:-1] + b"\0")
    found = check(to)
    assert not found.opened
    assert [each.object for each in found.harmed] == [harmed.name.partition(".")[0]]
    back_up(settings, to, recipients=[recipient], now=NOW + timedelta(hours=2))
    assert check(to).is_sound


def test_other_recipients_need_another_place(settings: Settings, to: Path) -> None:
    first, second = (new_identity()[1] for _ in range(2))
    back_up(settings, to, recipients=[first, second], now=NOW)
    back_up(settings, to, recipients=[second, first], now=NOW)
    with refused("backup-other-recipients"):
        back_up(settings, to, recipients=[second], now=NOW)
    with refused("backup-recipient"):
        back_up(settings, to, recipients=["age1nonsense"], now=NOW)


def test_plain_and_encrypted_do_not_mix(settings: Settings, to: Path) -> None:
    back_up(settings, to, now=NOW)
    with refused("backup-is-plain"):
        back_up(settings, to, recipients=[new_identity()[1]], now=NOW)
    assert "private/backup.key" not in paths(to)
    assert isinstance(place_to_read(to, []).sealing, Plain)


def test_a_ledger_that_has_lost_its_end_is_not_copied(settings: Settings, to: Path) -> None:
    back_up(settings, to, now=NOW)
    settings.ledger.unlink()
    with refused("backup-ledger-lost"):
        back_up(settings, to, now=NOW + timedelta(hours=1))
    assert check(to).is_sound


def test_an_edition_is_not_read_again_unless_it_looks_different(settings: Settings, to: Path) -> None:
    edition = settings.editions / "e1.duckdb"
    edition.parent.mkdir()
    edition.write_bytes(b"as it was")
    at = edition.stat().st_mtime_ns
    back_up(settings, to, now=NOW)
    edition.write_bytes(b"different")
    os.utime(edition, ns=(at, at))
    assert back_up(settings, to, now=NOW + timedelta(hours=1)).new == 1
    os.utime(edition, ns=(at, at + 1))
    assert back_up(settings, to, now=NOW + timedelta(hours=2)).new == 2


def test_what_was_seen_may_be_lost_or_damaged(settings: Settings, to: Path) -> None:
    (settings.editions).mkdir()
    (settings.editions / "e1.duckdb").write_bytes(b"edition")
    back_up(settings, to, now=NOW)
    seen = settings.ledger.with_name("backup-seen.json")
    for damaged in (b"", b"[1]", b"\xff"):
        seen.write_bytes(damaged)
        assert back_up(settings, to, now=NOW + timedelta(hours=1)).new <= 1
    assert "private/backup-seen.json" not in paths(to)


def test_a_backup_is_noted_for_operators(settings: Settings, to: Path) -> None:
    lost = sent(settings, "C3")
    path_of(settings.archive, lost.sha256).unlink()
    done = back_up(settings, to, now=NOW)
    noted = next(each for each in lines(settings) if each["event"] == "backed-up")
    assert (noted["files"], noted["bytes"], noted["failed"]) == (done.new, done.new_bytes, 1)
