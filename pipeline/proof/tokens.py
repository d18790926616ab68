"""Prove the tokens: each is in an event that made it, as it was made, and ended where an event ended it."""

from collections.abc import Iterable, Iterator
from datetime import date

from pipeline.proof.ledger import Event
from pipeline.proof.problem import ALTERED, GONE, LACKING, STRAY, TOKENS, UNREADABLE, Problem, place_of
from pipeline.proof.snapshot import is_whole, snapshot
from pipeline.settings import Settings
from pipeline.storage.ledger import TOKEN_MADE, TOKEN_REVOKED
from pipeline.storage.tokens import SCHEMA, Token, contents_of, kept_tokens


def prove_tokens(settings: Settings, events: Iterable[Event]) -> tuple[int, list[Problem]]:
    """How many tokens there are, and what does not fit."""
    events = list(events)
    made = {each["token"]: each for each in events if each["event"] == TOKEN_MADE}
    ended = {each["token"]: each for each in events if each["event"] == TOKEN_REVOKED}
    if not settings.tokens.exists():
        return 0, [Problem(TOKENS, GONE, place_of(settings, settings.tokens))] if made else []
    with snapshot(settings.tokens) as db:
        problems = [] if is_whole(db, SCHEMA) else [Problem(TOKENS, UNREADABLE, place_of(settings, settings.tokens))]
        held = {token.id: (token, sha256) for token, sha256 in kept_tokens(db)}
    return len(held), [*problems, *_unlike(held, made, ended)]


def _unlike(held: dict[str, tuple[Token, str]], made: dict[str, Event], ended: dict[str, Event]) -> Iterator[Problem]:
    for each in made.keys() - held.keys():
        yield Problem(TOKENS, LACKING, each)
    for each, (token, sha256) in held.items():
        if each not in made:  # nobody was given it, or somebody slipped it in
            yield Problem(TOKENS, STRAY, each, is_note=token.revoked is not None)
        elif (
            made[each].get("contents", contents_of(token, sha256)) != contents_of(token, sha256)
            or not _is_used(token)
            or token.revoked != (ended[each]["at"] if each in ended else None)
        ):
            yield Problem(TOKENS, ALTERED, each)


def _is_used(token: Token) -> bool:
    """Whether the day of its last use can be one: it is the one thing of a token that no event tells."""
    return token.last_used is None or token.created.date() <= token.last_used <= date(9999, 1, 1)
