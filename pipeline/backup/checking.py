"""Read a whole backup and say what is damaged; what is damaged is set aside, so that the next backup writes it anew."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO

from pipeline.backup.place import DamagedObjectError, Place, alone, is_encrypted, is_intact, place_to_read
from pipeline.backup.sealing import UnopenedError
from pipeline.backup.snapshots import Manifest, Snapshot, read_manifest, read_snapshots
from pipeline.refusals import RefusedError


@dataclass(frozen=True)
class Harm:
    """An object that is damaged or gone: which snapshots rest on it, and which files it held where that is known."""

    object: str
    snapshots: tuple[str, ...]
    files: tuple[str, ...]


@dataclass(frozen=True)
class Checked:
    """What a check came to. opened: whether contents were looked at, which an encrypted backup shows its reader only;
    unreadable: snapshots whose list is damaged."""

    snapshots: int
    objects: int
    size: int
    opened: bool
    harmed: tuple[Harm, ...]
    unreadable: tuple[str, ...]

    @property
    def is_sound(self) -> bool:
        return not (self.harmed or self.unreadable)


def check(root: Path, *, identities: Sequence[object] = ()) -> Checked:
    """Read every object and hold it against its name, and against its content where it can be opened. RefusedError."""
    opened = bool(identities) or not is_encrypted(root)
    with alone(root):
        place = place_to_read(root, identities)
        snapshots, unreadable = read_snapshots(root)
        names = place.names()
        size = sum(held.path.stat().st_size for each in names if (held := place.find(each)))
        told = _manifests(place, snapshots) if opened else {}
        digests = {item.object: item.sha256 for manifest in told.values() for item in manifest.files}
        damaged = [each for each in names if not _is_right(place, each, digests.get(each))]
        for each in damaged:
            place.set_aside(each)
    gone = {name for each in snapshots for name in each.objects} - set(place.names())
    return Checked(
        snapshots=len(snapshots),
        objects=len(names),
        size=size,
        opened=opened,
        harmed=tuple(_harm(each, snapshots, told) for each in sorted({*damaged, *gone})),
        unreadable=tuple(unreadable),
    )


class _Nowhere(BytesIO):
    """Takes what is only to be hashed."""

    def write(self, data: object) -> int:
        return len(memoryview(data))  # type: ignore[arg-type]


def _is_right(place: Place, name: str, digest: str | None) -> bool:
    held = place.find(name)
    if held is None or not is_intact(held):
        return False
    if digest is None:
        return True
    try:
        return place.get(name, _nowhere()).sha256 == digest
    except (DamagedObjectError, UnopenedError):
        return False


def _nowhere() -> IO[bytes]:
    return _Nowhere()


def _manifests(place: Place, snapshots: Sequence[Snapshot]) -> dict[str, Manifest]:
    """Every manifest that can be read, by its snapshot. An identity that opens none is a wrong one."""
    found, unopened = {}, 0
    for each in snapshots:
        try:
            found[each.name] = read_manifest(place, each)
        except DamagedObjectError:
            continue  # found among the objects
        except UnopenedError:
            unopened += 1
    if unopened and not found:
        raise RefusedError("backup-wrong-identity", place=place.root)
    return found


def _harm(name: str, snapshots: Sequence[Snapshot], told: dict[str, Manifest]) -> Harm:
    rest = tuple(each.name for each in snapshots if name in each.objects)
    files = {item.path for each in rest if each in told for item in told[each].files if item.object == name}
    return Harm(name, rest, tuple(sorted(files)))
