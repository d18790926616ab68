"""What the tests of receiving share: settings of their own, and a file's way from bytes to a delivery."""

from collections.abc import Callable, Mapping
from json import dumps, loads
from pathlib import Path

import pytest

from pipeline.receive.archive import path_of, store
from pipeline.receive.cells import FileRead
from pipeline.receive.child import file_read
from pipeline.receive.delivery import Delivery
from pipeline.receive.reader import read_file
from pipeline.receive.unpacking import deliver, unpack
from pipeline.settings import Settings
from tests.pipeline.receive.making import Rows, text, workbook

Deliver = Callable[[bytes], Delivery]
Read = Callable[[bytes], FileRead]
Unpack = Callable[[bytes | Mapping[str, Rows] | Rows], Delivery]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path)


@pytest.fixture
def delivered(settings: Settings) -> Deliver:
    """The whole way: into the archive, through the reading process, to a delivery."""

    def way(data: bytes) -> Delivery:
        path = path_of(settings.archive, store(settings.archive, data))
        (delivery,) = deliver([("s1", path)], settings=settings)
        return delivery

    return way


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """The cells of a file, read in this process."""

    def cells(data: bytes) -> FileRead:
        path = tmp_path / "file"
        path.write_bytes(data)
        return file_read("s1", loads(dumps(read_file(path))))

    return cells


@pytest.fixture
def unpacked(read: Read) -> Unpack:
    def way(file: bytes | Mapping[str, Rows] | Rows) -> Delivery:
        data = file if isinstance(file, bytes) else workbook(file) if isinstance(file, Mapping) else text(file)
        delivery = unpack(read(data))
        assert delivery.records == delivery.refused + sum(part.height for part in delivery.parts.values())
        return delivery

    return way


def told(delivery: Delivery) -> list[tuple[str, str, str | None]]:
    return [(each.rule, each.address, each.found) for each in delivery.findings]
