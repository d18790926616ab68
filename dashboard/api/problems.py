"""What is answered when a request cannot be served: RFC 9457, in the asker's language, with the way out."""

import json
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from starlette.responses import Response

from data_contracts.findings import Finding

FOLDER = Path(__file__).parent / "languages"
STATUS = {
    "language-unknown": 400,
    "body-damaged": 400,
    "token-missing": 401,
    "token-refused": 401,
    "page-of-another-site": 403,
    "address-unknown": 404,
    "submission-unknown": 404,
    "method-refused": 405,
    "body-too-slow": 408,
    "received-from-elsewhere": 409,
    "file-too-large": 413,
    "content-refused": 415,
    "host-unknown": 421,
    "too-many-at-once": 429,
    "our-fault": 500,
    "all-busy": 503,
    "storage-failing": 503,
    "storage-full": 507,
}
"""Every problem by its name, and the status that it is answered with."""


class ProblemError(Exception):
    """Ends a request: `name` is one of STATUS, `values` fill its words in."""

    def __init__(self, name: str, *, headers: Mapping[str, str] | None = None, **values: Any) -> None:
        super().__init__(name)
        self.name, self.headers, self.values = name, headers or {}, values


class TooLargeError(ProblemError):
    """The file is larger than may be: told in the words of the `finding`."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.rule, headers={"Connection": "close"})  # what is still on its way is not wanted
        self.finding = finding


def reply(problem: ProblemError, language: str) -> Response:
    """The problem as JSON."""
    words = load_words(language)[problem.name]
    told = {part: words[part].format(**problem.values) for part in words}
    if isinstance(problem, TooLargeError):
        told |= {"detail": problem.finding.says(language), "fix": problem.finding.fix(language)}
    body = {"type": f"urn:cop:problem:{problem.name}", "status": STATUS[problem.name], **told}
    return Response(
        json.dumps(body, ensure_ascii=False) + "\n",
        status_code=STATUS[problem.name],
        media_type="application/problem+json",
        headers={"Content-Language": language, **problem.headers},
    )


@cache
def load_words(language: str) -> Mapping[str, Mapping[str, str]]:
    """Problem -> {title, detail, fix}; a problem that a finding tells of has only a title."""
    return tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
