"""What kind of file it is, by its content: the name is the sender's and proves nothing."""

import re
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from pipeline.receive.byte_order import form_of
from pipeline.receive.compound import Compound
from pipeline.receive.refusal import RefusedError

CSV, ODS, XLS, XLSX = "csv", "ods", "xls", "xlsx"
EXCEL_95 = "XLS (Excel 5.0/95)"  # of which cells are in code pages that it may not name
READABLE = "XLSX, ODS, XLS, CSV"

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # old Office files, and the wrapping of encrypted new ones
_SIGNATURES = {
    b"%PDF-": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"II*\x00": "TIFF",
    b"{\\rtf": "RTF",
    b"\x1f\x8b": "GZIP",
    b"7z\xbc\xaf": "7Z",
    b"Rar!\x1a": "RAR",
    b"PK\x05\x06": "ZIP",  # an empty one
    b"SQLite format 3": "SQLite",
}
_PARTS = {"xl/workbook.bin": "XLSB", "word/": "DOCX", "ppt/": "PPTX", "xl/": XLSX}  # in this order
_MIMETYPES = {"spreadsheet": ODS, "spreadsheet-template": ODS, "text": "ODT", "presentation": "ODP"}
_STREAMS = {
    "Workbook": XLS,
    "Book": EXCEL_95,
    "WordDocument": "DOC",
    "PowerPoint Document": "PPT",
    "__properties_version1.0": "MSG",
}
_XML = {b"opendocument.spreadsheet": "FODS", b"excel.sheet": "XML Spreadsheet 2003"}
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")


def kind_of(path: Path) -> str:
    """CSV, ODS, XLS or XLSX; raises RefusedError for a file that is empty, encrypted or of another kind."""
    with path.open("rb") as file:
        head = file.read(4096)
    if not head:
        raise RefusedError("file-empty")
    if head.startswith(_ZIP):
        return _inside_zip(path)
    if head.startswith(_OLE):
        return _inside_ole(path.read_bytes())
    for signature, name in _SIGNATURES.items():
        if head.startswith(signature):
            raise _other(name)
    return _of_text(head)


def _inside_zip(path: Path) -> str:
    try:
        with ZipFile(path) as archive:
            names = archive.namelist()
            if "mimetype" in names:
                with archive.open("mimetype") as source:
                    word = source.read(100).decode("ascii", "replace").strip().rpartition(".")[2]
                return _readable(_MIMETYPES.get(word, "ZIP"))
    except (BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError):
        raise RefusedError("file-unreadable", expected="XLSX, ODS") from None
    if "[Content_Types].xml" in names:
        for beginning, kind in _PARTS.items():
            if any(name.startswith(beginning) for name in names):
                return _readable(kind)
    raise _other("ZIP")


def _inside_ole(data: bytes) -> str:
    try:
        compound = Compound(data)
    except ValueError:
        raise RefusedError("file-unreadable", expected="XLS") from None
    if "EncryptedPackage" in compound:
        raise RefusedError("file-encrypted")
    return _readable(next((kind for name, kind in _STREAMS.items() if name in compound), "OLE"))


def _of_text(head: bytes) -> str:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<meta", b"<body", b"<table", b"<div")):
        raise _other("HTML")
    if start.startswith(b"<"):
        raise _other(next((name for word, name in _XML.items() if word in start), "XML"))
    if start.startswith((b"{", b"[")):
        raise _other("JSON")
    if (
        form_of(head)[0] == "utf-8" and len(_CONTROL.findall(head)) > 3 + len(head) // 20
    ):  # text with a stray NUL is still text
        raise _other(head[:4].hex(" ").upper())
    return CSV


def _readable(kind: str) -> str:
    if kind in (ODS, XLS, XLSX):
        return kind
    raise _other(kind)


def _other(looks_like: str) -> RefusedError:
    return RefusedError("file-kind-unknown", found=looks_like, expected=READABLE)
