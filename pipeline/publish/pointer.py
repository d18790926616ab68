"""The pointer to the current edition: a small file beside the editions, replaced at once, never written in place."""

import os
import secrets
from pathlib import Path

from data_contracts.edition import file_name

POINTER = "current"
"""The file that holds the file name of the current edition."""


def current_edition(editions: Path) -> Path | None:
    """The file of the current edition, or None before the first."""
    pointer = editions / POINTER
    return editions / pointer.read_text(encoding="utf-8").strip() if pointer.exists() else None


def own_figures(members: Path, edition: Path, *, country: str) -> Path | None:
    """The file of a country's own clear figures as of `edition`, or None when it has none."""
    path = members / edition.stem / file_name(country)
    return path if path.exists() else None


def point(editions: Path, name: str) -> bool:
    """Make the edition in file `name` the current one; readers see the former or this one, nothing between.

    Returns whether it was not the current one already.
    """
    pointer = editions / POINTER
    if pointer.exists() and pointer.read_text(encoding="utf-8").strip() == name:
        return False
    making = editions / f".{POINTER}.{secrets.token_hex(4)}"
    making.write_text(f"{name}\n", encoding="utf-8")
    sync(making)
    making.replace(pointer)
    sync(editions)
    return True


def sync(path: Path) -> None:
    """Wait until the file, or the names in the folder, are on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
