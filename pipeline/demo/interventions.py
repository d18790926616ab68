"""Synthetic figures of the collection `interventions`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from math import prod
from random import Random

from data_contracts.quarters import shift
from pipeline.demo.chance import count, dice, part, some, split
from pipeline.demo.habits import habits
from pipeline.demo.row import Cell, Row, with_totals
from pipeline.demo.sizes import level, youth

COUNTS = ("actions", "identified", "invited", "reached", "started", "completed", "recontacted_12m")
PERSONS = ({"Y12T14": 0.12, "Y15T17": 0.33, "Y18T21": 0.35, "Y22T25": 0.2}, {"F": 0.13, "M": 0.87})
FOCUS = {"HCK": 0.42, "DDS": 0.36, "MAL": 0.1, "FRD": 0.12}
ALL = {"_T": 1.0}


@dataclass(frozen=True)
class Kind:
    """How a type of intervention is counted. persons: reached in a quarter per million; None: not counted in persons.

    A share that is None: the measure cannot exist for this type.
    """

    persons: float | None
    per_action: float
    cost: float  # of an action, EUR
    targets: Mapping[str, float]
    ages: Mapping[str, float] = field(default_factory=lambda: ALL)
    sexes: Mapping[str, float] = field(default_factory=lambda: ALL)
    focus: Mapping[str, float] = field(default_factory=lambda: ALL)
    found: float | None = None  # of the identified, how many are reached
    came: float | None = None  # of the invited
    started: float | None = None  # of the reached
    completed: float = 0.0  # of the started


KINDS: Mapping[str, Kind] = {
    "KNT": Kind(24, 1, 260, {"USR": 0.7, "RSK": 0.3}, *PERSONS, FOCUS, found=0.7),
    "WLT": Kind(36, 1, 15, {"USR": 1.0}, *PERSONS, FOCUS, found=0.85),
    "ADS": Kind(None, 2, 2400, {"GEN": 1.0}),
    "ALT": Kind(8, 1, 1300, {"FST": 1.0}, *PERSONS, FOCUS, found=0.6, came=0.8, started=0.85, completed=0.78),
    "EVT": Kind(70, 40, 5200, {"GEN": 1.0}, {"Y15T17": 0.55, "Y18T21": 0.45}, {"F": 0.24, "M": 0.76}, came=0.36),
    "SCH": Kind(1300, 24, 110, {"GEN": 0.9, "EDU": 0.1}, {"Y12T14": 0.6, "Y15T17": 0.4}, {"F": 0.5, "M": 0.5}),
    "EXI": Kind(5, 1, 1900, {"REP": 0.5, "RSK": 0.5}, *PERSONS, found=0.7, started=0.85, completed=0.55),
    "REF": Kind(11, 1, 480, {"RSK": 0.6, "FST": 0.4}, *PERSONS, found=0.75, came=0.82, started=0.9, completed=0.8),
    "FOR": Kind(None, 3, 700, {"USR": 1.0}),
    "TRP": Kind(45, 18, 1500, {"PRO": 0.7, "EDU": 0.3}),
    "MED": Kind(None, 2, 6000, {"GEN": 0.7, "PAR": 0.3}),
}
COMMON = {
    "KNT": 6,
    "WLT": 5,
    "ADS": 4,
    "ALT": 2.5,
    "EVT": 3,
    "SCH": 9,
    "EXI": 2,
    "REF": 3,
    "FOR": 1.5,
    "TRP": 2,
    "MED": 2,
}
ALWAYS = {"NL": ("KNT", "WLT", "ADS", "ALT", "EVT", "SCH", "REF", "FOR", "TRP"), "FI": ("KNT", "ADS", "SCH", "EXI")}


def types_of(seed: int, country: str) -> list[str]:
    """The types of intervention that a country uses: five in the smallest, up to nine in the largest."""
    if country == "NL":
        return list(ALWAYS["NL"])
    chosen = some(dice(seed, "types", country), COMMON, most=min(9, round(5 + 0.4 * youth(country))))
    return [each for each in KINDS if each in {*chosen, *ALWAYS.get(country, ())}]


def rows(seed: int, country: str, quarter: str) -> list[Row]:
    """A country's rows, new police contacts of those who completed a year earlier included."""
    year_ago = {_key(row): row["completed"] for row in _without_recontacts(seed, country, shift(quarter, by=-4))}
    rng = dice(seed, "recontacts", country, quarter)
    found = []
    for row in _without_recontacts(seed, country, quarter):
        completed = year_ago.get(_key(row))
        contacts = part(rng, completed, 0.09) if isinstance(completed, int) else row["completed"]
        told = row | {"recontacted_12m": contacts}
        if any(isinstance(told[measure], int) and told[measure] for measure in COUNTS) or rng.random() < 0.15:
            found.append(told)
    if habits(country).totals:
        found = with_totals(found, over="sex", measures=(*COUNTS, "cost_eur"))
    return found


@cache
def _without_recontacts(seed: int, country: str, quarter: str) -> list[Row]:
    rng = dice(seed, "interventions", country, quarter)
    return [row for kind in types_of(seed, country) for row in _rows(rng, seed, country, quarter, kind)]


def _rows(rng: Random, seed: int, country: str, quarter: str, code: str) -> list[Row]:
    kind, habit = KINDS[code], habits(country)
    season = "school" if code in ("SCH", "EVT", "TRP") else "person"
    size = level(seed, country, code, quarter, season=season)
    sexes = kind.sexes if habit.sex else ALL
    focus = kind.focus if habit.offence_focus else ALL
    axes = (kind.targets, kind.ages, sexes, focus)
    cells = list(product(*axes))
    weights = [prod(axis[code] for axis, code in zip(axes, cell, strict=True)) for cell in cells]
    persons = split(rng, count(rng, kind.persons * size), weights) if kind.persons else [0] * len(cells)
    acts = _actions(rng, kind, persons, size, weights)
    unit_cost = kind.cost * rng.uniform(0.85, 1.15)
    found: list[Row] = []
    for cell, reached, actions in zip(cells, persons, acts, strict=True):
        key = dict(zip(("target_group", "age_band", "sex", "offence_focus"), cell, strict=True))
        cost = round(actions * unit_cost) if habit.costs else "L"
        found.append({"intervention_type": code, **key, **_counts(rng, kind, reached, actions), "cost_eur": cost})
    return found


def _actions(rng: Random, kind: Kind, persons: list[int], size: float, weights: list[float]) -> list[int]:
    """One a person in individual work; else whole events, told where most of their public was."""
    if kind.per_action == 1:
        return persons
    if kind.persons is None:
        return split(rng, 1 + count(rng, kind.per_action * size**0.5), weights)
    return split(rng, -(-sum(persons) // int(kind.per_action)), weights)


def _counts(rng: Random, kind: Kind, reached: int, actions: int) -> Row:
    if kind.persons is None:  # contacts, not persons
        none = "M"  # cannot exist
        return {
            "actions": actions,
            "identified": none,
            "invited": none,
            "reached": "L",
            "started": none,
            "completed": none,
        }
    started = None if kind.started is None else part(rng, reached, kind.started)
    return {
        "actions": actions,
        "identified": "M" if kind.found is None else reached + count(rng, reached * (1 / kind.found - 1)),
        "invited": "M" if kind.came is None else reached + count(rng, reached * (1 / kind.came - 1)),
        "reached": reached,
        "started": "M" if started is None else started,
        "completed": "M" if started is None else part(rng, started, kind.completed),
    }


def _key(row: Row) -> tuple[Cell, ...]:
    return tuple(row.values())[:5]
