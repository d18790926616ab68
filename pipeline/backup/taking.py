"""Take a snapshot of an installation while everything runs, in an order in which nothing that it tells of is missing.

What is written first is copied last. A file leaves the inbox once the ledger has it, so the inbox comes before the
ledger; bytes are in the archive and editions in their place before the ledger tells of them, so those come after it;
and tokens come after it too, so that one whose end is told is never valid in the copy.
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory
from typing import Any

from data_contracts.fingerprint import rules_hash
from pipeline.backup.keeping import Keep, let_go
from pipeline.backup.place import DamagedObjectError, Place, alone, is_intact, prepare, write_whole
from pipeline.backup.sealing import Plain, Sealed
from pipeline.backup.seen import SEEN, Seen, hash_of
from pipeline.backup.snapshots import NEVER_CHANGE, Item, Manifest, Snapshot, read_snapshots, write_snapshot
from pipeline.inbox import STILL_SECONDS, settle
from pipeline.journal import noted
from pipeline.publish.catalogue import CATALOGUE
from pipeline.publish.pointer import POINTER
from pipeline.receive.archive import path_of
from pipeline.refusals import RefusedError
from pipeline.settings import Settings
from pipeline.storage.beginning import has_begun
from pipeline.storage.ledger import PUBLISHED, Ledger, LedgerLostError
from pipeline.storage.sqlite import copy_whole

_MADE_ANEW = ("warehouse.duckdb*", "shelf.sqlite*", "*.sqlite-*", "*.head", "*.lock", SEEN, CATALOGUE, POINTER)
"""Files that follow from the others, or are of no use to another installation."""
_NOT_KEPT = ("dagster", "logs", "examples", "inbox")
"""Folders of which nothing is kept; the inbox is looked at apart."""
_NAMED_BY = ("sha256", "document")
"""The details of events that name bytes in the archive."""


@dataclass(frozen=True)
class Taken:
    """What a backup came to. head: the newest event that it holds; damaged: files of the installation that are gone or
    not what they were; missing: those of them that the backup does not hold either."""

    snapshot: str
    files: int
    size: int
    events: int
    head: str
    new: int
    new_bytes: int
    healed: int
    snapshots: int
    let_go: int
    unreadable: int
    is_same_disk: bool
    damaged: tuple[str, ...]
    missing: tuple[str, ...]

    def counts(self) -> dict[str, int]:
        """What operators are told of it in the journal."""
        return {"files": self.new, "bytes": self.new_bytes, "failed": len(self.damaged)}


@noted("backed-up", Taken.counts)
def back_up(
    settings: Settings, to: Path, *, recipients: Sequence[str] = (), keep: Keep | None = None, now: datetime
) -> Taken:
    """Take a snapshot into the place `to`, then let go of those that need not stay. Raises RefusedError.

    A backup that is cut off leaves the snapshots before it as they were, and is simply taken again.
    """
    to = to.expanduser().absolute()
    if to.is_relative_to(settings.root) or settings.root.is_relative_to(to):
        raise RefusedError("backup-inside", place=to)
    try:
        if not has_begun(settings):
            raise RefusedError("backup-nothing", place=settings.root)
        Ledger(settings.ledger).head()
    except LedgerLostError:
        raise RefusedError("backup-ledger-lost", place=settings.ledger) from None
    sealing = Sealed(recipients=recipients, key=_key(settings)) if recipients else Plain()
    to.mkdir(parents=True, exist_ok=True, mode=0o700)
    with alone(to), TemporaryDirectory(dir=settings.ledger.parent, prefix=".backup-") as staging:
        prepare(to, sealing)
        taking = _Taking(settings, Place(to, sealing), Path(staging))
        snapshot, manifest = taking.take(now=now)
        taking.seen.keep()
        gone, _ = let_go(taking.place, keep or Keep(), newest=snapshot.name, now=now)
        left, unreadable = read_snapshots(to)
    return Taken(
        snapshot=snapshot.name,
        files=len(manifest.files),
        size=manifest.size,
        events=manifest.seq,
        head=manifest.head,
        new=len(taking.place.fresh),
        new_bytes=sum(each.path.stat().st_size for each in taking.place.fresh),
        healed=taking.healed,
        snapshots=len(left),
        let_go=gone,
        unreadable=len(unreadable),
        is_same_disk=to.stat().st_dev == settings.root.stat().st_dev,
        damaged=tuple(sorted(taking.damaged)),
        missing=manifest.missing,
    )


def back_up_as_set(settings: Settings, *, now: datetime) -> Taken | None:
    """The backup that the settings ask for; None where they name no place."""
    if not settings.backup_to:
        return None
    keep, recipients = Keep.read(settings.backup_keep), settings.backup_recipients.split()
    return back_up(settings, Path(settings.backup_to), recipients=recipients, keep=keep, now=now)


class _Taking:
    """One snapshot in the making."""

    def __init__(self, settings: Settings, place: Place, staging: Path) -> None:
        self.place, self.healed, self.damaged = place, 0, set[str]()
        self.seen = Seen(settings.ledger.with_name(SEEN))
        self._settings, self._staging = settings, staging
        self._files, self._missing = dict[str, Item](), list[str]()

    def take(self, *, now: datetime) -> tuple[Snapshot, Manifest]:
        settle(self._settings.inbox)
        for path in _still(self._settings.inbox):
            self._add(path)
        self._add(self._settings.ledger)
        ledger = Ledger(self._staging / self._settings.ledger.name)
        chain = ledger.chain()
        self._goes_on_from([*chain, ""])
        for path in self._others():
            self._add(path)
        self._look_for(ledger.events())
        head = next(reversed(chain), "")
        manifest = Manifest(
            at=now.isoformat(),
            version=version("cop-observatory"),
            contracts=rules_hash(),
            seq=chain.get(head, 0),
            head=head,
            edition=next((each["edition"] for each in reversed(ledger.events(PUBLISHED))), None),
            files=tuple(self._files[path] for path in sorted(self._files)),
            folders=self._folders(),
            missing=tuple(sorted(self._missing)),
        )
        try:
            return write_snapshot(self.place, manifest, mark=self.place.sealing.id_of(head), at=now), manifest
        except DamagedObjectError as error:
            raise RefusedError("backup-not-read-back", place=error.args[0]) from error

    def _goes_on_from(self, hashes: Iterable[str]) -> None:
        """A ledger that lacks the newest event of the last snapshot is another one, or an older one."""
        snapshots, _ = read_snapshots(self.place.root)
        if snapshots and snapshots[-1].mark not in map(self.place.sealing.id_of, hashes):
            raise RefusedError("backup-other-history", place=self.place.root)

    def _others(self) -> Iterator[Path]:
        """All else that cannot be made anew."""
        root = self._settings.root
        for path in sorted(root.rglob("*")):
            parts = path.relative_to(root).parts
            unfinished = any(each.startswith(".") for each in parts)
            elsewhere = parts[0] in _NOT_KEPT or path == self._settings.ledger
            if not (unfinished or elsewhere or any(path.match(each) for each in _MADE_ANEW)):
                yield path

    def _add(self, path: Path) -> None:
        """Keep a file, unless it is gone again."""
        if path.is_symlink() or not path.is_file():
            return
        if path == self._settings.backup_key and not self.place.sealing.encrypted:
            return
        name = path.relative_to(self._settings.root).as_posix()
        promised = self._promised(path)
        try:
            mode = path.stat().st_mode & 0o777
            identity, digest, size = self._keep(self._still_copy(path), promised, name)
        except FileNotFoundError:
            return  # an answer, or a file of the inbox, that somebody took away meanwhile
        if promised in (None, digest):
            self._files[name] = Item(name, identity, digest, size, mode)
        else:
            self.damaged.add(name)

    def _still_copy(self, path: Path) -> Path:
        """The file itself, or of a database that others write to a copy as of one moment."""
        if path.suffix != ".sqlite":
            return path
        copy = self._staging / path.name
        copy_whole(path, copy)
        return copy

    def _promised(self, path: Path) -> str | None:
        """The SHA-256 that a file of the archive is called by; None of other files."""
        archive = self._settings.archive
        return "".join(path.relative_to(archive).parts) if path.is_relative_to(archive) else None

    def _keep(self, path: Path, promised: str | None, name: str) -> tuple[str, str, int]:
        """Its object's id, SHA-256 and size. What the place holds already, and whole, is not written again."""
        known = self.seen.hash_of if name.startswith(NEVER_CHANGE) else hash_of
        digest, size = promised or known(path), path.stat().st_size
        identity = self.place.sealing.id_of(digest)
        if held := self.place.find(identity):
            if held.looks_whole(size):
                return identity, digest, size
            if promised and is_intact(held):  # so it is the installation's file that is damaged
                self.damaged.add(name)
                return identity, digest, size
            self.place.set_aside(identity)
            self.healed += 1
        with path.open("rb") as file:
            return self.place.put(file)

    def _look_for(self, events: Iterable[dict[str, Any]]) -> None:
        """What the ledger names and the archive does not have: an earlier backup may still hold it."""
        for event in events:
            for digest in (event[each] for each in _NAMED_BY if each in event):
                path = path_of(self._settings.archive, digest)
                name = path.relative_to(self._settings.root).as_posix()
                if name in self._files or name in self._missing:
                    continue
                self.damaged.add(name)
                identity = self.place.sealing.id_of(digest)
                if self.place.find(identity):
                    self._files[name] = Item(name, identity, digest, event.get("size", 0), 0o440)
                else:
                    self._missing.append(name)

    def _folders(self) -> dict[str, int]:
        """The inbox and its folders, for they say whose files go there, and who may put them there."""
        inbox, root = self._settings.inbox, self._settings.root
        found = [each for each in (inbox, *inbox.rglob("*")) if each.is_dir() and not each.is_symlink()]
        return {each.relative_to(root).as_posix(): each.stat().st_mode & 0o777 for each in sorted(found)}


def _still(inbox: Path) -> Iterator[Path]:
    """What lies still in the inbox; a file that is still being written belongs to the next backup."""
    for path in sorted(inbox.rglob("*")):
        waits = path.name.startswith(".") or path.suffix in (".part", ".tmp")
        if path.is_file() and (waits or time.time() - path.stat().st_mtime >= STILL_SECONDS):
            yield path


def _key(settings: Settings) -> bytes:
    """What names of encrypted objects are made with; it goes into encrypted backups, so that a restored installation
    goes on in the same place."""
    if not settings.backup_key.exists():
        write_whole(settings.backup_key, f"{token_hex(32)}\n".encode())
    return bytes.fromhex(settings.backup_key.read_text(encoding="ascii"))
