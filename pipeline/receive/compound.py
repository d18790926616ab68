"""The compound file of old Office programs: what stands in its root, every chain of sectors followed strictly.

A file system in a file. It is read here rather than by xlrd, which a few linked entries keep busy for ever.
"""

from collections.abc import Iterator, Sequence
from struct import error, unpack, unpack_from
from typing import NamedTuple

_FORMS = {(3, 9): 512, (4, 12): 4096}  # version, size of a sector as a power of two -> its bytes
_HEADER = "<26x4H14xI4x5I109I"  # of which the last are sectors of the table that says which follows which
_ENTRY, _SMALL = 128, 64  # bytes of an entry and of a small sector
_LAST, _NONE = 0xFFFFFFFE, 0xFFFFFFFF
_STREAM, _ROOT = 2, 5


class _Entry(NamedTuple):
    name: str
    kind: int
    before: int
    after: int
    within: int
    start: int
    size: int


class Compound:
    """`names`: of the streams and storages in the root, as they are spelled there. ValueError for a damaged file."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        try:
            version, order, power, small_power, directory, *header = unpack_from(_HEADER, data)
        except error:
            raise ValueError("a header that is cut short") from None
        self._most_small, small_table, has_small, more, has_more, *listed = header
        if (version, power) not in _FORMS or (order, small_power) != (0xFFFE, 6):
            raise ValueError("not a form of compound files")
        self._sector = _FORMS[version, power]
        self._next = self._table(self._all_listed(listed, more if has_more else _LAST))
        self._entries = [*self._all_entries(self._joined(directory))]
        self._small_next = self._table(_chain(small_table, self._next)) if has_small else ()
        if not self._entries or (root := self._entries[0]).kind != _ROOT:
            raise ValueError("no root")
        self._small = self._joined(root.start) if root.size else b""
        self._in_root = {each.name.lower(): each for each in self._below(root)}
        self.names = [each.name for each in self._in_root.values()]

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._in_root

    def read(self, name: str) -> bytes:
        """The bytes of a stream in the root."""
        entry = self._in_root[name.lower()]
        if entry.kind != _STREAM:
            raise ValueError(f"{name} is no stream")
        if not entry.size:  # what follows is not said then
            return b""
        if entry.size < self._most_small:
            pieces = (self._small[at * _SMALL : (at + 1) * _SMALL] for at in _chain(entry.start, self._small_next))
            found = b"".join(pieces)
        else:
            found = self._joined(entry.start)
        if len(found) < entry.size:
            raise ValueError(f"{name} is cut short")
        return found[: entry.size]

    def _all_listed(self, listed: Sequence[int], more: int) -> list[int]:
        """The sectors that together say which follows which: those in the header, then those in lists of more."""
        found = [*listed]
        most = len(self._data) // self._sector
        for _ in range(most):
            if more in (_LAST, _NONE):
                break
            *sectors, more = _numbers(self._bytes_of(more))
            found += sectors
            if len(found) > most + len(listed) + self._sector:  # the rest of the last list is blank
                raise ValueError("more sectors than the file has")
        found = [at for at in found if at not in (_NONE, _LAST)]  # with which the rest is filled up
        if len(set(found)) < len(found):
            raise ValueError("a sector that is listed twice")
        return found

    def _table(self, sectors: Sequence[int]) -> Sequence[int]:
        return _numbers(b"".join(map(self._bytes_of, sectors)))

    def _joined(self, start: int) -> bytes:
        return b"".join(map(self._bytes_of, _chain(start, self._next)))

    def _bytes_of(self, sector: int) -> bytes:
        start = (sector + 1) * self._sector
        found = self._data[start : start + self._sector]
        if not found:
            raise ValueError("a sector beyond the end")
        return found.ljust(self._sector, b"\0")  # the last one may be cut short

    def _all_entries(self, directory: bytes) -> Iterator[_Entry]:
        for at in range(0, len(directory), _ENTRY):
            length, kind, before, after, within = unpack_from("<HBxIII", directory, at + 64)
            start, size = unpack_from("<II", directory, at + 116)
            name = directory[at : at + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
            yield _Entry(name, kind, before, after, within, start, size)

    def _below(self, folder: _Entry) -> Iterator[_Entry]:
        """What stands in the folder: a tree of entries, none of which may come twice."""
        waiting, seen = [folder.within], set()
        while waiting:
            at = waiting.pop()
            if at == _NONE:
                continue
            if at in seen or at >= len(self._entries):
                raise ValueError("entries that run in a circle")
            seen.add(at)
            entry = self._entries[at]
            waiting += [entry.before, entry.after]
            yield entry


def _numbers(data: bytes) -> tuple[int, ...]:
    return unpack(f"<{len(data) // 4}I", data)


def _chain(start: int, following: Sequence[int]) -> list[int]:
    """The sectors from `start` on."""
    found: list[int] = []
    at = start
    while at != _LAST:
        if at >= len(following) or len(found) >= len(following):
            raise ValueError("sectors that run in a circle, or out of the file")
        found.append(at)
        at = following[at]
    return found
