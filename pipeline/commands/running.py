"""Commands that make figures of what was received, and show them."""

import argparse
from datetime import UTC, datetime

from pipeline.commands.options import Add, settings_of


def add_to(add: Add) -> None:
    add("run", _run, "do all that waits: receive the inbox, examine, calculate, protect, publish")
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


def _demo(options: argparse.Namespace) -> int:
    from pipeline.demonstration import demonstrate

    return demonstrate(settings_of(options), seed=options.seed, count=options.quarters, language=options.lang)


def _up(options: argparse.Namespace) -> int:
    from pipeline.up import serve

    return serve(
        settings_of(options), port=options.port, dagster_port=None if options.no_pipeline else options.dagster_port
    )
