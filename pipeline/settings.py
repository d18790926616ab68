"""Where everything lives and the few limits that an operator may set: read once, validated."""

import os
import re
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import Any

_LIMITS = {
    "threshold": (3, 10),
    "max_file_mb": (1, 100),
    "free_mb": (0, 1_000_000_000),
    "reader_memory_mb": (256, 1_000_000),
    "reader_seconds": (1, 3600),
    "marking_seconds": (1, 3600),
}


def _told(name: str, default: Any) -> Any:
    return os.environ.get(f"COP_{name.upper()}", default)


@dataclass(frozen=True)
class Settings:
    """Environment variables `COP_…`, or arguments; every folder below `home` is made when it is first needed.

    Plain, because a library that validates takes longer to load than a small file to check. A setting that cannot be
    raises ValueError, by its name.
    """

    home: Path = field(default_factory=lambda: _told("home", "home"))
    threshold: int = field(default_factory=lambda: _told("threshold", 5))
    """Sensitive counts from 1 to threshold - 1 are hidden."""
    max_file_mb: int = field(default_factory=lambda: _told("max_file_mb", 10))
    free_mb: int = field(default_factory=lambda: _told("free_mb", 200))
    """Nothing is taken in where less than this is free on the disk."""
    reader_memory_mb: int = field(default_factory=lambda: _told("reader_memory_mb", 1024))
    reader_seconds: int = field(default_factory=lambda: _told("reader_seconds", 10))
    marking_seconds: int = field(default_factory=lambda: _told("marking_seconds", 30))

    hosts: str = field(default_factory=lambda: _told("hosts", ""))
    """Names besides localhost by which agencies' systems may call this machine, parted by spaces."""

    backup_to: str = field(default_factory=lambda: _told("backup_to", ""))
    """Where backups go; nowhere while it is empty."""
    backup_recipients: str = field(default_factory=lambda: _told("backup_recipients", ""))
    """For whom they are encrypted: recipients of age (age1…), parted by spaces; for nobody while it is empty."""
    backup_keep: str = field(default_factory=lambda: _told("backup_keep", "7/8/24"))
    """How long they stay: all for so many days, one a week for so many weeks, one a month for so many months."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "home", Path(self.home))
        for name, (least, most) in _LIMITS.items():
            given = str(getattr(self, name))
            if not (given.isdecimal() and least <= int(given) <= most):
                raise ValueError(f"COP_{name.upper()}={given}: not a whole number from {least} to {most}")
            object.__setattr__(self, name, int(given))
        if not re.fullmatch(r"(\d{1,4}/){2}\d{1,4}", self.backup_keep):
            raise ValueError(f"COP_BACKUP_KEEP={self.backup_keep}: not DAYS/WEEKS/MONTHS, such as 7/8/24")

    def as_environment(self) -> dict[str, str]:
        """The variables from which another process reads the same settings."""
        return {f"COP_{each.name.upper()}": str(getattr(self, each.name)) for each in fields(self)}

    @cached_property
    def root(self) -> Path:
        return self.home.expanduser().absolute()

    @property
    def inbox(self) -> Path:
        """Files dropped here are received; a folder named by a country takes only that country's files."""
        return self.root / "inbox"

    @property
    def answers(self) -> Path:
        """The answer to every file that came through the inbox."""
        return self.root / "answers"

    @property
    def contacts(self) -> Path:
        """To whom letters go: who is steward, deputy and coordinator in each country, and their addresses."""
        return self.root / "contacts.csv"

    @property
    def archive(self) -> Path:
        """Received bytes, by their SHA-256: the truth from which all else can be rebuilt."""
        return self.root / "private" / "archive"

    @property
    def ledger(self) -> Path:
        return self.root / "private" / "ledger.sqlite"

    @property
    def tokens(self) -> Path:
        """By what agencies' own systems are known: hashes, never the tokens."""
        return self.root / "private" / "tokens.sqlite"

    @property
    def shelf(self) -> Path:
        """Accepted rows for quick comparison, in SQLite: many may read it while one writes. Made from the archive."""
        return self.root / "private" / "shelf.sqlite"

    @property
    def warehouse(self) -> Path:
        return self.root / "private" / "warehouse.duckdb"

    @property
    def backup_key(self) -> Path:
        """By what the objects of encrypted backups are named, so that nobody else can guess which file one is."""
        return self.root / "private" / "backup.key"

    @property
    def members(self) -> Path:
        """Each country's own clear figures, a folder an edition, a file a country."""
        return self.root / "members"

    @property
    def editions(self) -> Path:
        """Published editions, and the pointer to the current one."""
        return self.root / "published"

    @property
    def dagster(self) -> Path:
        return self.root / "dagster"

    @property
    def logs(self) -> Path:
        """What the programs that serve this installation have to say, a file each."""
        return self.root / "logs"
