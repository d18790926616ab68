"""Commands that keep an installation in a second place, and bring it back from there."""

import argparse
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline.commands.options import REFUSED, TRY_AGAIN, USAGE, Add, settings_of

_WHAT = ("list", "check", "key")


def add_to(add: Add) -> None:
    backup = add("backup", _backup, "keep all that cannot be made anew in a second place, while everything runs")
    backup.add_argument(
        "words",
        nargs="*",
        metavar="[list|check|key] PLACE",
        help="the folder that backups go to (default: COP_BACKUP_TO); list what it holds, check all of it, or make a "
        "key for encryption in the file PLACE",
    )
    backup.add_argument(
        "--encrypt-to",
        action="append",
        metavar="AGE1…",
        help="who may read it, a recipient of age; may be given several times (default: COP_BACKUP_RECIPIENTS)",
    )
    backup.add_argument(
        "--keep", metavar="DAYS/WEEKS/MONTHS", help="how long: all, one a week, one a month (default: 7/8/24)"
    )
    backup.add_argument("--identity", type=Path, metavar="FILE", help="to look into an encrypted one: the key's file")
    restore = add("restore", _restore, "bring an installation back from a backup, into an empty place")
    restore.add_argument("source", type=Path, metavar="PLACE", help="the folder that backups went to")
    restore.add_argument("--home", type=Path, default=argparse.SUPPRESS, help="where to: empty, or not there")
    restore.add_argument("--at", metavar="SNAPSHOT", help="not the newest, but this one: its name, or how that begins")
    restore.add_argument("--identity", type=Path, metavar="FILE", help="to read an encrypted one: the key's file")
    restore.add_argument("--despite-damage", action="store_true", help="leave out files that the backup has lost")
    restore.add_argument(
        "--mend", action="store_true", help="bring only what is gone or damaged of archive and editions back, in place"
    )


def _backup(options: argparse.Namespace) -> int:
    words = list(options.words)
    what = words.pop(0) if words and words[0] in _WHAT else "take"
    settings = settings_of(options)
    if len(words) > 1 or not (words or (settings.backup_to and what != "key")):
        return _amiss(options)
    place = Path(words[0] if words else settings.backup_to).expanduser().absolute()
    return _kept({"take": _take, "list": _list, "check": _check, "key": _key}[what], options, place)


def _take(options: argparse.Namespace, place: Path) -> int:
    from pipeline.backup.keeping import Keep
    from pipeline.backup.taking import back_up

    settings = settings_of(options)
    try:
        keep = Keep.read(options.keep or settings.backup_keep)
    except ValueError:
        return _amiss(options)
    recipients = options.encrypt_to or settings.backup_recipients.split()
    done = back_up(settings, place, recipients=recipients, keep=keep, now=datetime.now(UTC))
    _say("backup-done", options, count=done.files, snapshot=done.snapshot, events=done.events, place=place)
    _say("restore-head", options, head=done.head)
    _say("backup-new", options, count=done.new, size=_size(done.new_bytes))
    _say("backup-kept", options, count=done.snapshots, gone=done.let_go)
    if done.healed:
        _say("backup-healed", options, count=done.healed)
    if done.unreadable:
        _say("backup-unreadable", options, count=done.unreadable)
    if done.is_same_disk:
        _say("backup-same-disk", options, place=place)
    for each in done.damaged:
        _say("backup-lost" if each in done.missing else "backup-mend", options, path=each, place=place)
    return REFUSED if done.damaged or done.unreadable else 0


def _list(options: argparse.Namespace, place: Path) -> int:
    from pipeline.backup.listing import look

    for each in look(place, identities=_identities(options)):
        told = {"name": each.snapshot.name, "at": f"{each.snapshot.at:%Y-%m-%d %H:%M} UTC"}
        if each.is_damaged:
            _say("backup-line-damaged", options, **told)
        elif each.manifest is None:
            _say("backup-line-closed", options, count=len(each.snapshot.objects), **told)
        else:
            manifest = each.manifest
            edition = manifest.edition or "–"
            size = _size(manifest.size)
            count = len(manifest.files)
            _say("backup-line", options, count=count, size=size, events=manifest.seq, edition=edition, **told)
    return 0


