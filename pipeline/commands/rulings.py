"""Commands of what people say of findings: explain, override, waivers; and of examining a submission again."""

import argparse
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pipeline.commands.options import CLEAN, REFUSED, USAGE, Add, adder, country_of, settings_of

if TYPE_CHECKING:
    from pipeline.door import Answer
    from pipeline.waivers import Waiver


def add_to(add: Add) -> None:
    explain = _of_submission(add("explain", _told(_explain), "say why what is unusual in a submission is right"))
    explain.add_argument("--finding", action="append", default=[], metavar="ID", help="which (default: all that wait)")
    explain.add_argument("--text", help="the explanation; without it, what waits for one is listed")
    explain.add_argument("--by", default="command", metavar="NAME", help="who says so")
    override = _of_submission(add("override", _told(_override), "set an ERROR aside in one submission (coordinators)"))
    override.add_argument("rule", metavar="RULE", help="as the answer names it")
    override.add_argument("--reason", required=True, metavar="TEXT", help="why; the answer says it")
    override.add_argument("--by", required=True, metavar="NAME", help="who decides")
    again = _of_submission(add("again", _told(_again), "have a submission examined again that a fault of ours held up"))
    again.add_argument("--by", default="command", metavar="NAME", help="who asks for it")
    _add_waivers(adder(add("waiver", _told(_list), "rules that do not fit a country: ask, list, grant, refuse")))


def _add_waivers(add: Add) -> None:
    ask = add("ask", _told(_ask), "say that a rule does not fit a country")
    ask.add_argument("country", metavar="COUNTRY", help="ISO 3166, two letters, or its name")
    ask.add_argument("rule", metavar="RULE", help="a WARNING or an ERROR, as the answer names it")
    ask.add_argument("--collection", help="in this collection only")
    ask.add_argument("--submission", metavar="ID", help="the one that it is about; it is examined again when granted")
    ask.add_argument("--reason", required=True, metavar="TEXT", help="why the rule does not fit")
    ask.add_argument("--by", default="command", metavar="NAME", help="who asks")
    every = add("list", _told(_list), "every waiver that was asked for, newest first")
    every.add_argument("--json", action="store_true", help="print them as JSON lines")
    grant = add("grant", _told(_grant), "grant a waiver; it ends by itself")
    grant.add_argument("id", metavar="ID", help="as cop waiver list shows it")
    grant.add_argument("--until", required=True, metavar="QUARTER", help="the last quarter that it holds for")
    grant.add_argument("--reason", metavar="TEXT")
    refuse = add("refuse", _told(_refuse), "refuse a waiver: the rule holds")
    refuse.add_argument("id", metavar="ID", help="as cop waiver list shows it")
    refuse.add_argument("--reason", required=True, metavar="TEXT")
    for each in (grant, refuse):
        each.add_argument("--by", required=True, metavar="NAME", help="who decides")


def _of_submission(command: argparse.ArgumentParser) -> argparse.ArgumentParser:
    command.add_argument("submission", metavar="SUBMISSION", help="as its receipt names it")
    command.add_argument("--json", action="store_true", help="print the answer as JSON")
    return command


def _told(run: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    """`run`, with a refusal told in words."""

    def command(options: argparse.Namespace) -> int:
        from pipeline.refusals import RefusedError

        try:
            return run(options)
        except RefusedError as refused:
            print(refused.says(options.lang), file=sys.stderr)
            return REFUSED

    return command


def _explain(options: argparse.Namespace) -> int:
    from pipeline.explaining import explain, open_warnings

    settings = settings_of(options)
    if options.text is None:
        return _list_open(options)
    named = options.finding or [each.id for each in open_warnings(settings, options.submission)]
    texts = dict.fromkeys(named, options.text)
    return _answer(explain(settings, options.submission, texts, by=options.by, now=datetime.now(UTC)), options)


def _list_open(options: argparse.Namespace) -> int:
    from pipeline.explaining import open_warnings
    from pipeline.words import say

    waiting = open_warnings(settings_of(options), options.submission)
    for each in waiting:
        told = f"{each.id}  {each.place(options.lang)}\n    {each.says(options.lang)}"
        print(json.dumps(each.as_dict(options.lang), ensure_ascii=False) if options.json else told)
    if not options.json:
        key = "explain-how" if waiting else "explain-none"
        print(say(key, options.lang, submission=options.submission, count=len(waiting)), file=sys.stderr)
    return 0


def _override(options: argparse.Namespace) -> int:
    from pipeline.deciding import override

    said = {"reason": options.reason, "by": options.by, "now": datetime.now(UTC)}
    return _answer(override(settings_of(options), options.submission, options.rule, **said), options)


def _again(options: argparse.Namespace) -> int:
    from pipeline.deciding import reopen

    return _answer(reopen(settings_of(options), options.submission, by=options.by, now=datetime.now(UTC)), options)


def _ask(options: argparse.Namespace) -> int:
    from pipeline.waivers import ask_waiver

    country = country_of(options.country, options)
    if country is None:
        return USAGE
    waiver = ask_waiver(
        settings_of(options),
        options.rule,
        reason=options.reason,
        by=options.by,
        now=datetime.now(UTC),
        country=country,
        collection=options.collection,
        submission=options.submission,
    )
    return _tell(waiver, options)


def _list(options: argparse.Namespace) -> int:
    from pipeline.waivers import waivers
    from pipeline.words import say

    found = waivers(settings_of(options), now=datetime.now(UTC))
    for each in found:
        print(json.dumps(each.as_dict(), ensure_ascii=False)) if options.json else _tell(each, options)
    if not found and not options.json:
        print(say("waiver-none", options.lang), file=sys.stderr)
    return 0


def _grant(options: argparse.Namespace) -> int:
    from pipeline.waivers import grant_waiver

    said = {"until": options.until, "by": options.by, "now": datetime.now(UTC), "reason": options.reason}
    return _tell(grant_waiver(settings_of(options), options.id, **said), options)


def _refuse(options: argparse.Namespace) -> int:
    from pipeline.waivers import refuse_waiver

    said = {"reason": options.reason, "by": options.by, "now": datetime.now(UTC)}
    return _tell(refuse_waiver(settings_of(options), options.id, **said), options)


def _tell(waiver: "Waiver", options: argparse.Namespace) -> int:
    from pipeline.words import say

    state = say(f"waiver-{waiver.state}", options.lang, until=waiver.until, by=waiver.decided_by)
    rule = f"{waiver.rule} ({waiver.collection})" if waiver.collection else waiver.rule
    print(f"{waiver.id}  {waiver.country}  {rule}  {state}\n    {waiver.asked_by}: {waiver.reason}")
    if waiver.answer:
        print(f"    {waiver.decided_by}: {waiver.answer}")
    return 0


def _answer(answer: "Answer", options: argparse.Namespace) -> int:
    from pipeline.door import answer_json
    from pipeline.words import tell

    told = f"{tell(answer, answer.submission, options.lang)}\n"
    print(answer_json(answer, options.lang) if options.json else told, end="")
    return CLEAN if answer.is_accepted else REFUSED
