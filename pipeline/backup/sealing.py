"""How objects are kept: as they are, or encrypted with age; what they are called, and who may read them."""

import hashlib
import hmac
import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

from pipeline.refusals import RefusedError


class UnopenedError(Exception):
    """These bytes are not for this identity, or are not what was kept."""


class Hashed:
    """A stream that knows the SHA-256 and the size of all that went through it, and the error that ended it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self._digest = stream, hashlib.sha256()
        self.size, self.error = 0, None

    error: OSError | None

    def read(self, count: int = -1) -> bytes:
        return self._counted(self._stream.read, count)

    def write(self, data: bytes) -> int:
        self._counted(lambda: self._stream.write(data) and bytes(data))
        return len(data)

    def flush(self) -> None:
        self._stream.flush()

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    def _counted(self, moved: Any, *arguments: int) -> bytes:
        try:
            data: bytes = moved(*arguments)
        except OSError as error:  # what encrypts tells of it only in words
            self.error = error
            raise
        self._digest.update(data)
        self.size += len(data)
        return data


class Plain:
    """Objects are the files themselves, by their SHA-256: any program can bring one back."""

    encrypted = False
    mark = ""

    def id_of(self, sha256: str) -> str:
        return sha256

    def close(self, source: Hashed, target: Hashed) -> None:
        shutil.copyfileobj(source, target, 1 << 20)

    def open(self, source: Hashed, target: Hashed) -> None:
        shutil.copyfileobj(source, target, 1 << 20)


class Sealed:
    """Objects are age files, called by an HMAC: without the installation's key nobody can guess which file one is."""

    encrypted = True

    def __init__(self, *, recipients: Sequence[str] = (), key: bytes = b"", identities: Sequence[Any] = ()) -> None:
        self._recipients = [_recipient(each) for each in recipients]
        self._key, self._identities = key, list(identities)
        self.mark = self.id_of(" ".join(sorted({str(each) for each in self._recipients})))

    def id_of(self, sha256: str) -> str:
        return hmac.new(self._key, sha256.encode(), hashlib.sha256).hexdigest()

    def close(self, source: Hashed, target: Hashed) -> None:
        import pyrage

        try:
            pyrage.encrypt_io(source, target, self._recipients)
        except pyrage.EncryptError as error:
            raise source.error or target.error or OSError(str(error)) from error

    def open(self, source: Hashed, target: Hashed) -> None:
        import pyrage

        try:
            pyrage.decrypt_io(source, target, self._identities)
        except (pyrage.DecryptError, OSError) as error:
            if found := source.error or target.error:
                raise found from error
            raise UnopenedError from error


Sealing = Plain | Sealed


def identities_in(path: Path) -> list[Any]:
    """The identities in a file as age-keygen writes it. Raises RefusedError."""
    from pyrage import IdentityError, x25519

    try:
        lines = path.read_text(encoding="utf-8").split()
        found = [x25519.Identity.from_str(line) for line in lines if re.match("AGE-SECRET-KEY-1", line, re.I)]
    except (OSError, UnicodeDecodeError, IdentityError):
        found = []
    if not found:
        raise RefusedError("backup-no-identity", place=path)
    return found


def new_identity() -> tuple[str, str]:
    """A new identity, which reads, and its recipient, to whom is encrypted."""
    from pyrage import x25519

    identity = x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def _recipient(text: str) -> Any:
    from pyrage import RecipientError, x25519

    try:
        return x25519.Recipient.from_str(text)
    except RecipientError:
        raise RefusedError("backup-recipient", text=text) from None
