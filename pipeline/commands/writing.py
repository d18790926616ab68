"""Commands of those who write to countries: who is written to, and the letters that are due."""

import argparse
import sys
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from pipeline.commands.options import MISSET, REFUSED, TRY_AGAIN, Add, settings_of

if TYPE_CHECKING:
    from pipeline.contacts import Contacts


def add_to(add: Add) -> None:
    contacts = add("contacts", _contacts, "check contacts.csv, the file of whom letters go to")
    contacts.add_argument("--template", action="store_true", help="print a file to fill in instead")
    remind = add("remind", _remind, "send the letters that are due today: rounds opened, friendly reminders, thanks")
    remind.add_argument("--dry-run", action="store_true", help="show which would go, and send nothing")
    remind.add_argument("--day", type=date.fromisoformat, metavar="2026-11-14", help="as on that day; sends nothing")
    remind.add_argument("--text", action="store_true", help="show what they would say; sends nothing")


def _contacts(options: argparse.Namespace) -> int:
    from pipeline.contacts import load_contacts, template
    from pipeline.words import language_of, say

    if options.template:
        print(template(language_of), end="")
        return 0
    path = settings_of(options).contacts
    if not path.exists():
        print(say("contacts-none", options.lang, path=path), file=sys.stderr)
        return REFUSED
    found = load_contacts(path)
    _tell_problems(found, options)
    print(say("contacts-count", options.lang, count=len(found.people)))
    return REFUSED if found.problems else 0


def _remind(options: argparse.Namespace) -> int:
    from pipeline.contacts import load_contacts
    from pipeline.mailing import MailDownError, mail_server
    from pipeline.reminding import remind, unsettled
    from pipeline.words import say

    settings, now = settings_of(options), datetime.now(UTC)
    if not settings.contacts.exists():
        print(say("contacts-none", options.lang, path=settings.contacts), file=sys.stderr)
        return REFUSED
    _tell_problems(load_contacts(settings.contacts), options)
    if names := unsettled(settings):
        print(say("letters-unsettled", options.lang, count=len(names), name=", ".join(names)), file=sys.stderr)
    if options.dry_run or options.day or options.text:
        return _show(options, day=options.day or now.date())
    try:
        server = mail_server()
    except ValueError as error:
        print(error, file=sys.stderr)
        return MISSET
    if server is None:
        print(say("letters-no-server", options.lang), file=sys.stderr)
        return MISSET
    try:
        done = remind(settings, server, now=now)
    except MailDownError:
        print(say("letters-down", options.lang), file=sys.stderr)
        return TRY_AGAIN
    print(say("letters-sent", options.lang, sent=done.sent, failed=done.failed))
    return REFUSED if done.failed else 0


def _show(options: argparse.Namespace, *, day: date) -> int:
    from pipeline.letter_text import subject, text
    from pipeline.reminding import letters_of
    from pipeline.words import say

    letters = letters_of(settings_of(options), day=day)
    for each in letters:
        whose = {"country": each.country, "quarter": each.quarter, "kind": each.kind, "role": each.role}
        print(say("letter-due-line", options.lang, **whose, count=len(each.missing)))
        if options.text:
            print(f"\n{subject(each)}\n\n{text(each)}")
    if not letters:
        print(say("letters-none", options.lang, day=day.isoformat()), file=sys.stderr)
    return 0


def _tell_problems(found: "Contacts", options: argparse.Namespace) -> None:
    from pipeline.words import say

    path = settings_of(options).contacts
    for each in found.problems:
        says = say(each.what, options.lang, found=each.found)
        print(say("contacts-line", options.lang, path=path.name, line=each.line, says=says), file=sys.stderr)
