"""What the command says, from `languages/<language>.toml`."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from data_contracts import LANGUAGES
from data_contracts.characters import shown
from data_contracts.findings import Finding
from data_contracts.groups import Group, group_findings
from data_contracts.labels import collection_label, column_label
from data_contracts.plurals import in_number
from pipeline.comparing import Comparison
from pipeline.judgement import Answer
from pipeline.outcomes import RunSummary

FOLDER = Path(__file__).parent / "languages"


def say(key: str, language: str = "en", /, **values: Any) -> str:
    """The message `key` in `language`, filled in; in English where the language has no words for it.

    `count` chooses among the forms of a message that has several; `name` may be what a stranger calls a file.
    """
    if "name" in values:
        values["name"] = shown(str(values["name"]))
    return in_number({**_load("en"), **_load(language)}[key], values.get("count", 0), language).format(**values)


def says(key: str) -> bool:
    """Whether there is such a message."""
    return key in _load("en")


def tell(answer: Answer, name: str, language: str = "en") -> str:
    """An answer in plain words: the verdict, each finding with where it stands and how to mend it, what was tidied."""
    told = [_group(each, language) for each in group_findings(answer.findings)]
    tidied = [say("tidying", language, says=each.says(language)) for each in answer.tidied]
    understood = [say("tidied", language), *tidied] if tidied else []
    return "\n".join([headline(answer, name, language), *told, *understood])


def tell_findings(findings: Iterable[Finding], language: str = "en") -> str:
    """Findings in plain words, those of one kind together."""
    return "\n".join(_group(each, language) for each in group_findings(findings))


def tell_comparison(comparison: Comparison, language: str = "en") -> str:
    """A comparison in plain words: how many rows are new, changed, withdrawn, unchanged, then every changed cell."""
    label = collection_label(comparison.collection, language)
    told = [say(f"compare-{comparison.against}", language, label=label, quarter=comparison.quarter)]
    for what in ("new", "changed", "withdrawn", "unchanged"):
        told.append(say(f"compare-{what}", language, count=getattr(comparison, what)))
    for each in comparison.changes:
        column = column_label(comparison.collection, each.column, language)
        share = "" if each.share_pct is None else f" ({_signed_share(each.share_pct, language)})"
        told.append(f"    {each.key} – {column}: {each.before or '–'} → {each.after or '–'}{share}")
    return "\n".join(told)


def _signed_share(share_pct: float, language: str) -> str:
    from babel.numbers import format_percent  # slow to load, and not needed to check a file

    return format_percent(share_pct / 100, "+#,##0.#\u00a0%;-#,##0.#\u00a0%", locale=language, group_separator=True)


def headline(answer: Answer, name: str, language: str = "en") -> str:
    """The verdict on the file in one sentence."""
    return say(
        f"verdict-{answer.verdict}",
        language,
        name=name,
        country=answer.country,
        quarter=answer.quarter,
        collections=", ".join(was_read(answer, language)),
        count=sum(each.blocks for each in answer.findings),
    )


def how_hard(finding: Finding, language: str = "en") -> str:
    """Whether it blocks, waits for a comment, or is but a note; and where it is settled, how."""
    return say(f"severity-{finding.settled or finding.severity}", language)


def step_words(step: Mapping[str, Any], language: str = "en") -> tuple[str, list[str]]:
    """What happened to a submission, as `door.life` tells it, in one sentence; and what was said with it."""
    told = say(
        f"life-{step['what']}",
        language,
        by=step["by"],
        edition=step.get("edition"),
        number=step.get("number"),
        rules=", ".join(step.get("rules", ())),
        verdict=say(f"verdict-word-{step['verdict']}", language) if "verdict" in step else "",
        submissions=", ".join(step.get("submissions", ())),
        until=step.get("until"),
    )
    said = step.get("said", {})
    words = [said["reason"]] if said.get("reason") else []
    words += [f"{key}: {text}" for name in ("explanations", "overrides") for key, text in said.get(name, {}).items()]
    return told, words


def was_read(answer: Answer, language: str = "en") -> list[str]:
    """Each collection of the file with the number of its rows."""
    return [_collection(each, answer, language) for each in (*answer.collections, *answer.nil)]


def language_of(country: str | None) -> str:
    """The first official language of `country` that we have words for, else English."""
    from babel.languages import get_official_languages

    known = get_official_languages(country, de_facto=True) if country else ()
    return next((language for language in known if language in LANGUAGES), "en")


def summarise(done: RunSummary, language: str = "en") -> list[str]:
    """What a run came to, a sentence a line."""
    lines = [say(f"run-renewed-{done.examined.renewed}", language)] if done.examined.renewed else []
    lines.append(say("run", language, **{**vars(done.examined), "received": done.received}))
    if done.calculated:
        quarters = f"{done.calculated[0]} – {done.calculated[-1]}" if len(done.calculated) > 1 else done.calculated[0]
        lines.append(say("run-figures", language, figures=done.figures, quarters=quarters, hidden=done.hidden))
    else:
        lines.append(say("run-unchanged", language))
    if done.edition:
        key = "edition-new" if done.edition.is_new else "edition-same"
        lines.append(say(key, language, edition=done.edition.edition))
    else:
        lines.append(say("no-edition", language))
    return lines


def _group(group: Group, language: str) -> str:
    first = group.first
    return say(
        "finding",
        language,
        severity=how_hard(first, language),
        place=group.place(language),
        says=group.says(language),
        fix=first.fix(language),
    )


def _collection(collection: str, answer: Answer, language: str) -> str:
    label = collection_label(collection, language)
    key = "collection-nil" if collection in answer.nil else "collection"
    return say(key, language, label=label, count=answer.collections.get(collection, 0))


@cache
def _load(language: str) -> dict[str, str | dict[str, str]]:
    path = FOLDER / f"{language}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
