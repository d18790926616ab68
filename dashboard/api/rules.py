"""The rules that files are held against, described for programs: what each looks at, how hard it is, what it says."""

from typing import Any

from data_contracts.contract import load_contracts
from data_contracts.rules import load_messages, load_rules


def described(language: str) -> list[dict[str, Any]]:
    """rule, level, severity, collections (empty: all), expression (of a contract's own rule), says, fix.

    The words have places in braces, which a finding fills in.
    """
    own: dict[str, list[str]] = {}
    expressions = {}
    for collection, contract in load_contracts().items():
        for rule in contract.rules:
            own.setdefault(rule.id, []).append(collection)
            expressions[rule.id] = rule.expression
    words = load_messages(language)
    return [
        {
            "rule": card.id,
            "level": card.level,
            "severity": card.severity,
            "collections": own.get(card.id, []),
            "expression": expressions.get(card.id),
            "says": words[card.id]["says"],
            "fix": words[card.id]["fix"],
        }
        for card in load_rules().values()
    ]
