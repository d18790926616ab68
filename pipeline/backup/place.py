"""The place of a backup: objects under names that prove what they hold, written whole; one at work at a time."""

import fcntl
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import IO

from pipeline.backup.sealing import Hashed, Plain, Sealed, Sealing
from pipeline.publish.pointer import sync
from pipeline.refusals import RefusedError

FORMAT = 1
MARK, LOCK, OBJECTS, SNAPSHOTS = "backup.json", "lock", "objects", "snapshots"
DAMAGED = ".damaged"
"""What a damaged object is called from then on: the next backup writes it anew."""


class DamagedObjectError(Exception):
    """An object is not there, or is not what its name promises."""


@dataclass(frozen=True)
class Held:
    """An object that lies there. sha256: of its bytes as they are kept; size: as promised, None if nobody has."""

    path: Path
    sha256: str
    size: int | None

    def looks_whole(self, size: int) -> bool:
        """Whether it has its size, or as many bytes as its content: a look that costs nothing."""
        return self.path.stat().st_size == (self.size or size)


class Place:
    """A folder that holds objects and snapshots. Objects are never changed; one that is there is not written again."""

    def __init__(self, root: Path, sealing: Sealing) -> None:
        self.root, self.sealing = root, sealing
        self._held = dict(_objects(root))
        self._fresh = list[Held]()

    def names(self) -> list[str]:
        """The id of every object."""
        return sorted(self._held)

    def find(self, name: str) -> Held | None:
        """The object with this id."""
        return self._held.get(name)

    @property
    def fresh(self) -> list[Held]:
        """What was written since the place was opened, and is still there."""
        return [each for each in self._fresh if each.path.exists()]

    def put(self, source: IO[bytes]) -> tuple[str, str, int]:
        """Keep what `source` gives: its id, SHA-256 and size. It lasts once `settle` has returned."""
        given = Hashed(source)
        making = self.root / OBJECTS / f".unfinished-{token_hex(8)}"
        try:
            with making.open("xb") as file:
                kept = Hashed(file)
                self.sealing.close(given, kept)
                file.flush()
                os.fsync(file.fileno())
            name = self.sealing.id_of(given.sha256)
            if name not in self._held:
                self._name(making, name, kept)
        finally:
            making.unlink(missing_ok=True)
        return name, given.sha256, given.size

    def settle(self) -> None:
        """Wait until the names of what was written are on disk, then read it back; DamagedObjectError if it differs."""
        for folder in {each.path.parent for each in self._fresh}:
            sync(folder)
        sync(self.root / OBJECTS)
        for each in self._fresh:
            if not is_intact(each):
                raise DamagedObjectError(each.path)

    def get(self, name: str, target: IO[bytes]) -> Hashed:
        """Write the content of an object to `target`; DamagedObjectError, UnopenedError."""
        if name not in self._held:
            raise DamagedObjectError(name)
        held, given = self._held[name], Hashed(target)
        with held.path.open("rb") as file:
            kept = Hashed(file)
            try:
                self.sealing.open(kept, given)
            except Exception:
                if not is_intact(held):
                    raise DamagedObjectError(held.path) from None
                raise
        if kept.sha256 != held.sha256:
            raise DamagedObjectError(held.path)
        return given

    def set_aside(self, name: str) -> None:
        """No longer count a damaged object, so that the next backup writes it anew."""
        path = self._held.pop(name).path
        with suppress(OSError):  # of a place that can only be read it is only said
            path.replace(path.with_name(path.name + DAMAGED))

    def keep_only(self, named: frozenset[str]) -> int:
        """Remove the objects that are not `named`, and what was left unfinished or is whole again: how many objects."""
        orphans = self._held.keys() - named
        for name in orphans:
            self._held.pop(name).path.unlink()
        for path in (self.root / OBJECTS).rglob("*"):
            name = path.name.partition(".")[0]
            was_damaged = path.name.endswith(DAMAGED) and (name in self._held or name not in named)
            if was_damaged or path.name.startswith(".unfinished-"):
                path.unlink()
        return len(orphans)

    def _name(self, making: Path, name: str, kept: Hashed) -> None:
        file = f"{name}.{kept.sha256}.{kept.size}" if self.sealing.encrypted else name
        path = self.root / OBJECTS / name[:2] / file
        path.parent.mkdir(exist_ok=True, mode=0o700)
        making.chmod(0o400)
        making.replace(path)
        self._held[name] = Held(path, kept.sha256, kept.size)
        self._fresh.append(self._held[name])


def is_intact(held: Held) -> bool:
    """Whether the bytes on the disk are those that were kept: read anew, not from memory where that can be helped."""
    try:
        with held.path.open("rb") as file:
            if hasattr(os, "posix_fadvise"):
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
            kept = Hashed(file)
            while kept.read(1 << 20):
                pass
    except OSError:
        return False
    return kept.sha256 == held.sha256


def is_encrypted(root: Path) -> bool:
    """Whether objects are encrypted there; RefusedError where there is no backup."""
    return bool(_mark(root)["encrypted"])


def prepare(root: Path, sealing: Sealing) -> None:
    """Make the place, or make sure that what is there goes on in the same way. Raises RefusedError."""
    if not (root / MARK).exists():
        if root.exists() and any(each.name != LOCK and MARK not in each.name for each in root.iterdir()):
            raise RefusedError("backup-not-empty", place=root)
        told = {"format": FORMAT, "encrypted": sealing.encrypted, "mark": sealing.mark}
        write_whole(root / MARK, json.dumps(told).encode())
    for folder in (root / OBJECTS, root / SNAPSHOTS):
        folder.mkdir(exist_ok=True, mode=0o700)
    told = _mark(root)
    if told["encrypted"] != sealing.encrypted:
        raise RefusedError("backup-is-encrypted" if told["encrypted"] else "backup-is-plain", place=root)
    if told["mark"] != sealing.mark:
        raise RefusedError("backup-other-recipients", place=root)


def place_to_read(root: Path, identities: Sequence[object] = ()) -> Place:
    """The place as one sees it who has these identities, or none. Raises RefusedError."""
    return Place(root, Sealed(identities=identities) if is_encrypted(root) else Plain())


def write_whole(path: Path, data: bytes) -> None:
    """Readers see all of it or nothing, and so does whoever looks after a crash."""
    making = path.with_name(f".{path.name}.{token_hex(4)}")
    making.touch(mode=0o600, exist_ok=False)
    with making.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    making.replace(path)
    sync(path.parent)


@contextmanager
def alone(root: Path) -> Iterator[None]:
    """Nobody else backs up to this place, or reads it, meanwhile. Raises RefusedError."""
    handle = os.open(root / LOCK, os.O_RDONLY | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RefusedError("backup-busy", place=root) from None
        yield
    finally:
        os.close(handle)


def _mark(root: Path) -> dict[str, object]:
    try:
        told: dict[str, object] = json.loads((root / MARK).read_bytes())
        if told["format"] == FORMAT and {"encrypted", "mark"} <= told.keys():
            return told
    except (OSError, ValueError, KeyError, TypeError):
        pass
    raise RefusedError("backup-none", place=root)


def _objects(root: Path) -> Iterator[tuple[str, Held]]:
    for path in (root / OBJECTS).glob("??/*"):
        name, *promised = path.name.split(".")
        if path.name.endswith(DAMAGED):
            continue
        yield name, Held(path, promised[0], int(promised[1])) if promised else Held(path, name, None)
