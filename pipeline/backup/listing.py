"""List the snapshots of a place, with as much of each as whoever asks may know."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.backup.place import DamagedObjectError, is_encrypted, place_to_read
from pipeline.backup.sealing import UnopenedError
from pipeline.backup.snapshots import Manifest, Snapshot, read_manifest, read_snapshots
from pipeline.refusals import RefusedError


@dataclass(frozen=True)
class Line:
    """A snapshot; its manifest where that may be read."""

    snapshot: Snapshot
    manifest: Manifest | None
    is_damaged: bool


def look(root: Path, *, identities: Sequence[object] = ()) -> Iterator[Line]:
    """Every snapshot that can be named, oldest first. Raises RefusedError."""
    place = place_to_read(root, identities)
    opens = bool(identities) or not is_encrypted(root)
    for snapshot in read_snapshots(root)[0]:
        try:
            yield Line(snapshot, read_manifest(place, snapshot) if opens else None, False)
        except DamagedObjectError:
            yield Line(snapshot, None, True)
        except UnopenedError:
            raise RefusedError("backup-wrong-identity", place=root) from None
