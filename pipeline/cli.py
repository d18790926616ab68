"""The command `cop`. Nothing heavy is imported before it is known what is asked."""

import argparse
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from data_contracts import LANGUAGES
from pipeline.commands import (
    comparing,
    desk,
    developing,
    history,
    keeping,
    proving,
    published,
    receipts,
    rehearsing,
    remaking,
    rules,
    rulings,
    running,
    tokens,
    watching,
    writing,
)
from pipeline.commands.options import MISSET, OURS, TRY_AGAIN, adder, settings_of
from pipeline.journal import NAME as JOURNAL
from pipeline.journal import note, note_fault
from pipeline.room import NotTakenError, trouble
from pipeline.storage.busy import BusyError

GROUPS = (
    desk,
    comparing,
    history,
    receipts,
    rulings,
    published,
    rehearsing,
    remaking,
    rules,
    running,
    watching,
    writing,
    tokens,
    keeping,
    proving,
    developing,
)
READING = frozenset(
    (
        "check",
        "compare",
        "contacts",
        "edition",
        "figures",
        "health",
        "history",
        "receipt",
        "rehearse",
        "replay",
        "revisions",
        "rule",
        "standing",
        "status",
        "template",
        "token-list",
        "verify",
        "waiver-list",
    )
)
"""Commands that only look, of which nothing is noted: they leave a home as it is."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    os.umask(0o077)
    options, rest = _parser().parse_known_args(arguments)
    if rest and not options.passes_on:
        _parser().error(f"unrecognized arguments: {' '.join(rest)}")
    options.rest = rest
    try:
        settings_of(options)
    except ValueError as error:  # a variable that cannot be: nothing was begun
        print(error, file=sys.stderr)
        return MISSET
    return _run(options)


def _run(options: argparse.Namespace) -> int:
    begun = time.monotonic()
    try:
        code = int(options.command(options))
    except KeyboardInterrupt:
        code = 130
    except BrokenPipeError:
        code = 141
    except BusyError as busy:
        code = _told(busy.words, options)
    except NotTakenError as refused:
        code = _told(f"inbox-not-taken-{refused.why}", options)
    except Exception as error:  # noqa: BLE001 - whatever it is, a user gets a sentence, and an operator the place
        code = _our_fault(error, options)
    settings = settings_of(options)
    if options.named not in READING and not options.passes_on and settings.root.exists():
        note(settings, "command", command=options.named, exit=code, seconds=round(time.monotonic() - begun, 3))
    return code


def _told(key: str, options: argparse.Namespace) -> int:
    """Say what stands in the way, and that nothing is lost."""
    from pipeline.words import say

    print(say(key, options.lang), file=sys.stderr)
    return TRY_AGAIN


def _our_fault(error: Exception, options: argparse.Namespace) -> int:
    """Say that it is our fault, or the machine's, and note where it arose; its text may quote what somebody sent."""
    from pipeline.storage.loss import LossError
    from pipeline.words import say

    settings = settings_of(options)
    note_fault(settings, "command-failed", error, command=options.named)
    if isinstance(error, LossError):
        print(say(error.words, options.lang), file=sys.stderr)
        return OURS
    what = _cause(error, options.lang)
    print(say("our-fault", options.lang, what=what, log=settings.logs / JOURNAL), file=sys.stderr)
    return OURS


def _cause(error: BaseException, language: str) -> str:
    """What is wrong with the disk, if that is it, in words; else what the system, or Python, calls it."""
    from pipeline.words import say

    found: BaseException | None = error
    while found is not None:  # a database that could not write may fail again where it undoes its work
        if why := trouble(found):
            return say(f"disk-{why}", language)
        found = found.__context__
    return error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="cop", description="Prevention indicators, from files to editions.")
    parser.add_argument("--home", type=Path, help="where everything lives (default: COP_HOME, else the folder home)")
    parser.add_argument("--lang", default="en", choices=LANGUAGES, help="language of the answers")
    add = adder(parser)
    for group in GROUPS:
        group.add_to(add)
    return parser
