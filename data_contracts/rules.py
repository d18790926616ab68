"""Every rule by its id: where it stands (level), how hard it is (severity), and the words that explain it."""

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from data_contracts import HERE
from data_contracts.contract import load_contracts

BLOCKER, ERROR, WARNING, INFO = "BLOCKER", "ERROR", "WARNING", "INFO"
SEVERITIES = (BLOCKER, ERROR, WARNING, INFO)


@dataclass(frozen=True)
class RuleCard:
    """What is fixed about a rule: its level and severity.

    Levels: 0 file, 1 within a row or collection, 2 over time, 3 against other countries, 4 across collections, 5
    against the population.
    """

    id: str
    level: int
    severity: str


@cache
def load_rules() -> Mapping[str, RuleCard]:
    """Every rule: those common to all collections (`rules.csv`), then those of the contracts."""
    with (HERE / "rules.csv").open(encoding="utf-8", newline="") as lines:
        found = {
            row["rule"]: RuleCard(row["rule"], int(row["level"]), row["severity"]) for row in csv.DictReader(lines)
        }
    for contract in load_contracts().values():
        for rule in contract.rules:
            found[rule.id] = RuleCard(rule.id, 1, rule.severity)
    return found


@cache
def load_messages(language: str) -> Mapping[str, Mapping[str, str]]:
    """Rule id -> {says, fix}: the sentence and the way out, with {column}, {found}, {expected} to fill in.

    A rule that `language` has no words for speaks English.
    """
    english = _messages("en")
    return english if language == "en" else {**english, **_messages(language)}


def _messages(language: str) -> dict[str, dict[str, str]]:
    return tomllib.loads((HERE / "messages" / f"{language}.toml").read_text(encoding="utf-8"))
