"""Damage one file of a home, see whether it is found, and put the file back."""

import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipeline.proof.problem import ARCHIVE, EDITIONS, FIGURES, LEDGER, MEMBERS, SHELF, TOKENS, WAREHOUSE
from pipeline.proof.proving import prove
from pipeline.proof.snapshot import snapshot
from pipeline.settings import Settings
from pipeline.storage.ledger import Ledger
from tests.damage.home import Home

FOUND, HARMLESS, MISSED = "found", "harmless", "missed"
OUTCOMES = (FOUND, HARMLESS, MISSED)

FLIP, CUT, ZERO, GONE, SWAP, OLDER = "one bit", "cut short", "zeroed block", "gone", "another file", "older copy"


@dataclass(frozen=True)
class Target:
    """What is damaged. part: where it must be found; parts: what is proven for that. path: the file. others: files that
    may lie in its place by mistake. older: as it was once. logged: in a home whose databases lie in their logs."""

    name: str
    part: str
    path: Path
    others: tuple[Path, ...] = ()
    older: Path | None = None
    logged: bool = False

    @property
    def parts(self) -> tuple[str, ...]:
        return (WAREHOUSE, SHELF) if self.part == SHELF else (self.part,)


def targets(home: Home) -> dict[str, list[Target]]:
    """What there is to damage, by what it is."""
    settings = home.settings
    private, root = settings.ledger.parent, settings.root

    def older(path: Path) -> Path:
        return home.older / path.relative_to(root)

    def several(name: str, part: str, files: list[Path]) -> list[Target]:
        return [Target(name, part, each, tuple(other for other in files if other != each)) for each in files]

    def database(name: str, part: str, path: Path, other: Path) -> list[Target]:
        return [Target(name, part, path, (other,), older(path))]

    pointer, catalogue = settings.editions / "current", settings.editions / "editions.csv"
    anchor = Ledger(settings.ledger).anchor.path
    found = [
        database("ledger", LEDGER, settings.ledger, settings.tokens),
        [Target("ledger's log", LEDGER, private / "ledger.sqlite-wal", logged=True)],
        [Target("anchor", LEDGER, anchor, (pointer,), older(anchor))],
        several("archive", ARCHIVE, [path for path in sorted(settings.archive.rglob("*")) if path.is_file()]),
        database("tokens", TOKENS, settings.tokens, settings.shelf),
        database("warehouse", WAREHOUSE, settings.warehouse, next(settings.editions.glob("*.duckdb"))),
        [Target("warehouse's log", WAREHOUSE, private / "warehouse.duckdb.wal", logged=True)],
        database("shelf", SHELF, settings.shelf, settings.tokens),
        several("edition", EDITIONS, sorted(settings.editions.glob("*.duckdb"))),
        several("own figures", MEMBERS, sorted(settings.members.rglob("*.duckdb"))),
        [Target("pointer", EDITIONS, pointer, (catalogue,), older(pointer))],
        [Target("list of editions", EDITIONS, catalogue, (pointer,), older(catalogue))],
    ]
    return {mine[0].name: mine for mine in found}


def kinds(target: Target) -> dict[str, Callable[[random.Random], bytes | None]]:
    """The ways in which a file can be damaged: what it holds then, None where it is gone."""
    data = target.path.read_bytes()
    found: dict[str, Callable[[random.Random], bytes | None]] = {
        FLIP: lambda chance: _flipped(data, chance),
        CUT: lambda chance: data[: chance.randrange(len(data))],
        ZERO: lambda chance: _zeroed(data, chance),
        GONE: lambda _: None,
    }
    if target.others:
        found[SWAP] = lambda chance: chance.choice(target.others).read_bytes()
    if target.older:
        found[OLDER] = lambda _: target.older.read_bytes()  # type: ignore[union-attr]
    return found


@contextmanager
def laid_out(home: Home, *, logged: bool) -> Iterator[None]:
    """The home, or as it is with its databases in their logs."""
    if not logged:
        yield
        return
    private = home.settings.ledger.parent
    before = {path.name: (private / path.name).read_bytes() for path in (home.settings.ledger, home.settings.warehouse)}
    for path in home.logged.iterdir():
        (private / path.name).write_bytes(path.read_bytes())
    try:
        yield
    finally:
        for path in home.logged.iterdir():
            (private / path.name).unlink(missing_ok=True)
        for name, data in before.items():
            (private / name).write_bytes(data)


def outcome(settings: Settings, target: Target, damaged: bytes | None) -> str:
    """What comes of it when the file holds `damaged`; the file is put back."""
    whole, mode = target.path.read_bytes(), target.path.stat().st_mode
    contents = _contents(settings, target)
    _put(target.path, damaged)
    try:
        if _is_found(settings, target, target.parts):
            return FOUND
        if _contents(settings, target) == contents:
            return HARMLESS
        return FOUND if _is_found(settings, target, (*target.parts, FIGURES)) else MISSED
    finally:
        _put(target.path, whole)
        target.path.chmod(mode)


def _is_found(settings: Settings, target: Target, parts: tuple[str, ...]) -> bool:
    """Whether it is told, and told of the right part: of the figures of a warehouse, or of the warehouse itself."""
    rightly = (target.part, FIGURES) if target.part == WAREHOUSE else (target.part,)
    return any(each.part in rightly and not each.is_note for each in prove(settings, parts=parts).problems)


def _put(path: Path, data: bytes | None) -> None:
    path.unlink(missing_ok=True)
    if data is not None:
        path.write_bytes(data)


def _contents(settings: Settings, target: Target) -> object:
    """All that can be read of the damaged file, by other means than those that prove it."""
    if target.path.name == "ledger.head":
        return None  # an older one holds, and is no loss: every event is there
    if target.path.name.startswith(("ledger.", "tokens.", "shelf.")):
        path = target.path.with_name(target.path.name.removesuffix("-wal"))
        try:
            with snapshot(path) as db:
                return [*db.iterdump()]
        except sqlite3.Error as error:
            return str(error)
    path = target.path.with_name(target.path.name.removesuffix(".wal"))
    if path.suffix == ".duckdb":
        try:
            return _tables(path)
        except duckdb.Error as error:
            return str(error)
    return target.path.read_bytes() if target.path.exists() else None


def _tables(path: Path) -> dict[str, list[str]]:
    with duckdb.connect(str(path), read_only=True) as held:
        names = [name for (name,) in held.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        return {name: sorted(map(str, held.execute(f'SELECT * FROM "{name}"').fetchall())) for name in names}


def _flipped(data: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(data))
    return data[:place] + bytes([data[place] ^ 1 << chance.randrange(8)]) + data[place + 1 :]


def _zeroed(data: bytes, chance: random.Random) -> bytes:
    """A sector, or what there is of one."""
    size = min(512, len(data))
    place = chance.randrange(len(data)) // size * size
    return data[:place] + bytes(len(data[place : place + size])) + data[place + size :]
