"""What the contracts' columns, collections and rules are called in a language."""

import re
from collections.abc import Mapping, Sequence

from data_contracts.codes import load_codes
from data_contracts.contract import COLLECTIONS, load_contract

_SIGNS = {"<=": "≤", ">=": "≥", "<>": "≠", "-": "−", "*": "×"}
_COMPARISON = re.compile(r"[a-z]\w*( (<=|>=|<>|[-+*=<>]) ([a-z]\w*|[0-9.]+))+")


def pick(names: Mapping[str, str], language: str) -> str:
    """The words of `language`, or the English ones where it has none yet."""
    return names.get(language) or names["en"]


def collection_label(collection: str, language: str) -> str:
    return pick(load_contract(collection).labels, language)


def column_label(collection: str | None, column: str, language: str) -> str:
    """The label of a collection's column, or of one that all share; any other column is its own name.

    The status beside a measure is called after both.
    """
    if column.endswith("_status"):
        measure = column_label(collection, column.removesuffix("_status"), language)
        return f"{measure} {pick(load_codes('envelope')['status'], language)}"
    shared = load_codes("envelope").get(column)
    own = load_contract(collection).columns if collection in COLLECTIONS else ()
    labels = shared or next((each.labels for each in own if each.name == column), {"en": column})
    return pick(labels, language)


def names_of_key(codes: Sequence[str], collection: str | None, language: str) -> list[str]:
    """What the codes of a row's key, or the first of them, are called; a name of its own stands as it is.

    Nothing for the total of a key whose values are such names.
    """
    lists = [each.code_list for each in load_contract(collection).keys] if collection in COLLECTIONS else []
    known = [load_codes(name) if name else {} for name in lists]
    if len(codes) > len(known):
        return list(codes)
    named = zip(codes, known, strict=False)
    return [names.get(code, {}).get(language) or code for code, names in named if names or code != "_T"]


def in_words(expression: str, collection: str | None, language: str) -> str:
    """A rule's expression with labels for columns: `completed <= started` as “Persons who completed ≤ …”.

    Nothing for one that does more than compare columns: its words tell it better than its logic would.
    """
    if not _COMPARISON.fullmatch(expression):
        return ""
    parts = expression.split(" ")
    return " ".join(_SIGNS.get(each) or column_label(collection, each, language) for each in parts)
