"""A home beside the real one, for work that must leave that alone: the archive is the same, the ledger a copy."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.settings import Settings
from pipeline.storage.sqlite import copy_whole


@contextmanager
def scratch(settings: Settings, purpose: str) -> Iterator[Settings]:
    """The settings of such a home, which is gone afterwards. It lies beside the archive, for it holds the same
    secrets, under a name that says it is not finished."""
    with TemporaryDirectory(prefix=f".{purpose}-", dir=settings.ledger.parent) as folder:
        yield furnish(settings, Path(folder, "home"))


def furnish(settings: Settings, home: Path) -> Settings:
    """Make `home` such a home."""
    mine = replace(settings, home=home)
    mine.ledger.parent.mkdir(parents=True, mode=0o700)
    mine.archive.symlink_to(settings.archive)
    copy_whole(settings.ledger, mine.ledger)
    return mine
