"""A collection's contract: the ODCS file read, checked, and given as columns and rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

from data_contracts import HERE
from data_contracts.codes import load_codes

COLLECTIONS = (
    "interventions",
    "campaigns",
    "exit_support",
    "contact_point_requests",
    "training",
    "toolkit",
    "partners",
    "definitions",
)

Kind = Literal["code", "text", "integer", "number", "date"]


@dataclass(frozen=True)
class Column:
    """One column that a steward fills. `role`: key, measure (owed: a value or a status), or free text."""

    name: str
    role: Literal["key", "measure", "text"]
    kind: Kind
    labels: Mapping[str, str]
    descriptions: Mapping[str, str]
    code_list: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    confidential: bool = False
    confidential_when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes that may stand here, in the order of their list; empty when any text may."""
        return tuple(load_codes(self.code_list)) if self.code_list else ()

    @property
    def has_total(self) -> bool:
        """Whether a row may give this key's total (`_T`) instead of, or beside, its parts."""
        return "_T" in self.codes


@dataclass(frozen=True)
class Rule:
    """One row rule: `expression` is SQL that is true, or unknown, where the row is right."""

    id: str
    severity: str
    expression: str
    column: str


@dataclass(frozen=True, eq=False)
class Contract:
    """What a country promises to send for one collection; there is one object of each, so it is its own identity."""

    collection: str
    version: str
    frequency: Literal["quarterly", "yearly"]
    labels: Mapping[str, str]
    purpose: Mapping[str, str]
    limitations: Mapping[str, str]
    grain: Mapping[str, str]
    columns: tuple[Column, ...]
    rules: tuple[Rule, ...]

    @property
    def keys(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.role == "key")

    @property
    def measures(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.role == "measure")

    @property
    def texts(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.role == "text")

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


@cache
def load_contract(collection: str) -> Contract:
    """The contract of `collection`, of which there is one."""
    contract = read_contract(path_of(collection))
    assert contract.collection == collection
    return contract


def read_contract(path: Path) -> Contract:
    """The contract in a file; raises ValueError, naming the file, when it lacks what a contract has.

    Whether it keeps the standard is asked when it is changed (`standard.py`): asking whenever a file is checked would
    take longer than checking a thousand rows.
    """
    document = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    try:
        (table,) = document["schema"]
        extra = _extras(table)
        return Contract(
            collection=document["id"],
            version=str(document["version"]),
            frequency=extra["frequency"],
            labels=extra["labels"],
            purpose=_in_languages(document["description"], "purpose"),
            limitations=_in_languages(document["description"], "limitations"),
            grain=_in_languages(table, "description"),
            columns=tuple(_column(each) for each in table["properties"]),
            rules=tuple(_rule(each) for each in table.get("quality", ())),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path.name}: no contract, or not all of one ({error})") from error


def load_contracts() -> Mapping[str, Contract]:
    """Every collection's contract, by collection, in the order in which they are shown."""
    return {collection: load_contract(collection) for collection in COLLECTIONS}


def path_of(collection: str) -> Path:
    return HERE / "collections" / f"{collection}.odcs.yaml"


def _column(given: Mapping[str, Any]) -> Column:
    extra = _extras(given)
    options = given.get("logicalTypeOptions", {})
    kind: Kind = "text" if given["logicalType"] == "string" else given["logicalType"]
    return Column(
        name=given["name"],
        role="key" if given.get("primaryKey") else "measure" if given.get("required") else "text",
        kind="code" if "codes" in extra else kind,
        labels=extra["labels"],
        descriptions=_in_languages(given, "description"),
        code_list=extra.get("codes"),
        minimum=options.get("minimum"),
        maximum=options.get("maximum"),
        confidential=given.get("classification") == "confidential",
        confidential_when={key: tuple(codes) for key, codes in extra.get("confidential_when", {}).items()},
    )


def _rule(given: Mapping[str, Any]) -> Rule:
    return Rule(given["id"], given["severity"], given["implementation"], _extras(given)["column"])


def _in_languages(given: Mapping[str, Any], field: str) -> dict[str, str]:
    """The standard's own field is English; a custom property of the same name has the other languages."""
    return {"en": given.get(field) or "", **_extras(given).get(field, {})}


def _extras(given: Mapping[str, Any]) -> dict[str, Any]:
    return {each["property"]: each["value"] for each in given.get("customProperties", ())}
