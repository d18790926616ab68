"""One hash for all that is promised, so that what was judged can say by which rules."""

import hashlib
from pathlib import Path

from data_contracts import HERE

PROMISES = ("*.yaml", "*.csv", "*.toml")
"""The files of contracts, code lists, rules, rounds and cards."""


def rules_hash() -> str:
    """The hash of every contract, code list, rule, round and card."""
    return hash_of_files(HERE, *PROMISES)


def hash_of_files(folder: Path, *patterns: str) -> str:
    """One hash of the names and bytes of all files below `folder` that have one of the `patterns`."""
    digest = hashlib.sha256()
    for path in files_of(folder, *patterns):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def files_of(folder: Path, *patterns: str) -> list[Path]:
    """All files below `folder` that have one of the `patterns`, in order."""
    return sorted(path for pattern in patterns for path in folder.rglob(pattern))
