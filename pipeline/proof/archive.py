"""Prove the archive: whatever the ledger names is there, with the bytes that its name promises."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.proof.ledger import Event
from pipeline.proof.problem import ALTERED, ARCHIVE, GONE, STRAY, Problem, place_of
from pipeline.receive.archive import DamagedArchiveError, load, path_of
from pipeline.settings import Settings

NAMING = ("sha256", "document", "salt")
"""The details by which events name what the archive keeps: a file, what was said, what makes hashes unguessable."""


def prove_archive(settings: Settings, events: Iterable[Event]) -> tuple[int, list[Problem]]:
    """How many files were read, and what does not fit, in the order in which the ledger names it."""
    named = list(dict.fromkeys(each[name] for each in events for name in NAMING if each.get(name)))
    return len(named), [
        *_damaged(settings, named),
        *_strays(settings, {path_of(settings.archive, each) for each in named}),
    ]


def _damaged(settings: Settings, named: Iterable[str]) -> Iterator[Problem]:
    for sha256 in named:
        try:
            load(settings.archive, sha256)
        except (DamagedArchiveError, OSError):
            path = path_of(settings.archive, sha256)
            yield Problem(ARCHIVE, ALTERED if path.is_file() else GONE, place_of(settings, path))


def _strays(settings: Settings, named: set[Path]) -> Iterator[Problem]:
    """Left by a crash between bytes and ledger: whoever sent them has no receipt, and sends them again."""
    for path in sorted(settings.archive.rglob("*")):
        if path.is_file() and path not in named:
            yield Problem(ARCHIVE, STRAY, place_of(settings, path), is_note=True)
