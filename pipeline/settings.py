"""Where everything lives and the few limits that an operator may set: read once, validated."""

from functools import cached_property
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Environment variables `COP_…`, or arguments; every folder below `home` is made when it is first needed."""

    model_config = SettingsConfigDict(env_prefix="COP_", frozen=True)

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
