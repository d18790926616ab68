"""Takes the file out of a request: never more of it than a submission may have, and not for longer than a minute."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from email.message import Message
from functools import partial
from tempfile import SpooledTemporaryFile
from typing import IO, Self

from anyio import fail_after
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

from dashboard.api.problems import ProblemError, TooLargeError
from data_contracts.characters import file_name
from data_contracts.findings import Finding

MEGABYTE = 1024 * 1024
SECONDS = 60
FORM = "multipart/form-data"
TYPES = (
    "application/octet-stream",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.ms-excel",
    "application/vnd.sdmx.data+csv",
    "text/csv",
    "text/tab-separated-values",
    FORM,
)
"""Content types that a file may come with. What it is, its bytes decide."""

_NAMELESS = "submission"
_AROUND = 64 * 1024  # what a form adds to its file


@dataclass(frozen=True)
class File:
    """A file that has come whole; a large one lies on disk until its turn, as many may wait."""

    name: str
    body: IO[bytes]

    @property
    def data(self) -> bytes:
        self.body.seek(0)
        return self.body.read()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.body.close()


async def take_file(request: Request, *, most_mb: int) -> File:
    """The file of this request; ProblemError when there is none, or it is too large, or it never comes."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in TYPES or request.headers.get("content-encoding", "identity") != "identity":
        raise ProblemError("content-refused", headers={"Accept": ", ".join(TYPES)}, found=kind[:100] or "–")
    try:
        with fail_after(SECONDS):
            body, name = await (_of_form if kind == FORM else _of_body)(request, most_mb)
    except TimeoutError:
        raise ProblemError("body-too-slow", headers={"Connection": "close"}, seconds=SECONDS) from None
    except ClientDisconnect:
        raise ProblemError("body-damaged") from None
    return File(file_name(request.query_params.get("filename") or name) or _NAMELESS, body)


async def _of_body(request: Request, most_mb: int) -> tuple[IO[bytes], str]:
    disposition = Message()
    disposition["Content-Disposition"] = request.headers.get("content-disposition", "")
    body: IO[bytes] = SpooledTemporaryFile(MEGABYTE)  # noqa: SIM115 - whoever takes it closes it
    try:
        async for chunk in _capped(request, most_mb):
            body.write(chunk)
    except BaseException:
        body.close()
        raise
    return body, str(disposition.get_filename() or "")


async def _of_form(request: Request, most_mb: int) -> tuple[IO[bytes], str]:
    parser = MultiPartParser(request.headers, _capped(request, most_mb, around=_AROUND), max_files=1, max_fields=0)
    try:
        form = await parser.parse()
    except (MultiPartException, HTTPException):
        raise ProblemError("body-damaged") from None
    file = next((part for part in form.values() if isinstance(part, UploadFile)), None)
    if file is None:
        raise ProblemError("body-damaged")
    if (size := file.size or 0) > most_mb * MEGABYTE:
        await file.close()
        raise _too_large(most_mb, f"{size / MEGABYTE:.1f} MB")
    return file.file, file.filename or ""


async def _capped(request: Request, most_mb: int, *, around: int = 0) -> AsyncGenerator[bytes, None]:
    """The body piece by piece; TooLargeError as soon as it is known to be more than may be."""
    refused = partial(_too_large, most_mb)
    told = request.headers.get("content-length", "")
    if told.isdecimal() and int(told) > most_mb * MEGABYTE + around:
        raise refused(f"{int(told) / MEGABYTE:.1f} MB")
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > most_mb * MEGABYTE + around:
            raise refused(f"> {most_mb} MB")
        yield chunk


def _too_large(most_mb: int, found: str) -> TooLargeError:
    return TooLargeError(Finding("file-too-large", found=found, expected=f"{most_mb} MB"))
