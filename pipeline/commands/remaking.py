"""Commands that make again from archive and ledger what was made before: the warehouse, and what was published."""

import argparse
import json
import os
import sys
from typing import TYPE_CHECKING

from pipeline.commands.options import CLEAN, REFUSED, TRY_AGAIN, Add, moment_of, settings_of

if TYPE_CHECKING:
    from pipeline.rebuilding import Rebuilt


def add_to(add: Add) -> None:
    rebuild = add("rebuild", _rebuild, "make the warehouse anew from archive and ledger, equal row by row")
    rebuild.add_argument("--check", action="store_true", help="only compare it with the one that is there")
    rebuild.add_argument("--json", action="store_true", help="print what came of it as JSON")
    replay = add("replay", _replay, "publish again, beside, what was published: does every edition come out the same?")
    replay.add_argument("--as-of", type=moment_of, metavar="WHEN", help="only the editions until this day or moment")
    replay.add_argument("--restore", action="store_true", help="put back editions that are gone or damaged")
    replay.add_argument("--json", action="store_true", help="print a line of JSON an edition")


def _rebuild(options: argparse.Namespace) -> int:
    from pipeline.rebuilding import compare_rebuilt, rebuild
    from pipeline.storage.warehouse import WarehouseBusyError
    from pipeline.words import say

    settings = settings_of(options)
    if not settings.ledger.exists():
        print(say("rebuild-nothing", options.lang, home=settings.root), file=sys.stderr)
        return REFUSED
    try:
        done = (compare_rebuilt if options.check else rebuild)(settings)
    except WarehouseBusyError:
        print(say("busy", options.lang), file=sys.stderr)
        return TRY_AGAIN
    print(json.dumps(vars(done)) if options.json else _told(done, options))
    return REFUSED if done.differing or done.unequal else CLEAN


def _told(done: "Rebuilt", options: argparse.Namespace) -> str:
    from pipeline.words import say

    lines = [say("rebuild-examined", options.lang, count=done.submissions)]
    lines += [say("rebuild-differs", options.lang, submission=each) for each in done.differing]
    lines += [say("rebuild-unequal", options.lang, table=name, count=count) for name, count in done.unequal.items()]
    if not options.check:
        lines.append(say("rebuild-done", options.lang))
    elif done.unequal:
        lines.append(say("rebuild-not-same", options.lang, command=os.environ.get("COP_COMMAND", "cop")))
    else:
        lines.append(say("rebuild-same", options.lang))
    return "\n".join(lines)


def _replay(options: argparse.Namespace) -> int:
    from pipeline.replaying import replay, restore_editions
    from pipeline.words import say

    settings = settings_of(options)
    if not settings.ledger.exists():
        print(say("rebuild-nothing", options.lang, home=settings.root), file=sys.stderr)
        return REFUSED
    found = restore_editions(settings) if options.restore else replay(settings, until=options.as_of)
    for each in found:
        outcome = "same" if each.is_same else "differs" if each.same_code else "differs-by-code"
        told = {"edition": each.edition, "at": f"{each.published_at:%Y-%m-%d %H:%M:%S} UTC"}
        print(json.dumps(each.as_dict()) if options.json else say(f"replay-{outcome}", options.lang, **told))
    if not options.json:
        print(say("replay-restored" if options.restore else "replay-done", options.lang, count=len(found)))
    return CLEAN if all(each.is_same for each in found) else REFUSED
