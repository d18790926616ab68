"""The sender's own workbook back, with every finding at its cell: made in a limited process, from their bytes."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from data_contracts import LANGUAGES
from data_contracts.codes import load_codes
from data_contracts.exports import safe
from data_contracts.findings import UNREADABLE, Finding
from data_contracts.groups import group_findings
from data_contracts.labels import pick
from data_contracts.rule_pages import rule_page
from pipeline.answer.marks import Line, Task
from pipeline.judgement import Answer
from pipeline.receive.child import isolated
from pipeline.settings import Settings
from pipeline.words import headline, how_hard, say

_SILENCE = 60  # seconds that are borne beyond three for each of processor time
_HEADING = ("severity", "where", "what", "found", "expected", "fix", "rule")


def marked_workbook(
    settings: Settings, data: bytes, answer: Answer, *, name: str = "", language: str = "en"
) -> bytes | None:
    """An XLSX file: theirs with the findings marked, or a new one with the records of a file of another kind.

    None for a file that could not be read, or that cannot be marked within the limits of a reading process.
    """
    if answer.verdict == UNREADABLE:
        return None
    with TemporaryDirectory(prefix="cop-mark-") as folder:
        path = Path(folder, "file")
        path.write_bytes(data)
        task = task_of(answer, path, name=name, language=language)
        made = _run(json.dumps(task).encode() + b"\n", settings=settings, folder=folder)
    return made or None


def task_of(answer: Answer, path: Path, *, name: str, language: str) -> Task:
    """What the marking process is asked: every text in the reader's language, none of them a formula."""
    findings = load_codes("envelope")["findings"]
    ordered = [each for group in group_findings(answer.findings) for each in group.findings]
    return {
        "path": str(path),
        "code_page": next((each.before for each in answer.tidied if each.id == "code-page"), "utf-8"),
        "records": pick(load_codes("envelope")["records"], language),
        "findings": pick(findings, language),
        "ours": ["findings", *(findings[each].lower() for each in LANGUAGES)],
        "title": safe(headline(answer, name, language)),
        "heading": [say(f"head-{each}", language) for each in _HEADING],
        "marks": [_mark(each, language) for each in ordered],
        "explained": say("answer-rules", language),
        "rules": [line for rule in dict.fromkeys(each.rule for each in ordered) for line in _rule(rule, language)],
    }


def _mark(finding: Finding, language: str) -> dict[str, Any]:
    says, fix = finding.says(language), finding.fix(language)
    severity = how_hard(finding, language)
    cells = [severity, finding.place(language), says, finding.found or "", finding.expects(language), fix, finding.rule]
    return {
        "sheet": finding.sheet,
        "line": finding.line,
        "letter": finding.letter,
        "severity": finding.severity,
        "comment": f"{severity}: {says}\n{fix}",
        "cells": [safe(each) for each in cells],
    }


def _rule(rule: str, language: str) -> Iterator[Line]:
    """The rule's page, a line after the other; a blank one before it."""
    page = rule_page(rule, language)
    yield _line("text", "")
    yield _line("rule", rule, page.says)
    for name, text in page.facts:
        yield _line("text", name, text)
    for heading, part in page.parts:
        if isinstance(part, str):
            yield _line("text", heading, part)
            continue
        for at, row in enumerate((part.columns, *part.rows)):
            marked = part.marked[1] if part.marked and part.marked[0] == at else None
            yield _line("cells" if at else "head", "" if at else heading, *row, marked=marked)


def _line(kind: str, about: str, *cells: str, marked: int | None = None) -> Line:
    return {"kind": kind, "about": about, "cells": [safe(each) for each in cells], "marked": marked}


def _run(task: bytes, *, settings: Settings, folder: str) -> bytes:
    try:
        done = subprocess.run(
            isolated("pipeline.answer.marking", memory_mb=settings.reader_memory_mb, seconds=settings.marking_seconds),
            input=task,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # what a library says of a file may repeat its cells
            cwd="/",
            env={"TMPDIR": folder} | {key: os.environ[key] for key in ("LD_LIBRARY_PATH",) if key in os.environ},
            start_new_session=True,
            timeout=_SILENCE + 3 * settings.marking_seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return b""
    return done.stdout if done.returncode == 0 else b""
