"""Commands that compare: a file with what counts, what counts with what other countries told."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from pipeline.commands.options import CLEAN, UNREADABLE, Add, settings_of


def add_to(add: Add) -> None:
    compare = add("compare", _compare, "what a file changes: against what counts now, and against the quarter before")
    compare.add_argument("file", type=Path, metavar="FILE")
    compare.add_argument("--country", help="the country that the file comes from (ISO 3166, two letters)")
    compare.add_argument("--json", action="store_true", help="print every changed cell, as JSON")
    standing = add("standing", _standing, "findings that other countries' figures raised on a country's accepted ones")
    standing.add_argument("country", metavar="COUNTRY", help="ISO 3166, two letters")


def _standing(options: argparse.Namespace) -> int:
    from data_contracts.duties import open_quarters
    from pipeline.door import standing
    from pipeline.words import say, tell_findings

    country = options.country.upper()
    quarters = open_quarters(on=datetime.now(UTC).date())
    found = standing(settings_of(options), country=country, quarters=quarters)
    for submission in dict.fromkeys(each for each, _ in found):
        print(say("standing", options.lang, submission=submission))
        print(tell_findings([finding for whose, finding in found if whose == submission], options.lang))
    if not found:
        print(say("standing-none", options.lang, country=country))
    return CLEAN


def _compare(options: argparse.Namespace) -> int:
    import json

    from pipeline.commands.desk import read
    from pipeline.door import check_and_compare
    from pipeline.words import say, tell_comparison

    settings = settings_of(options)
    data = read(options.file, settings, options)
    if data is None:
        return UNREADABLE
    answer, found = check_and_compare(settings, data, now=datetime.now(UTC), country=options.country)
    if answer.kind is None:
        print(say("verdict-unreadable", options.lang, name=options.file), file=sys.stderr)
        return UNREADABLE
    if options.json:
        print(json.dumps([each.as_dict() for each in found], ensure_ascii=False))
    elif not found:
        print(say("compare-nothing", options.lang, name=options.file))
    for each in found if not options.json else ():
        print(tell_comparison(each, options.lang))
    return CLEAN
