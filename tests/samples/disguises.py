"""Files that are something else than their name says, or than is asked for."""

import bz2
import gzip
import io
import lzma
import tarfile
from collections.abc import Iterator
from functools import partial

from tests.pipeline.receive.making import table, text, zipped
from tests.samples.containers import good
from tests.samples.sample import Sample

OTHER = ("file-kind-unknown",)
WHOSE = {"country": "FI", "quarter": "2026-Q3"}

BEGINNINGS = {
    "a PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "a PNG picture": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "a JPEG picture": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00",
    "a GIF picture": b"GIF89a\x01\x00\x01\x00",
    "a TIFF picture": b"II*\x00\x08\x00\x00\x00",
    "an RTF letter": b"{\\rtf1\\ansi hello}",
    "a program for Linux": b"\x7fELF\x02\x01\x01\x00" + bytes(60),
    "a program for Windows": b"MZ\x90\x00\x03\x00\x00\x00" + bytes(60),
    "a 7z archive": b"7z\xbc\xaf\x27\x1c\x00\x04",
    "a RAR archive": b"Rar!\x1a\x07\x01\x00",
    "a database of SQLite": b"SQLite format 3\x00" + bytes(80),
    "a Parquet file": b"PAR1\x15\x04\x15\x00\x00\x02" + bytes(40) + b"PAR1",
    "an Arrow file": b"ARROW1\x00\x00" + bytes(60),
    "a SAS file": bytes(12) + b"\xc2\xea\x81\x60" + bytes(60),
    "a dBase table": b"\x03\x7e\x03\x01\x02\x00\x00\x00" + bytes(60),
    "a film": b"\x00\x00\x00\x20ftypisom" + bytes(60),
    "noise": bytes(range(256)) * 4,
    "a web page": b"<!DOCTYPE html><html><table><tr><td>1</td></tr></table></html>",
    "a web page called .xls": b"\xef\xbb\xbf\r\n<html xmlns:x='urn:schemas-microsoft-com:office:excel'><table/></html>",
    "a table of a web page": b"  <TABLE border=1><tr><td>1</td></tr></TABLE>",
    "a workbook of 2003 in XML": b"<?xml version='1.0'?><?mso-application progid='Excel.Sheet'?><Workbook/>",
    "a drawing in XML": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "a JSON message": b'{"data": [1, 2]}',
    "a JSON list": b"[1, 2]",
    "an empty archive": b"PK\x05\x06" + bytes(18),
}
PARTS = {
    "a letter of Word": {"[Content_Types].xml": "", "word/document.xml": ""},
    "slides": {"[Content_Types].xml": "", "ppt/presentation.xml": ""},
    "a binary workbook": {"[Content_Types].xml": "", "xl/workbook.bin": ""},
    "an OpenDocument letter": {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"},
    "OpenDocument slides": {"mimetype": "application/vnd.oasis.opendocument.presentation", "content.xml": "<x/>"},
    "a zipped CSV": {"figures.csv": "a,b\n1,2\n"},
    "a Java archive": {"META-INF/MANIFEST.MF": "", "A.class": "\xca\xfe"},
    "a book": {"mimetype": "application/epub+zip", "content.opf": ""},
}


def disguises() -> Iterator[Sample]:
    for name, data in BEGINNINGS.items():
        yield Sample(name, partial(bytes, data), OTHER)
    for name, parts in PARTS.items():
        yield Sample(name, partial(zipped, parts), OTHER)
    for name, pack in {"gzip": gzip.compress, "bzip2": bz2.compress, "xz": lzma.compress}.items():
        yield Sample(f"a workbook packed with {name}", partial(_packed, pack), OTHER)
    yield Sample("a tar archive", _tar, (*OTHER, "file-encoding"))
    yield Sample("a message with the file attached", _mail)
    yield Sample("a program's text", partial(bytes, b"#!/bin/sh\nrm -rf /\n"))
    yield Sample("a text that is called a workbook", partial(text, table("partners", WHOSE)))


def _packed(pack: object) -> bytes:
    return pack(good())  # type: ignore[operator]


def _tar() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        member = tarfile.TarInfo("figures.csv")
        member.size = 8
        archive.addfile(member, io.BytesIO(b"a,b\n1,2\n"))
    return buffer.getvalue()


def _mail() -> bytes:
    return b'From: a@example.org\r\nSubject: figures\r\n\r\n--x\r\nContent-Type: text/csv; name="a.csv"\r\n\r\na,b\r\n'
