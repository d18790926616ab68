"""Commands for the tokens of agencies' own systems: make one, list all, revoke one."""

import argparse
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from pipeline.commands.options import USAGE, Add, adder, country_of, settings_of

if TYPE_CHECKING:
    from pipeline.storage.tokens import Tokens

_MOST_DAYS = 730


def add_to(add: Add) -> None:
    add_token = adder(add("token", _list, "the tokens of agencies' own systems: new, list, revoke"))
    new = add_token("new", _new, "make a token for a country's system and print it, this once")
    new.add_argument("country", metavar="COUNTRY", help="ISO 3166, two letters, or its name")
    new.add_argument("--name", required=True, help="what the agency calls its system; it stands in receipts")
    new.add_argument("--days", type=int, default=365, help=f"how long it is valid, up to {_MOST_DAYS} (default: 365)")
    add_token("list", _list, "every token that was ever made: id, country, name, state, when last used")
    revoke = add_token("revoke", _revoke, "end a token now")
    revoke.add_argument("id", metavar="ID", help="as cop token list shows it")


def _new(options: argparse.Namespace) -> int:
    from pipeline.words import say

    country = country_of(options.country, options)
    name = " ".join(options.name.split())
    if country is None:
        return USAGE
    if not name.isprintable() or not 1 <= len(name) <= 100 or not 1 <= options.days <= _MOST_DAYS:
        print(say("token-amiss", options.lang, most=100, days=_MOST_DAYS), file=sys.stderr)
        return USAGE
    now = datetime.now(UTC)
    token, text = _tokens(options).make(country, name=name, expires=now + timedelta(days=options.days), now=now)
    print(text)
    told = say(
        "token-new", options.lang, id=token.id, country=country, name=name, expires=token.expires.date().isoformat()
    )
    print(told, file=sys.stderr)
    return 0


def _list(options: argparse.Namespace) -> int:
    from pipeline.words import say

    now = datetime.now(UTC)
    tokens = _tokens(options).all()
    for token in tokens:
        state = say(f"token-{token.state(now)}", options.lang, expires=token.expires.date().isoformat())
        key = "token-used" if token.last_used else "token-unused"
        used = say(key, options.lang, day=token.last_used)
        print(f"{token.id}  {token.country}  {token.name}  {state}  {used}")
    if not tokens:
        print(say("token-none", options.lang), file=sys.stderr)
    return 0


def _revoke(options: argparse.Namespace) -> int:
    from pipeline.words import say

    token = _tokens(options).revoke(options.id, now=datetime.now(UTC))
    if token is None:
        print(say("token-unknown", options.lang, id=options.id), file=sys.stderr)
        return 1
    print(say("token-ended", options.lang, id=token.id, country=token.country, name=token.name))
    return 0


def _tokens(options: argparse.Namespace) -> "Tokens":
    from pipeline.storage.ledger import Ledger
    from pipeline.storage.tokens import Tokens

    settings = settings_of(options)
    return Tokens(settings.tokens, Ledger(settings.ledger))
