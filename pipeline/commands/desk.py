"""Commands of those who send files: check, submit, and the workbook to fill in."""

import argparse
import sys
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.commands.options import BLOCKED, CLEAN, TRY_AGAIN, UNREADABLE, USAGE, Add, settings_of

if TYPE_CHECKING:
    from pipeline.door import Answer, Receipt
    from pipeline.settings import Settings


def add_to(add: Add) -> None:
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


def _check(options: argparse.Namespace) -> int:
    settings = settings_of(options)
    with _reading_ahead(options.files[0], settings):
        return _check_all(options, settings)


def _check_all(options: argparse.Namespace, settings: "Settings") -> int:
    from pipeline.door import check
    from pipeline.words import say

    worst = CLEAN
    if len(options.files) > 1 and (options.html or options.marked):
        print(say("one-file", options.lang), file=sys.stderr)
        return USAGE
    for path in options.files:
        data = read(path, settings, options)
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
        made = marked_workbook(settings_of(options), data, answer, name=path.name, language=options.lang)
        if made:
            options.marked.write_bytes(made)
        key = "marked" if made else "no-marked"
        print(say(key, options.lang, name=path, path=options.marked), file=sys.stderr)


def _reading_ahead(path: Path, settings: "Settings") -> AbstractContextManager[None]:
    """The file is read while what judges it is loaded. What is wrong with its name or size is said later."""
    from pipeline.intake import submission_id
    from pipeline.receive.ahead import reading_ahead

    if not path.is_file() or path.stat().st_size > settings.max_file_mb * 1e6:
        return nullcontext()
    data = path.read_bytes()
    return reading_ahead(settings, submission_id(data), data)


def _submit(options: argparse.Namespace) -> int:
    from pipeline.door import NotTakenError, answer_json, submit
    from pipeline.words import say

    settings, worst = settings_of(options), CLEAN
    for path in options.files:
        data = read(path, settings, options)
        if data is None:
            worst = UNREADABLE
            continue
        now = datetime.now(UTC)
        try:
            receipt = submit(settings, data, path.name, sender=options.sender, country=options.country, now=now)
        except NotTakenError as refused:
            print(say(f"not-taken-{refused.why}", options.lang, name=path), file=sys.stderr)
            return TRY_AGAIN
        worst = max(worst, _exit(receipt.answer) if receipt.answer else TRY_AGAIN)
        if options.json:
            print(answer_json(receipt, options.lang), end="")
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
        if _is_withdrawn(receipt, options):
            worst = max(worst, BLOCKED)
        elif receipt.answer:
            _print(receipt.answer, str(path), options)
        else:
            print(say("answer-follows", options.lang, submission=receipt.submission))
    return worst


def _is_withdrawn(receipt: "Receipt", options: argparse.Namespace) -> bool:
    """Whether these very bytes were sent before and then withdrawn, after saying so: they count no longer."""
    from pipeline.refusals import RefusedError, life_of, not_withdrawn

    try:
        not_withdrawn(life_of(settings_of(options), receipt.submission, country=None)[0])
    except RefusedError as refused:
        print(refused.says(options.lang))
        return True
    return False


def _template(options: argparse.Namespace) -> int:
    from pipeline.templates import NoTemplateError, template
    from pipeline.words import say

    whose = {"country": options.country, "quarter": options.quarter}
    try:
        data = template(settings_of(options), **whose, language=options.lang, now=datetime.now(UTC), former=True)
        options.target.write_bytes(data)
    except NoTemplateError as refused:
        print(refused.finding.says(options.lang), refused.finding.fix(options.lang), file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{options.target}: {error.strerror}", file=sys.stderr)
        return 1
    print(say("template", options.lang, name=options.target))
    return 0


def read(path: Path, settings: "Settings", options: argparse.Namespace) -> bytes | None:
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
    from pipeline.door import answer_json
    from pipeline.words import tell

    print(answer_json(answer, options.lang) if options.json else f"{tell(answer, name, options.lang)}\n", end="")


def _exit(answer: "Answer") -> int:
    return {"accepted": CLEAN, "returned": BLOCKED}.get(answer.verdict, UNREADABLE)
