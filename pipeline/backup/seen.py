"""The hashes of files that never change, so that a backup need not read years of editions to find nothing new."""

import json
from hashlib import file_digest
from pathlib import Path

from pipeline.backup.place import write_whole

SEEN = "backup-seen.json"
"""The file that they are kept in, beside the ledger."""


class Seen:
    """Hashes by path, kept in a file of the installation; one that is lost or damaged costs a slower backup."""

    def __init__(self, place: Path) -> None:
        self._place, self._now = place, dict[str, list[int | str]]()
        try:
            self._before: dict[str, list[int | str]] = dict(json.loads(place.read_bytes()))
        except (OSError, ValueError, TypeError):
            self._before = {}

    def hash_of(self, path: Path) -> str:
        """The SHA-256 of a file, read only where its size, its time or its place on the disk is another."""
        about = path.stat()
        looks = [about.st_size, about.st_mtime_ns, about.st_ino]
        before = self._before.get(str(path), [])
        digest = str(before[3]) if before[:3] == looks else hash_of(path)
        self._now[str(path)] = [*looks, digest]
        return digest

    def keep(self) -> None:
        """Remember what was asked for, and forget the rest."""
        if self._now != self._before:
            write_whole(self._place, json.dumps(self._now).encode())


def hash_of(path: Path) -> str:
    """The SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
