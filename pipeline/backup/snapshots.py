"""Snapshots: what an installation held at one moment, and the list of objects that this rests on."""

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path, PurePosixPath

from pipeline.backup.place import SNAPSHOTS, DamagedObjectError, Place, write_whole
from pipeline.publish.pointer import sync
from pipeline.refusals import RefusedError

NEVER_CHANGE = ("private/archive/", "published/", "members/")
"""Folders whose files stay as they were written."""

_NAME = re.compile(r"(\d{8}T\d{6}Z)-([0-9a-f]{16})\.json")
_MOMENT = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True)
class Item:
    """A file of the installation, and the object that holds it."""

    path: str
    object: str
    sha256: str
    size: int
    mode: int


@dataclass(frozen=True)
class Manifest:
    """All of a snapshot. seq, head: the newest event of its ledger; missing: what that names and was not there."""

    at: str
    version: str
    contracts: str
    seq: int
    head: str
    edition: str | None
    files: tuple[Item, ...]
    folders: dict[str, int]
    missing: tuple[str, ...]

    @property
    def size(self) -> int:
        return sum(each.size for each in self.files)


@dataclass(frozen=True)
class Snapshot:
    """What anyone may know of a snapshot. mark: by which the installation knows the newest event of its own ledger."""

    name: str
    manifest: str
    objects: frozenset[str]
    mark: str

    @property
    def at(self) -> datetime:
        return moment_of(self.name)


def write_snapshot(place: Place, manifest: Manifest, *, mark: str, at: datetime) -> Snapshot:
    """Keep the manifest, read back all that is new, and only then name the snapshot."""
    name, _, _ = place.put(BytesIO(json.dumps(asdict(manifest), ensure_ascii=False).encode()))
    place.settle()
    objects = {name, *(each.object for each in manifest.files)}
    told = json.dumps({"manifest": name, "objects": sorted(objects), "mark": mark}).encode()
    file = f"{at.astimezone(UTC).strftime(_MOMENT)}-{sha256(told).hexdigest()[:16]}.json"
    write_whole(place.root / SNAPSHOTS / file, told)
    return Snapshot(file.removesuffix(".json"), name, frozenset(objects), mark)


def read_snapshots(root: Path) -> tuple[list[Snapshot], list[str]]:
    """Every snapshot, oldest first, and the names of those that cannot be read."""
    found, damaged = [], []
    for path in sorted((root / SNAPSHOTS).glob("[!.]*")):
        try:
            found.append(_read(path))
        except (OSError, ValueError, KeyError, TypeError):
            damaged.append(path.name)
    return found, damaged


def last_snapshot(root: Path) -> datetime | None:
    """When the newest snapshot was made, None where there is none."""
    found, _ = read_snapshots(root)
    return found[-1].at if found else None


def read_manifest(place: Place, snapshot: Snapshot) -> Manifest:
    """All of a snapshot; raises DamagedObjectError, UnopenedError."""
    target = BytesIO()
    place.get(snapshot.manifest, target)
    told = json.loads(target.getvalue())
    files = tuple(Item(**each) for each in told.pop("files"))
    manifest = Manifest(**{**told, "files": files, "missing": tuple(told["missing"])})
    if not all(_stays_inside(path) for path in (*manifest.folders, *(each.path for each in files))):
        raise DamagedObjectError(snapshot.manifest)  # whoever may write to the place may have made it up
    return manifest


def find(root: Path, at: str | None) -> Snapshot:
    """The newest snapshot, or the newest whose name begins with `at`. Raises RefusedError."""
    found, _ = read_snapshots(root)
    fit = [each for each in found if at is None or each.name.startswith(at)]
    if not fit:
        raise RefusedError("backup-no-snapshot" if at else "backup-empty", place=root, at=at)
    return fit[-1]


def remove(root: Path, snapshots: Iterable[Snapshot]) -> None:
    """Remove snapshots; their objects are removed after, so that none is named that is not there."""
    for each in snapshots:
        (root / SNAPSHOTS / f"{each.name}.json").unlink()
    for path in (root / SNAPSHOTS).glob(".*"):  # what a crash left unfinished
        path.unlink()
    sync(root / SNAPSHOTS)


def moment_of(name: str) -> datetime:
    """When the snapshot of that name was made."""
    return datetime.strptime(name.partition("-")[0], _MOMENT).replace(tzinfo=UTC)


def _stays_inside(path: str) -> bool:
    parts = PurePosixPath(path).parts
    return bool(parts) and not path.startswith("/") and ".." not in parts


def _read(path: Path) -> Snapshot:
    name, data = _NAME.fullmatch(path.name), path.read_bytes()
    if name is None or sha256(data).hexdigest()[:16] != name[2]:
        raise ValueError(path.name)
    told = json.loads(data)
    return Snapshot(path.name.removesuffix(".json"), told["manifest"], frozenset(told["objects"]), told["mark"])
