"""Where everything lives and the few limits that an operator may set: read once, validated."""

import os
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Settings(BaseModel):
    """Environment variables `COP_…`, or arguments; every folder below `home` is made when it is first needed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def __init__(self, **given: Any) -> None:
        # Read here: the library that would do it takes longer to load than a small file to check.
        told = {name: os.environ.get(f"COP_{name.upper()}") for name in type(self).model_fields}
        super().__init__(**{name: value for name, value in told.items() if value is not None} | given)

    home: Path = Path("home")
    threshold: int = Field(default=5, ge=3, le=10)  # sensitive counts from 1 to threshold - 1 are hidden
    max_file_mb: int = Field(default=10, ge=1, le=100)
    reader_memory_mb: int = Field(default=1024, ge=256)
    reader_seconds: int = Field(default=20, ge=1)

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
