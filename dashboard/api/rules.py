"""The rules that files are held against, described for programs: what each looks at, how hard it is, what it says."""

from typing import Any

from data_contracts.contract import load_contracts
from data_contracts.rule_pages import general
from data_contracts.rules import load_rules
from data_contracts.worked_example import load_reasons


def described(language: str) -> list[dict[str, Any]]:
    """rule, level, severity, collections (empty: all), expression (of a contract's own rule), says, why, fix."""
    own: dict[str, list[str]] = {}
    expressions = {}
    for collection, contract in load_contracts().items():
        for rule in contract.rules:
            own.setdefault(rule.id, []).append(collection)
            expressions[rule.id] = rule.expression
    reasons = load_reasons(language)
    return [
        {
            "rule": card.id,
            "level": card.level,
            "severity": card.severity,
            "collections": own.get(card.id, []),
            "expression": expressions.get(card.id),
            "says": general(card.id, "says", language),
            "why": reasons.get(card.id),
            "fix": general(card.id, "fix", language),
        }
        for card in load_rules().values()
    ]
