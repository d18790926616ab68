"""The command `cop`. Nothing heavy is imported before it is known what is asked."""

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from data_contracts import LANGUAGES
from pipeline.commands import (
    comparing,
    desk,
    developing,
    history,
    receipts,
    rehearsing,
    rules,
    rulings,
    running,
    tokens,
)
from pipeline.commands.options import MISSET, OURS, adder, settings_of

GROUPS = (desk, comparing, history, receipts, rulings, rehearsing, rules, running, tokens, developing)


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
    try:
        return int(options.command(options))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 141
    except Exception as error:  # noqa: BLE001 - whatever it is, a user gets a sentence, and an operator the details
        return _our_fault(error, options)


def _our_fault(error: Exception, options: argparse.Namespace) -> int:
    """Say that it is our fault, or the machine's, and keep the traceback where only the operator reads it."""
    import traceback

    from pipeline.words import say

    log = settings_of(options).logs / "command.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("a", encoding="utf-8") as lines:
        lines.write(f"{datetime.now(UTC).isoformat()}\n{''.join(traceback.format_exception(error))}\n")
    what = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
    print(say("our-fault", options.lang, what=what, log=log), file=sys.stderr)
    return OURS


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="cop", description="Prevention indicators, from files to editions.")
    parser.add_argument("--home", type=Path, help="where everything lives (default: COP_HOME, else the folder home)")
    parser.add_argument("--lang", default="en", choices=LANGUAGES, help="language of the answers")
    add = adder(parser)
    for group in GROUPS:
        group.add_to(add)
    return parser
