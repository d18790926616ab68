"""A receipt as a page to file: tagged PDF, set without anything from outside."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from data_contracts.labels import collection_label
from pipeline.words import say

HERE = Path(__file__).parent


def receipt_pdf(proof: Mapping[str, Any], *, language: str = "en") -> bytes:
    """`proof` as a page in `language` (PDF/UA-1); the same proof gives the same bytes."""
    import typst  # slow to load, and not needed to give a receipt

    words = _words(language)
    told = {
        "language": language,
        "title": words["title"],
        "intro": words["intro"],
        "rows": [list(each) for each in _rows(proof, words, language)],
        "verify": words["verify"],
    }
    at = datetime.fromisoformat(proof["checked_at"])
    return bytes(
        typst.compile(
            (HERE / "receipt.typ").read_bytes(),
            format="pdf",
            pdf_standards=["ua-1"],
            ignore_system_fonts=True,
            sys_inputs={"told": json.dumps(told, ensure_ascii=False)},
            timestamp=int(at.astimezone(UTC).timestamp()),
        )
    )


def _rows(proof: Mapping[str, Any], words: Mapping[str, str], language: str) -> Iterator[tuple[str, str]]:
    from babel import Locale
    from babel.dates import format_datetime

    def moment(text: str) -> str:
        return format_datetime(datetime.fromisoformat(text).astimezone(UTC), "long", locale=language, tzinfo=UTC)

    country = Locale.parse(language).territories.get(proof["country"], proof["country"])
    held = [f"{collection_label(name, language)}: {count}" for name, count in proof["collections"].items()]
    held += [f"{collection_label(name, language)}: {words['nil']}" for name in proof["nil"]]
    yield words["submission"], proof["submission"]
    yield words["received"], moment(proof["received_at"])
    yield words["checked"], moment(proof["checked_at"])
    yield words["country"], country or "–"
    yield words["agency"], proof["agency"] or "–"
    yield words["quarter"], proof["quarter"] or "–"
    yield words["file"], f"{proof['file_name']} ({proof['size']} B)"
    yield words["verdict"], say(f"state-{proof['verdict']}", language)
    yield words["rows"], "\n".join(held) or "–"
    yield words["findings"], f"{proof['findings']} / {proof['blocking']}"
    yield words["contracts"], ", ".join(f"{name} {version}" for name, version in proof["contracts"].items()) or "–"
    for name in ("sha256", "findings_sha256", "rules", "previous", "seal"):
        yield words[name], proof[name] or "–"


@cache
def _words(language: str) -> Mapping[str, str]:
    return tomllib.loads((HERE / "languages" / f"{language}.toml").read_text(encoding="utf-8"))
