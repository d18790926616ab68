"""The archive: every received file's bytes, kept under the name that their SHA-256 gives them."""

import os
from hashlib import sha256 as digest
from pathlib import Path
from secrets import token_hex


class DamagedArchiveError(Exception):
    """The archive no longer holds the bytes that were put in; they must come back from a backup."""


def store(root: Path, data: bytes) -> str:
    """Keeps `data` and returns its SHA-256; when this returns, the bytes outlast a power cut.

    Storing the same bytes twice changes nothing, and mends a copy that was damaged in between.
    """
    name = digest(data).hexdigest()
    target = path_of(root, name)
    if not _holds(target, name):
        _make_private(target.parent)
        _write_whole(target, data)
    return name


def load(root: Path, sha256: str) -> bytes:
    """The bytes stored under `sha256`; raises DamagedArchiveError when they are gone or no longer the same."""
    path = path_of(root, sha256)
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise DamagedArchiveError(f"{path} is missing: restore it from a backup") from None
    if digest(data).hexdigest() != sha256:
        raise DamagedArchiveError(f"{path} no longer holds the bytes that its name promises: restore it from a backup")
    return data


def try_out(root: Path) -> None:
    """Writes a file to disk and removes it; raises OSError where the archive could keep nothing."""
    _write_whole(root / f".unfinished-{token_hex(8)}", b"a trial", keep=False)


def path_of(root: Path, sha256: str) -> Path:
    """Where the bytes of `sha256` (64 lower-case hex digits) lie, or would lie."""
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise ValueError(f"not a SHA-256: {sha256!r}")
    return root / sha256[:2] / sha256[2:]


def _holds(path: Path, sha256: str) -> bool:
    try:
        return digest(path.read_bytes()).hexdigest() == sha256
    except FileNotFoundError:
        return False


def _make_private(folder: Path) -> None:
    """Makes `folder` and what is missing above it, open to nobody else whatever the umask is, and lasting."""
    if folder.is_dir():
        return
    _make_private(folder.parent)
    folder.mkdir(exist_ok=True)
    folder.chmod(0o700)
    _sync_folder(folder.parent)


def _write_whole(target: Path, data: bytes, *, keep: bool = True) -> None:
    """Readers see all of `data` under `target` or nothing, and so does whoever looks after a crash."""
    unfinished = target.with_name(f".unfinished-{token_hex(8)}")
    try:
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fchmod(file.fileno(), 0o440)
            os.fsync(file.fileno())
        if keep:
            unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
