"""The command `cop`. Nothing heavy is imported before it is known what is asked."""

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.door import Answer
    from pipeline.settings import Settings

CLEAN, BLOCKED, UNREADABLE = 0, 1, 2
"""How `check` and `submit` end: nothing blocks, findings block, or a file could not be read."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    os.umask(0o077)
    options, rest = _parser().parse_known_args(arguments)
    if rest and options.command not in (_test, _bench):
        _parser().error(f"unrecognized arguments: {' '.join(rest)}")
    options.rest = rest
    try:
        return int(options.command(options))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 141
    except Exception as error:  # noqa: BLE001 - whatever it is, a user gets a sentence, and an operator the details
        return _our_fault(error, options)


def _our_fault(error: Exception, options: argparse.Namespace) -> int:
    """Say that it is our fault, or the machine's, and keep the traceback where only the operator reads it."""
    import traceback

    from pipeline.words import say

    log = _settings(options).logs / "command.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("a", encoding="utf-8") as lines:
        lines.write(f"{datetime.now(UTC).isoformat()}\n{''.join(traceback.format_exception(error))}\n")
    what = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
    print(say("our-fault", options.lang, what=what, log=log), file=sys.stderr)
    return 70  # EX_SOFTWARE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="cop", description="Prevention indicators, from files to editions.")
    parser.add_argument("--home", type=Path, help="where everything lives (default: COP_HOME, else the folder home)")
    parser.add_argument("--lang", default="en", choices=["en", "fr", "pl", "sv"], help="language of the answers")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, run: object, text: str) -> argparse.ArgumentParser:
        found = commands.add_parser(name, help=text, description=text)
        found.set_defaults(command=run)
        return found

    check = add("check", _check, "examine files and store nothing (0 clean, 1 findings block, 2 unreadable)")
    submit = add("submit", _submit, "receive files for good and answer with a receipt")
    for each in (check, submit):
        each.add_argument("files", nargs="+", type=Path, metavar="FILE")
        each.add_argument("--country", help="the country that the files come from (ISO 3166, two letters)")
        each.add_argument("--json", action="store_true", help="print the answers as JSON lines")
    check.add_argument("--html", type=Path, metavar="OUT", help="also write the answer as a page (one FILE)")
    check.add_argument("--marked", type=Path, metavar="OUT", help="also write the file with its findings marked (XLSX)")
    submit.add_argument("--sender", default="command", help="who sends them, as it will stand in the receipt")
    template = add("template", _template, "the workbook that a country fills in for a quarter")
    template.add_argument("country", metavar="COUNTRY", help="ISO 3166, two letters, or its name")
    template.add_argument("quarter", metavar="QUARTER", help="for example 2026-Q3")
    template.add_argument(
        "-o", dest="target", type=Path, required=True, metavar="FILE", help="where to write it (XLSX)"
    )
    # Also after the command, where it is looked for: it is the language of the workbook.
    template.add_argument("--lang", default=argparse.SUPPRESS, choices=["en", "fr", "pl", "sv"], help=argparse.SUPPRESS)
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
    add("test", _test, "run the tests (arguments are pytest's)")
    add("bench", _bench, "measure how fast it is, against whom (arguments are names of benchmarks; default: all)")
    return parser


def _settings(options: argparse.Namespace) -> "Settings":
    from pipeline.settings import Settings

    return Settings(home=options.home) if options.home else Settings()


def _check(options: argparse.Namespace) -> int:
    from pipeline.door import check
    from pipeline.words import say

    settings, worst = _settings(options), CLEAN
    if len(options.files) > 1 and (options.html or options.marked):
        print(say("one-file", options.lang), file=sys.stderr)
        return 64  # EX_USAGE
    for path in options.files:
        data = _read(path, settings, options)
        if data is None:
            worst = UNREADABLE
            continue
        answer = check(settings, data, path.name, now=datetime.now(UTC), country=options.country)
        _print(answer, str(path), options)
        _write_beside(answer, path, data, options)
        worst = max(worst, _exit(answer))
        if answer.is_accepted and not options.json:
            print(say("not-stored", options.lang, name=path))
    return worst


def _write_beside(answer: "Answer", path: Path, data: bytes, options: argparse.Namespace) -> None:
    """The answer as a page and as their own workbook, where these were asked for."""
    from pipeline.door import answer_html, marked_workbook
    from pipeline.words import say

    if options.html:
        options.html.write_text(answer_html(answer, path.name, language=options.lang), encoding="utf-8")
        print(say("answer-page", options.lang, name=path, path=options.html), file=sys.stderr)
    if options.marked:
        made = marked_workbook(_settings(options), data, answer, name=path.name, language=options.lang)
        if made:
            options.marked.write_bytes(made)
        key = "marked" if made else "no-marked"
        print(say(key, options.lang, name=path, path=options.marked), file=sys.stderr)


