"""Commands that show what is published: now, or as it was on any day."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from data_contracts.edition import NETWORK
from pipeline.commands.options import CLEAN, REFUSED, USAGE, Add, country_of, moment_of, settings_of

if TYPE_CHECKING:
    import polars as pl


def add_to(add: Add) -> None:
    edition = add("edition", _edition, "print the path of an edition: the current one, or that of another day")
    edition.add_argument("--country", help="the file of this country's own clear figures instead")
    edition.add_argument("--list", action="store_true", help="every edition, and since when it was shown")
    _as_of(edition)
    figures = add("figures", _figures, "print the published figures of an indicator as CSV")
    figures.add_argument("indicator")
    figures.add_argument("--country")
    figures.add_argument("--quarter")
    figures.add_argument("--by", default="_T", metavar="DIMENSION", help="a breakdown: sex, age_band …")
    _as_of(figures)
    revisions = add("revisions", _revisions, "print how a figure was revised from edition to edition, as CSV")
    revisions.add_argument("indicator")
    revisions.add_argument("country", help="_T for the network")
    revisions.add_argument("--quarter")
    _as_of(revisions)


def _as_of(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--as-of", type=moment_of, metavar="WHEN", help="a day (2026-05-01, all of it) or a moment")


def _edition(options: argparse.Namespace) -> int:
    from pipeline.publish.catalogue import listed_editions
    from pipeline.publish.pointer import own_figures
    from pipeline.words import say

    settings = settings_of(options)
    if options.list:
        for edition, at in listed_editions(settings.editions):
            print(f"{at.isoformat(timespec='seconds')}  {edition}")
        return CLEAN
    path = _shown(options)
    if path and options.country:
        path = own_figures(settings.members, path, country=options.country.upper())
        if path is None:
            print(say("no-country", options.lang, country=options.country.upper()), file=sys.stderr)
            return REFUSED
    if path:
        print(path)
    return CLEAN if path else REFUSED


def _figures(options: argparse.Namespace) -> int:
    from data_contracts.edition import FREE

    def wanted(rows: "pl.DataFrame") -> "pl.DataFrame":
        import polars as pl

        shown = pl.col("conf_status") == FREE
        hidden = [pl.when(shown).then(pl.col(name)).alias(name) for name in ("value", "numerator", "denominator")]
        found = rows.filter(pl.col("dimension") == options.by).with_columns(hidden)
        return found.sort("country", "quarter", "category")

    return _print(options, "indicators", wanted)


def _revisions(options: argparse.Namespace) -> int:
    """A line a quarter, a column for each edition in which any of them changed."""
    from data_contracts.triangle import triangle

    return _print(options, "vintages", triangle)


def _print(options: argparse.Namespace, table: str, of: "Callable[[pl.DataFrame], pl.DataFrame]") -> int:
    """The rows of the edition's table that are asked for, as `of` makes them, in lines that no spreadsheet runs."""
    import csv

    import polars as pl

    from data_contracts.cards import load_cards
    from data_contracts.exports import safe
    from pipeline.publish.edition import read_table
    from pipeline.words import say

    indicator = options.indicator.upper()
    if indicator not in load_cards():
        print(say("indicator-unknown", options.lang, indicator=options.indicator), file=sys.stderr)
        return USAGE
    country = options.country if options.country in (None, NETWORK) else country_of(options.country, options)
    if options.country and country is None:
        return USAGE
    path = _shown(options)
    if path is None:
        return REFUSED
    rows = read_table(path, table).filter(pl.col("indicator") == indicator)
    for name, wanted in (("country", country), ("quarter", options.quarter)):
        rows = rows if wanted is None else rows.filter(pl.col(name) == wanted)
    found = of(rows)
    lines = csv.writer(sys.stdout, lineterminator="\n")
    lines.writerow(found.columns)
    lines.writerows([safe(value) for value in row] for row in found.iter_rows())
    return CLEAN


def _shown(options: argparse.Namespace) -> Path | None:
    """The edition that is asked for; None after saying that there is none."""
    from pipeline.publish.catalogue import edition_at
    from pipeline.publish.pointer import current_edition
    from pipeline.words import say

    folder = settings_of(options).editions
    path = edition_at(folder, options.as_of) if options.as_of else current_edition(folder)
    if path is None:
        print(say("no-edition-then" if options.as_of else "no-edition", options.lang), file=sys.stderr)
    return path