def _check(options: argparse.Namespace, place: Path) -> int:
    from pipeline.backup.checking import check

    done = check(place, identities=_identities(options))
    _say("backup-checked", options, count=done.objects, snapshots=done.snapshots, size=_size(done.size))
    if not done.opened:
        _say("backup-not-opened", options)
    for each in done.unreadable:
        _say("backup-list-harmed", options, path=each)
    for harm in done.harmed:
        files, snapshots = ", ".join(harm.files) or "–", ", ".join(harm.snapshots) or "–"
        _say("backup-harmed", options, object=harm.object, files=files, snapshots=snapshots)
    _say("backup-sound" if done.is_sound else "backup-heals", options)
    return 0 if done.is_sound else REFUSED


def _key(options: argparse.Namespace, file: Path) -> int:
    from pipeline.backup.place import write_whole
    from pipeline.backup.sealing import new_identity
    from pipeline.refusals import RefusedError
    from pipeline.words import say

    if file.exists():
        raise RefusedError("backup-key-there", place=file)
    identity, recipient = new_identity()
    write_whole(file, f"# public key: {recipient}\n{identity}\n".encode())
    print(recipient)
    print(say("backup-key", options.lang, place=file), file=sys.stderr)
    return 0


def _restore(options: argparse.Namespace) -> int:
    return _kept(_mend if options.mend else _bring_back, options, options.source.expanduser().absolute())


def _bring_back(options: argparse.Namespace, source: Path) -> int:
    from pipeline.backup.restoring import restore
    from pipeline.rebuilding import rebuild

    settings = settings_of(options)
    done = restore(
        settings, source, at=options.at, identities=_identities(options), despite_damage=options.despite_damage
    )
    manifest = done.manifest
    at = datetime.fromisoformat(manifest.at)
    _say("restore-done", options, snapshot=done.snapshot, place=settings.root, at=f"{at:%Y-%m-%d %H:%M} UTC")
    _say("restore-holds", options, count=len(manifest.files), size=_size(manifest.size), events=manifest.seq)
    _say("restore-head", options, head=manifest.head)
    for each in done.lost:
        _say("restore-lost", options, path=each)
    if done.lost:
        _say("restore-incomplete", options)
        return REFUSED
    _say("restore-rebuilding", options)
    differing = rebuild(settings).differing
    for submission in differing:
        _say("rebuild-differs", options, submission=submission)
    _say("restore-edition" if manifest.edition else "restore-no-edition", options, edition=manifest.edition)
    _say("restore-next", options, home=settings.root)
    return REFUSED if differing else 0


def _mend(options: argparse.Namespace, source: Path) -> int:
    from pipeline.backup.restoring import mend

    done = mend(settings_of(options), source, at=options.at, identities=_identities(options))
    for item in done.manifest.files:
        _say("restore-mended", options, path=item.path)
    for path in done.lost:
        _say("restore-lost", options, path=path)
    _say("restore-mended-all", options, count=len(done.manifest.files), snapshot=done.snapshot)
    return REFUSED if done.lost else 0


def _kept(run: Callable[[argparse.Namespace, Path], int], options: argparse.Namespace, place: Path) -> int:
    """Run it; what is refused is said."""
    from pipeline.refusals import RefusedError

    try:
        return run(options, place)
    except RefusedError as refused:
        print(refused.says(options.lang), file=sys.stderr)
        return TRY_AGAIN if refused.why == "backup-busy" else REFUSED


def _identities(options: argparse.Namespace) -> list[Any]:
    from pipeline.backup.sealing import identities_in

    return identities_in(options.identity) if options.identity else []


def _say(key: str, options: argparse.Namespace, **values: Any) -> int:
    from pipeline.words import say

    print(say(key, options.lang, **values))
    return 0


def _amiss(options: argparse.Namespace) -> int:
    from pipeline.words import say

    print(say("backup-usage", options.lang), file=sys.stderr)
    return USAGE


def _size(size: int) -> str:
    return f"{size / 1e6:.1f} MB"
