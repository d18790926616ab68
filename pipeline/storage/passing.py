"""Which errors may be gone a moment later: something else is at work, or the disk is full."""

import errno
import sqlite3

import duckdb

from pipeline.storage.busy import BusyError

_FOR_NOW = {
    errno.EAGAIN,
    errno.EBUSY,
    errno.EDQUOT,
    errno.EINTR,
    errno.EMFILE,
    errno.ENFILE,
    errno.ENOMEM,
    errno.ENOSPC,
    errno.ETIMEDOUT,
}
_OF_SQLITE = ("SQLITE_BUSY", "SQLITE_FULL", "SQLITE_LOCKED")


def may_pass(error: BaseException) -> bool:
    """Whether trying again may go well without anyone mending anything; a fault of ours never does."""
    if isinstance(error, BusyError):
        return True
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorname", "").startswith(_OF_SQLITE)
    if isinstance(error, duckdb.Error):
        return "no space left" in str(error).lower()
    return isinstance(error, OSError) and error.errno in _FOR_NOW
