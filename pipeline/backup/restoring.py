"""Bring an installation back from a snapshot into an empty place, or single files back into one that lives."""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from secrets import token_hex

from data_contracts.edition import file_name
from pipeline.backup.place import DamagedObjectError, Place, alone, is_encrypted, place_to_read, write_whole
from pipeline.backup.sealing import UnopenedError
from pipeline.backup.seen import hash_of
from pipeline.backup.snapshots import NEVER_CHANGE, Item, Manifest, find, read_manifest
from pipeline.publish.catalogue import list_editions
from pipeline.publish.pointer import point, sync
from pipeline.refusals import RefusedError
from pipeline.settings import Settings
from pipeline.storage.anchor import Head
from pipeline.storage.ledger import PUBLISHED, Ledger

_MAKING, _WHOLE = ".restoring", ".whole"
_LAST = "private"
"""Is moved last: where it is missing, nobody takes the rest for an installation."""
_WHEN_GONE = ("private/tokens.sqlite", "contacts.csv")
"""What else `mend` brings back, but only in the place of nothing."""


@dataclass(frozen=True)
class Restored:
    """What was brought back. lost: files that the snapshot names and the backup no longer holds."""

    snapshot: str
    manifest: Manifest
    lost: tuple[str, ...]


def restore(
    settings: Settings,
    source: Path,
    *,
    at: str | None = None,
    identities: Sequence[object] = (),
    despite_damage: bool = False,
) -> Restored:
    """Bring back the newest snapshot, or the newest whose name begins with `at`. Raises RefusedError.

    All is written beside, proved, and then moved to its place: a restore that was cut off is simply begun again. The
    warehouse and the shelf are not there yet. `despite_damage` leaves out files that are lost, but never the ledger.
    """
    making = settings.root / _MAKING
    whole = making / _WHOLE
    _must_be_empty(settings.root, is_moving=whole.exists())
    with _opened(source, whole.read_text(encoding="utf-8") if whole.exists() else at, identities) as (place, found):
        name, manifest = found
        lost = [] if whole.exists() else _write(place, manifest, making)
    if lost and not despite_damage:
        raise RefusedError("backup-damaged", snapshot=name, what=", ".join(lost[:3]))
    if not whole.exists():
        _prove(replace(settings, home=making), manifest, name)
        write_whole(whole, name.encode())
    for each in sorted(making.iterdir(), key=lambda each: (each.name == _LAST, each.name)):
        if each != whole:
            each.replace(settings.root / each.name)
    sync(settings.root)
    shutil.rmtree(making)
    return Restored(name, manifest, (*manifest.missing, *lost))


def mend(settings: Settings, source: Path, *, at: str | None = None, identities: Sequence[object] = ()) -> Restored:
    """Bring back what is gone or damaged of the archive and the editions: files that never change, so that everything
    may run meanwhile; and tokens or contacts that are gone. The manifest that is returned names what was brought back
    alone. Raises RefusedError."""
    if not settings.root.exists():
        raise RefusedError("backup-nothing", place=settings.root)
    mended, lost = list[Item](), list[str]()
    with _opened(source, at, identities) as (place, (name, manifest)):
        for item in manifest.files:
            path = settings.root / item.path
            is_harmed = item.path.startswith(NEVER_CHANGE) and not _is_right(path, item.sha256)
            if is_harmed or (item.path in _WHEN_GONE and not path.exists()):
                made = _brought(place, item, path)
                (mended if made else lost).append(item if made else item.path)  # type: ignore[arg-type]
    return Restored(name, replace(manifest, files=tuple(mended)), tuple(lost))


@contextmanager
def _opened(source: Path, at: str | None, identities: Sequence[object]) -> Iterator[tuple[Place, tuple[str, Manifest]]]:
    """The place, and a snapshot's name and manifest."""
    if is_encrypted(source) and not identities:
        raise RefusedError("backup-needs-identity", place=source)
    with alone(source):
        place = place_to_read(source, identities)
        snapshot = find(source, at)
        try:
            manifest = read_manifest(place, snapshot)
        except UnopenedError:
            raise RefusedError("backup-wrong-identity", place=source) from None
        except DamagedObjectError:
            raise RefusedError("backup-damaged", snapshot=snapshot.name, what="manifest") from None
        yield place, (snapshot.name, manifest)


def _must_be_empty(root: Path, *, is_moving: bool) -> None:
    allowed = {_MAKING, "logs", "lost+found"}  # a command that failed here has left a log
    if not is_moving and root.exists() and any(each.name not in allowed for each in root.iterdir()):
        raise RefusedError("restore-not-empty", place=root)


def _write(place: Place, manifest: Manifest, making: Path) -> list[str]:
    """Every file, under names that nobody looks at; the paths of those that are lost."""
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True, mode=0o700)
    lost = [item.path for item in manifest.files if not _brought(place, item, making / item.path)]
    for path, mode in {"inbox": 0o700, **manifest.folders}.items():
        (making / path).mkdir(parents=True, exist_ok=True)
        (making / path).chmod(mode & 0o777)
    for folder, _, _ in os.walk(making):
        sync(Path(folder))
    return lost


def _brought(place: Place, item: Item, path: Path) -> bool:
    """Whether the file is there as it was, whole under its name."""
    _make_private(path.parent)
    making = path.with_name(f".restoring-{token_hex(4)}")
    try:
        with making.open("xb") as file:
            given = place.get(item.object, file)
            file.flush()
            os.fchmod(file.fileno(), item.mode & 0o777)
            os.fsync(file.fileno())
        if given.sha256 != item.sha256:
            return False
        making.replace(path)
    except (DamagedObjectError, UnopenedError):
        return False
    finally:
        making.unlink(missing_ok=True)
    return True


def _prove(made: Settings, manifest: Manifest, snapshot: str) -> None:
    """The ledger is whole and ends where the manifest says; what it published is what is listed, the last is shown."""
    ledger = Ledger(made.ledger)
    chain = ledger.chain() if made.ledger.exists() else {}
    if next(reversed(chain), "") != manifest.head or ledger.first_break() is not None:
        raise RefusedError("backup-damaged", snapshot=snapshot, what="ledger.sqlite")
    if chain:
        ledger.anchor.write(Head(manifest.seq, manifest.head))
    if published := [(each["edition"], each["at"]) for each in ledger.events(PUBLISHED)]:
        list_editions(made.editions, published)
        point(made.editions, file_name(published[-1][0]))


def _is_right(path: Path, sha256: str) -> bool:
    try:
        return hash_of(path) == sha256
    except OSError:
        return False


def _make_private(folder: Path) -> None:
    if not folder.is_dir():
        _make_private(folder.parent)
        folder.mkdir(exist_ok=True, mode=0o700)
