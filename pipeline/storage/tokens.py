"""Tokens by which agencies' own systems are known: SQLite beside the ledger, which holds only their hashes."""

import json
import re
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from hmac import compare_digest
from pathlib import Path
from secrets import token_hex, token_urlsafe
from sqlite3 import OperationalError
from typing import Any

from pipeline.storage.ledger import TOKEN_MADE, TOKEN_REVOKED, Ledger
from pipeline.storage.sqlite import Database, opened

VALID, EXPIRED, REVOKED = "valid", "expired", "revoked"

_SHAPE = re.compile(r"cop_([0-9a-f]{8})_([A-Za-z0-9_-]{43})")  # the id, and 256 random bits
_NO_HASH = "0" * 64
SCHEMA = """
CREATE TABLE IF NOT EXISTS tokens (
    id TEXT PRIMARY KEY,
    country TEXT NOT NULL,
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    created TEXT NOT NULL,
    expires TEXT NOT NULL,
    revoked TEXT,
    last_used TEXT
);
"""


@dataclass(frozen=True)
class Token:
    """What is known of a token: whose system it is, which country it speaks for, how long. `last_used` is a day."""

    id: str
    country: str
    name: str
    created: datetime
    expires: datetime
    revoked: datetime | None
    last_used: date | None

    @property
    def signature(self) -> str:
        """As whom it is written down."""
        return f"{self.name} ({self.id})"

    def state(self, now: datetime) -> str:
        """valid, expired or revoked."""
        return REVOKED if self.revoked else EXPIRED if self.expires <= now else VALID


class Tokens:
    """Safe for several processes at once. What is made and revoked also stands in the ledger, without the token."""

    def __init__(self, path: Path, ledger: Ledger) -> None:
        self._path, self._ledger = path, ledger

    def make(self, country: str, *, name: str, expires: datetime, now: datetime) -> tuple[Token, str]:
        """A token for the system `name` of an agency of `country`, and its text, which nobody can ever read again."""
        token = Token(token_hex(4), country, name, now, expires, None, None)
        secret = token_urlsafe(32)
        with self._open() as db:
            db.execute(
                "INSERT INTO tokens (id, country, name, sha256, created, expires) VALUES (?, ?, ?, ?, ?, ?)",
                (token.id, country, name, _hash(secret), now.isoformat(), expires.isoformat()),
            )
        self._ledger.append(
            TOKEN_MADE,
            at=now,
            token=token.id,
            country=country,
            expires=expires.isoformat(),
            contents=contents_of(token, _hash(secret)),
        )
        return token, f"cop_{token.id}_{secret}"

    def find(self, text: str, *, now: datetime) -> Token | None:
        """The valid token that `text` is, else None; how long it takes tells nothing of what was almost right."""
        shape = _SHAPE.fullmatch(text)
        if shape is None or not self._path.exists():
            return None
        with self._open() as db:
            row = db.execute("SELECT * FROM tokens WHERE id = ?", (shape[1],)).fetchone()
            is_right = compare_digest(_hash(shape[2]), row[3] if row else _NO_HASH)
            if not is_right or _token(row).state(now) != VALID:
                return None
            today = now.date().isoformat()
            if row[7] != today:
                with suppress(OperationalError):  # a day less is known where the disk cannot be written to
                    db.execute("UPDATE tokens SET last_used = ? WHERE id = ?", (today, shape[1]))
        return _token(row)

    def revoke(self, token: str, *, now: datetime) -> Token | None:
        """The token with this id, revoked now or before; None when there is none."""
        with self._open() as db:
            db.execute("UPDATE tokens SET revoked = ? WHERE id = ? AND revoked IS NULL", (now.isoformat(), token))
            row = db.execute("SELECT * FROM tokens WHERE id = ?", (token,)).fetchone()
        if row is None:
            return None
        found = _token(row)
        assert found.revoked
        self._ledger.append(TOKEN_REVOKED, at=found.revoked, once="token", token=token, country=found.country)
        return found

    def all(self) -> list[Token]:
        """Every token that was ever made, newest first."""
        with self._open() as db:
            return [token for token, _ in kept_tokens(db)]

    def _open(self) -> AbstractContextManager[Database]:
        return opened(self._path, schema=SCHEMA, last="tokens")


def contents_of(token: Token, sha256: str) -> str:
    """The hash of what is kept of a token for good, by which its event proves it; 256 random bits are in it."""
    kept = (token.id, token.country, token.name, sha256, token.created.isoformat(), token.expires.isoformat())
    return _hash(json.dumps(kept, ensure_ascii=False))


def kept_tokens(db: Database) -> list[tuple[Token, str]]:
    """Every token with the hash of its secret, newest first."""
    return [(_token(row), row[3]) for row in db.execute("SELECT * FROM tokens ORDER BY created DESC, id")]


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()  # plain, for 256 random bits cannot be guessed, however fast


def _token(row: tuple[Any, ...]) -> Token:
    token, country, name, _, created, expires, revoked, last_used = row
    return Token(
        token,
        country,
        name,
        datetime.fromisoformat(created),
        datetime.fromisoformat(expires),
        datetime.fromisoformat(revoked) if revoked else None,
        date.fromisoformat(last_used) if last_used else None,
    )