def _submit(options: argparse.Namespace) -> int:
    import json

    from pipeline.door import submit
    from pipeline.words import say

    settings, worst = _settings(options), CLEAN
    for path in options.files:
        data = _read(path, settings, options)
        if data is None:
            worst = UNREADABLE
            continue
        receipt = submit(
            settings, data, path.name, sender=options.sender, country=options.country, now=datetime.now(UTC)
        )
        worst = max(worst, _exit(receipt.answer))
        if options.json:
            print(json.dumps(receipt.as_dict(options.lang), ensure_ascii=False))
            continue
        key = "receipt-again" if receipt.already_received else "receipt"
        at = receipt.received_at.strftime("%Y-%m-%d %H:%M:%S UTC")
        print(
            say(
                key,
                options.lang,
                name=path,
                submission=receipt.submission,
                sha256=receipt.sha256,
                size=receipt.size,
                received_at=at,
            )
        )
        _print(receipt.answer, str(path), options)
    return worst


def _template(options: argparse.Namespace) -> int:
    from pipeline.storage.warehouse import WarehouseBusyError
    from pipeline.templates import NoTemplateError, template
    from pipeline.words import say

    whose = {"country": options.country, "quarter": options.quarter}
    try:
        data = template(_settings(options), **whose, language=options.lang, now=datetime.now(UTC), former=True)
        options.target.write_bytes(data)
    except NoTemplateError as refused:
        print(refused.finding.says(options.lang), refused.finding.fix(options.lang), file=sys.stderr)
        return 1
    except WarehouseBusyError:
        print(say("busy", options.lang), file=sys.stderr)
        return 75  # EX_TEMPFAIL: try again
    except OSError as error:
        print(f"{options.target}: {error.strerror}", file=sys.stderr)
        return 1
    print(say("template", options.lang, name=options.target))
    return 0


def _run(options: argparse.Namespace) -> int:
    from pipeline.stages import run
    from pipeline.storage.warehouse import WarehouseBusyError
    from pipeline.words import say, summarise

    try:
        done = run(_settings(options), now=datetime.now(UTC))
    except WarehouseBusyError:
        print(say("busy", options.lang), file=sys.stderr)
        return 75  # EX_TEMPFAIL: try again
    print("\n".join(summarise(done, options.lang)))
    return 0


def _edition(options: argparse.Namespace) -> int:
    from pipeline.publish.pointer import current_edition, own_figures
    from pipeline.words import say

    settings = _settings(options)
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

    return demonstrate(_settings(options), seed=options.seed, count=options.quarters, language=options.lang)


def _up(options: argparse.Namespace) -> int:
    from pipeline.up import serve

    return serve(
        _settings(options), port=options.port, dagster_port=None if options.no_pipeline else options.dagster_port
    )


def _test(options: argparse.Namespace) -> int:
    return _run_module("pytest", options.rest)


def _bench(options: argparse.Namespace) -> int:
    return _run_module("tests.benchmarks", options.rest)


def _run_module(module: str, arguments: Sequence[str]) -> int:
    import subprocess

    root = Path(__file__).parent.parent
    return subprocess.run([sys.executable, "-m", module, *arguments], cwd=root, check=False).returncode


def _read(path: Path, settings: "Settings", options: argparse.Namespace) -> bytes | None:
    """The file's bytes, or None after saying why there are none to send."""
    from pipeline.words import say

    if not path.is_file():
        print(say("no-file", options.lang, name=path), file=sys.stderr)
        return None
    size = path.stat().st_size / 1e6
    if size > settings.max_file_mb:
        print(say("too-large", options.lang, name=path, size=f"{size:.1f}", most=settings.max_file_mb), file=sys.stderr)
        return None
    return path.read_bytes()


def _print(answer: "Answer", name: str, options: argparse.Namespace) -> None:
    import json

    from pipeline.words import tell

    print(
        json.dumps(answer.as_dict(options.lang), ensure_ascii=False)
        if options.json
        else tell(answer, name, options.lang)
    )


def _exit(answer: "Answer") -> int:
    return {"accepted": CLEAN, "returned": BLOCKED}.get(answer.verdict, UNREADABLE)
