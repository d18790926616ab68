"""The archive: bytes in, the same bytes out, under the name that they give themselves."""

import os
import resource
import stat
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from pipeline.receive.archive import DamagedArchiveError, load, path_of, store

DATA = b"figures of one quarter"
NAME = sha256(DATA).hexdigest()


@pytest.fixture
def open_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def test_what_is_stored_comes_back(tmp_path: Path) -> None:
    assert load(tmp_path, store(tmp_path, DATA)) == DATA


def test_bytes_lie_under_their_hash(tmp_path: Path) -> None:
    assert store(tmp_path, DATA) == NAME
    assert (tmp_path / NAME[:2] / NAME[2:]).read_bytes() == DATA


def test_a_file_stored_twice_is_kept_once(tmp_path: Path) -> None:
    store(tmp_path, DATA)
    before = path_of(tmp_path, NAME).stat()
    assert store(tmp_path, DATA) == NAME
    assert path_of(tmp_path, NAME).stat() == before
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


@pytest.mark.usefixtures("open_umask")
def test_nobody_else_may_enter_whatever_the_umask(tmp_path: Path) -> None:
    root = tmp_path / "private" / "archive"
    store(root, DATA)
    assert stat.S_IMODE(path_of(root, NAME).stat().st_mode) == 0o440
    for folder in (root.parent, root, root / NAME[:2]):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_damaged_bytes_are_never_handed_out(tmp_path: Path) -> None:
    path = path_of(tmp_path, store(tmp_path, DATA))
    path.chmod(0o640)
    path.write_bytes(DATA[:-1])
    with pytest.raises(DamagedArchiveError, match="no longer holds the bytes"):
        load(tmp_path, NAME)


def test_missing_bytes_are_named(tmp_path: Path) -> None:
    with pytest.raises(DamagedArchiveError, match=f"{NAME[2:]} is missing"):
        load(tmp_path, NAME)


def test_storing_again_mends_a_damaged_copy(tmp_path: Path) -> None:
    path = path_of(tmp_path, store(tmp_path, DATA))
    path.chmod(0o640)
    path.write_bytes(b"")
    store(tmp_path, DATA)
    assert load(tmp_path, NAME) == DATA


def test_a_disk_that_is_full_leaves_nothing_half_written(tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, hard))
    try:
        with pytest.raises(OSError, match="File too large"):
            store(tmp_path, DATA)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert store(tmp_path, DATA) == NAME


@pytest.mark.parametrize("name", ["", "../../etc/passwd", NAME.upper(), NAME[:-1]])
def test_only_a_hash_is_a_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="not a SHA-256"):
        path_of(tmp_path, name)
