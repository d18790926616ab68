"""What every command knows: how it is added, where everything lives, how it ends."""

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING

from data_contracts import LANGUAGES

if TYPE_CHECKING:
    from pipeline.settings import Settings

CLEAN, BLOCKED, UNREADABLE = 0, 1, 2
"""How `check` and `submit` end: nothing blocks, findings block, or a file could not be read."""
USAGE, OURS, TRY_AGAIN = 64, 70, 75
"""How any command ends that was asked amiss, that failed by our fault, or that another one stood in the way of."""

Command = Callable[[argparse.Namespace], int]
Add = Callable[[str, Command, str], argparse.ArgumentParser]
"""Adds a command: its name, what runs it, one line of help."""


def adder(parser: argparse.ArgumentParser) -> Add:
    """What adds a command to `parser`; each takes the language behind its name as well as before it."""
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, run: Command, text: str) -> argparse.ArgumentParser:
        found = commands.add_parser(name, help=text, description=text)
        found.add_argument("--lang", default=argparse.SUPPRESS, choices=LANGUAGES, help=argparse.SUPPRESS)
        found.set_defaults(command=run, passes_on=False)
        return found

    return add


def settings_of(options: argparse.Namespace) -> "Settings":
    from pipeline.settings import Settings

    return Settings(home=options.home) if options.home else Settings()
