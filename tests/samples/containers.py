"""Workbooks whose container is the trap: sizes that lie, parts that overlap, names that lead elsewhere."""

import random
import struct
import warnings
import zipfile
from collections.abc import Iterator
from functools import cache, partial
from io import BytesIO

from tests.pipeline.receive.making import table, with_entries, workbook, zipped
from tests.samples.sample import Sample

SHEET = "xl/worksheets/sheet1.xml"
UNSAFE, LARGE, DAMAGED = ("file-unsafe",), ("file-too-large",), ("file-unreadable",)
STOPPED = ("file-reader-stopped",)
_LOCAL, _CENTRAL = b"PK\x03\x04", b"PK\x01\x02"


@cache
def good() -> bytes:
    return workbook({"partners": table("partners", {"country": "FI", "quarter": "2026-Q3"})})


def containers() -> Iterator[Sample]:
    yield Sample("a part that unpacks to a thousand times its size", partial(_with, SHEET, bytes(30_000_000)), UNSAFE)
    yield Sample("parts that together unpack to 72 MB", _together, LARGE)
    yield Sample("an archive in an archive in an archive", partial(_nested, 6), ("file-kind-unknown",))
    yield Sample("archives as pictures in a workbook", lambda: _with("xl/media/image1.png", _nested(4)))
    yield Sample("2 001 parts", lambda: with_entries(good(), {f"xl/media/{at}": "" for at in range(2_001)}), UNSAFE)
    yield Sample("20 000 parts without content", lambda: zipped({f"xl/{at}": "" for at in range(20_000)}), ANY_REFUSAL)
    yield Sample("two parts of one name", partial(twice, "xl/workbook.xml"), UNSAFE)
    yield Sample("two parts of nearly one name", partial(_with, "XL/Workbook.xml", b"x"), UNSAFE)
    yield Sample("parts that share their bytes", overlapping, DAMAGED)
    yield Sample("sizes that are too large to be true", partial(_sizes, 2**32 - 2), UNSAFE)
    yield Sample("sizes that are too small to be true", partial(_sizes, 10), DAMAGED)
    yield Sample("sums that do not fit", partial(_patched, _CENTRAL, 16, b"\xde\xad\xbe\xef"), DAMAGED)
    yield Sample("parts with a password", encrypted, ("file-encrypted",))
    for method, name in ((12, "BZIP2"), (14, "LZMA"), (9, "Deflate64"), (98, "PPMd"), (200, "nobody knows what")):
        packed = struct.pack("<H", method)
        yield Sample(f"parts packed with {name}", partial(_patched, _CENTRAL, 10, packed), ANY_REFUSAL)
    for name in WAYS_OUT:
        yield Sample(f"a part called {name!r}", partial(_with, name, b"x"), UNSAFE)
    yield Sample("a part whose name ends before a NUL", _hidden_name, (*UNSAFE, *DAMAGED))
    yield Sample("a name of 60 000 characters", partial(_with, "xl/" + "x" * 60_000, b"x"))
    yield Sample("a remark of 64 000 bytes that looks like its end", _remark, DAMAGED)
    yield Sample("a program before the archive", lambda: b"MZ" + bytes(10_000) + good(), ("file-kind-unknown",))
    yield Sample("a PDF before the archive", lambda: b"%PDF-1.7\n%%EOF\n" + good(), ("file-kind-unknown",))
    yield Sample("a picture before the archive", lambda: b"\x89PNG\r\n\x1a\n" + good(), ("file-kind-unknown",))
    for part in range(1, 16):
        yield Sample(f"{part} sixteenths of a workbook", partial(_cut, part / 16), DAMAGED)
    yield Sample("a workbook without its last byte", lambda: good()[:-1], DAMAGED)
    yield Sample("a workbook without its first bytes", lambda: good()[30:], (*DAMAGED, "file-kind-unknown"))
    yield Sample("a workbook with noise in its middle", _noise, DAMAGED)


ANY_REFUSAL = ("file-unsafe", "file-unreadable", "file-kind-unknown", "file-too-large")
WAYS_OUT = (
    "../../etc/cron.d/x",
    "xl/../../x",
    "/etc/passwd",
    "xl\\..\\..\\x",
    "C:/Windows/x",
    "//server/share/x",
    "xl/./../..",
)


def _with(name: str, content: bytes) -> bytes:
    return with_entries(good(), {name: content})


def _together() -> bytes:
    """Each part is within the ratio, and all of them are more than fits."""
    some = b"".join(b'<row r="%07d" s="1" customFormat="1"/>' % at for at in range(150_000)) * 2
    return with_entries(good(), {f"xl/media/{at}.bin": some for at in range(6)})


def _nested(depth: int) -> bytes:
    data = zipped({"figures.csv": bytes(900_000)})
    for _ in range(depth):
        data = zipped({f"{at}.zip": data for at in range(10)})
    return data


def twice(name: str) -> bytes:
    buffer = BytesIO(good())
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr(name, "<x/>")
    return buffer.getvalue()


def overlapping() -> bytes:
    """200 names in the directory for the bytes of one part."""
    data = _with("xl/media/image1.png", random.Random(1).randbytes(100_000))
    end = data.rfind(b"PK\x05\x06")
    size, start = struct.unpack("<II", data[end + 12 : end + 20])
    directory = data[start : start + size]
    last = directory[directory.rfind(_CENTRAL) :]
    more = b"".join(last.replace(b"image1.png", b"%06d.png" % at) for at in range(200))
    count = struct.unpack("<H", data[end + 10 : end + 12])[0] + 200
    tail = struct.pack("<HHII", count, count, size + len(more), start)
    return data[: start + size] + more + data[end : end + 8] + tail + data[end + 20 :]


def _sizes(size: int) -> bytes:
    """Every part says that it unpacks to `size` bytes."""
    return _patched(_CENTRAL, 24, struct.pack("<I", size))


def encrypted() -> bytes:
    """Every part says that it is encrypted."""
    return _patched(_CENTRAL, 8, b"\x01\x00", _patched(_LOCAL, 6, b"\x01\x00", good()))


def _patched(mark: bytes, at: int, value: bytes, data: bytes | None = None) -> bytes:
    found = bytearray(good() if data is None else data)
    start = -1
    while (start := found.find(mark, start + 1)) >= 0:
        found[start + at : start + at + len(value)] = value
    return bytes(found)


def _hidden_name() -> bytes:
    return _with("xl/vbaProject.bin#.xml", b"x").replace(b"vbaProject.bin#.xml", b"vbaProject.bin\x00.xml")


def _remark() -> bytes:
    buffer = BytesIO(good())
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.comment = b"PK\x05\x06" * 16_000
    return buffer.getvalue()


def _cut(share: float) -> bytes:
    return good()[: int(len(good()) * share)]


def _noise() -> bytes:
    data = bytearray(good())
    middle = len(data) // 3
    data[middle : middle + 200] = random.Random(1).randbytes(200)
    return bytes(data)
