"""What every command knows: how it is added, where everything lives, how it ends."""

import argparse
import sys
from collections.abc import Callable
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from data_contracts import LANGUAGES

if TYPE_CHECKING:
    from pipeline.settings import Settings

CLEAN, BLOCKED, UNREADABLE = 0, 1, 2
"""How `check` and `submit` end: nothing blocks, findings block, or a file could not be read."""
REFUSED = 1
"""How a command ends that could not be done, and says why."""
USAGE, OURS, TRY_AGAIN, MISSET = 64, 70, 75, 78
"""How any command ends that was asked amiss, that failed by our fault, that another one stood in the way of, or that
was set in a way that cannot be."""

Command = Callable[[argparse.Namespace], int]
Add = Callable[[str, Command, str], argparse.ArgumentParser]
"""Adds a command: its name, what runs it, one line of help."""


def adder(parser: argparse.ArgumentParser) -> Add:
    """What adds a command to `parser`; each takes the language behind its name as well as before it."""
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, run: Command, text: str) -> argparse.ArgumentParser:
        found = commands.add_parser(name, help=text, description=text)
        found.add_argument("--lang", default=argparse.SUPPRESS, choices=LANGUAGES, help=argparse.SUPPRESS)
        found.set_defaults(command=run, passes_on=False, named="-".join(found.prog.split()[1:]))
        return found

    return add


def settings_of(options: argparse.Namespace) -> "Settings":
    from pipeline.settings import Settings

    return Settings(home=options.home) if options.home else Settings()


def moment_of(text: str) -> datetime:
    """What `--as-of` says: a day means the whole of it, and a moment without an offset is in UTC."""
    found = datetime.fromisoformat(text)
    if len(text) <= len("2026-05-01"):
        found = datetime.combine(found, time.max)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def country_of(name: str, options: argparse.Namespace) -> str | None:
    """The code of the country that is called `name` or has it for a code; None after saying that there is none."""
    from data_contracts.codes import fold, load_spellings
    from data_contracts.findings import Finding

    country = load_spellings("country").get(fold(name))
    if country is None:
        unknown = Finding("country-unknown", column="country", found=name, expected="FI")
        print(unknown.says(options.lang), unknown.fix(options.lang), file=sys.stderr)
    return country
