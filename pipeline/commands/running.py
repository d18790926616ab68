"""Commands that make figures of what was received, and show them."""

import argparse
import sys
from datetime import UTC, datetime

from pipeline.commands.options import Add, settings_of


def add_to(add: Add) -> None:
    add("run", _run, "do all that waits: receive the inbox, examine, calculate, protect, publish")
    edition = add("edition", _edition, "print the path of the current edition")
    edition.add_argument("--country", help="the file of this country's own clear figures instead")
    demo = add("demo", _demo, "the whole job on example data of every member; ends by itself")
    demo.add_argument("--seed", type=int, default=2026)
    demo.add_argument("--quarters", type=int, default=9, help="how many quarters, up to 2026-Q3")
    up = add("up", _up, "serve dashboard and pipeline on this machine until stopped")
    up.add_argument("--port", type=int, default=8501)
    up.add_argument("--dagster-port", type=int, default=3000)
    up.add_argument("--no-pipeline", action="store_true", help="the dashboard alone")


def _run(options: argparse.Namespace) -> int:
    from pipeline.stages import run
    from pipeline.words import summarise

    done = run(settings_of(options), now=datetime.now(UTC))
    print("\n".join(summarise(done, options.lang)))
    return 0


def _edition(options: argparse.Namespace) -> int:
    from pipeline.publish.pointer import current_edition, own_figures
    from pipeline.words import say

    settings = settings_of(options)
    path = current_edition(settings.editions)
    if path and options.country:
        path = own_figures(settings.members, path, country=options.country.upper())
        if path is None:
            print(say("no-country", options.lang, country=options.country.upper()), file=sys.stderr)
            return 1
    print(path or say("no-edition", options.lang), file=None if path else sys.stderr)
    return 0 if path else 1


def _demo(options: argparse.Namespace) -> int:
    from pipeline.demonstration import demonstrate

    return demonstrate(settings_of(options), seed=options.seed, count=options.quarters, language=options.lang)


def _up(options: argparse.Namespace) -> int:
    from pipeline.up import serve

    return serve(
        settings_of(options), port=options.port, dagster_port=None if options.no_pipeline else options.dagster_port
    )
