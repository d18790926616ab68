"""The anchor: where the ledger ended, kept outside the ledger, so that the loss of its own end is seen."""

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from zlib import crc32


@dataclass(frozen=True)
class Head:
    """The place and hash of an event that was the newest one."""

    seq: int
    hash: str


class DamagedAnchorError(Exception):
    """The anchor says nothing any more; the next event makes it anew."""


class Anchor:
    """One line beside the ledger, replaced whole after every event.

    It is not waited for: an older one still proves all that came before it, and an event is on disk before the anchor
    tells of it, so that the anchor is never ahead of a ledger that is whole.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> Head | None:
        """What it tells; None where there is none. Raises DamagedAnchorError."""
        try:
            line = self.path.read_bytes()
        except FileNotFoundError:
            return None
        seq, _, rest = line.partition(b" ")
        digest = rest.partition(b" ")[0].decode("ascii", "replace")
        if not seq.isdigit() or line != _line(Head(int(seq), digest)):
            raise DamagedAnchorError(self.path.name)
        return Head(int(seq), digest)

    def write(self, head: Head) -> None:
        """Tell that `head` is the newest event. What cannot be written is left: the event itself is safe already."""
        making = self.path.with_name(f".{self.path.name}.{token_hex(4)}")
        try:
            with os.fdopen(os.open(making, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(_line(head))
            making.replace(self.path)
        except OSError:
            with contextlib.suppress(OSError):
                making.unlink()


def _line(head: Head) -> bytes:
    """`seq hash sum`: the sum tells a line that is torn or altered from one that is older."""
    told = f"{head.seq} {head.hash}"
    return f"{told} {crc32(told.encode()):08x}\n".encode()
