"""A workbook's container, looked through before anything in it is interpreted: what could do harm is refused."""

import re
from collections.abc import Iterable
from pathlib import PurePosixPath
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from pipeline.receive.refusal import RefusedError

MOST_ENTRIES = 2_000
MOST_BYTES = 64 * 1024 * 1024  # of all entries together, unpacked
MOST_RATIO = 200  # unpacked to packed, of one entry
SMALL_ENTRY = 1_000_000  # too small for its ratio to matter
_HEADER = 30  # bytes before the name of an entry

_FORBIDDEN_PARTS = (
    "xl/vbaproject",
    "xl/macrosheets/",
    "xl/dialogsheets/",
    "xl/externallinks/",
    "xl/embeddings/",
    "xl/activex/",
    "xl/connections",
    "xl/querytables/",
    "customui/",
    "basic/",  # here and below: of OpenDocument
    "scripts/",
    "dialogs/",
)
# The same parts may have any name: what they are is told by the list of parts.
_FORBIDDEN_KINDS = re.compile(
    rb"macroEnabled|macrosheet|dialogsheet|vbaProject|externalLink\+|oleObject|activeX|connections\+|queryTable\+",
    re.IGNORECASE,
)
# A definition of entities, in each of the encodings that an XML parser recognises by itself …
_DEFINITIONS = tuple(
    word.encode(encoding) for word in ("<!DOCTYPE", "<!ENTITY") for encoding in ("ascii", "utf-16-le", "utf-16-be")
)
# … and no encoding that it could hide in.
_ENCODING = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([^\"']*)")
_PLAIN_ENCODINGS = {b"utf-8", b"utf8", b"us-ascii", b"ascii"}


def check_container(archive: ZipFile) -> None:
    """Raises RefusedError (file-unsafe, file-too-large, file-encrypted) at the first thing that is not allowed."""
    entries = archive.infolist()
    _check_sizes(entries)
    _check_names([entry.filename for entry in entries])
    _check_places(entries)
    for entry in entries:
        if entry.flag_bits & 0x1:
            raise RefusedError("file-encrypted")
        if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise _unsafe(entry.filename)
        _check_content(entry.filename, archive.read(entry))  # reads no more than the size that was checked


def _check_sizes(entries: list[ZipInfo]) -> None:
    if len(entries) > MOST_ENTRIES:
        raise _unsafe(f"ZIP ({len(entries)})", expected=str(MOST_ENTRIES))
    for entry in entries:
        if entry.file_size > max(SMALL_ENTRY, MOST_RATIO * entry.compress_size):
            ratio = entry.file_size // max(entry.compress_size, 1)
            raise _unsafe(f"{entry.filename} 1:{ratio}", expected=f"1:{MOST_RATIO}")
    if (total := sum(entry.file_size for entry in entries)) > MOST_BYTES:
        raise RefusedError("file-too-large", found=f"{total // 2**20} MB", expected=f"{MOST_BYTES // 2**20} MB")


def _check_places(entries: list[ZipInfo]) -> None:
    """Raises where entries share bytes, which unpack to more than the container could hold, or are damaged."""
    end = 0
    for entry in sorted(entries, key=lambda each: each.header_offset):
        if entry.header_offset < end:
            raise ValueError(f"{entry.filename} shares its bytes")
        end = entry.header_offset + _HEADER + len(entry.orig_filename) + entry.compress_size


def _check_names(names: Iterable[str]) -> None:
    seen = set()
    for name in names:
        folded = name.casefold()
        if folded in seen:
            raise _unsafe(name)
        seen.add(folded)
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or set("\\:") & set(name):
            raise _unsafe(name)
        if folded.startswith(_FORBIDDEN_PARTS):
            raise _unsafe(name)


def _check_content(name: str, content: bytes) -> None:
    for definition in _DEFINITIONS:
        if definition in content:
            raise _unsafe(f"{name} DTD")
    declared = _ENCODING.search(content[:400])
    if declared and declared[1].lower() not in _PLAIN_ENCODINGS:
        raise _unsafe(f"{name} {declared[1].decode('ascii', 'replace')}")
    if name == "[Content_Types].xml" and (kind := _FORBIDDEN_KINDS.search(content)):
        raise _unsafe(kind[0].decode())


def _unsafe(found: str, *, expected: str | None = None) -> RefusedError:
    return RefusedError("file-unsafe", found=found, expected=expected)
