"""Synthetic entries of the collection `toolkit`: the interventions of the network under their shared names."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from data_contracts.quarters import last_day
from pipeline.demo.chance import dice
from pipeline.demo.interventions import types_of
from pipeline.demo.row import Cell, Row
from pipeline.demo.sizes import age, youth


@dataclass(frozen=True)
class Tool:
    """What a network knows of a tool when its evidence is complete: levels, and an effect with its standard error.

    emmie: effect, mechanism, moderators, implementation, economics. Invented: outputs and example evidence
    are not findings about these programmes.
    """

    name: str
    sms_level: int
    emmie: tuple[int, int, int, int, int]
    effect: tuple[float, float, str] | None = None


TOOLS: Mapping[str, Tool] = {
    "KNT": Tool("Knock-and-talk", 2, (2, 2, 1, 3, 1)),
    "WLT": Tool("Stop letter", 3, (2, 2, 1, 2, 2), (0.88, 0.07, "IRR")),
    "ADS": Tool("Search ads", 4, (2, 3, 2, 3, 2), (-6.5, 4.1, "PCT")),
    "ALT": Tool("Hack_Right", 2, (1, 3, 2, 3, 1)),
    "EVT": Tool("re_B00TCMP", 1, (1, 2, 1, 3, 1)),
    "SCH": Tool("School session", 3, (2, 2, 1, 2, 1), (0.12, 0.05, "SMD")),
    "EXI": Tool("Exit support", 1, (1, 2, 1, 2, 0)),
    "REF": Tool("Cyber Choices", 2, (2, 2, 2, 3, 1)),
    "FOR": Tool("Decoy site", 3, (3, 2, 1, 2, 1), (0.79, 0.11, "IRR")),
    "TRP": Tool("First responder course", 1, (1, 1, 0, 2, 0)),
    "MED": Tool("Media campaign", 1, (1, 1, 0, 2, 1)),
}


def rows(seed: int, country: str, quarter: str) -> list[Row]:
    """A tool for every type of intervention that the country uses; evidence grows and reviews recur over the years."""
    return [_row(seed, country, quarter, kind) for kind in types_of(seed, country)]


def _row(seed: int, country: str, quarter: str, kind: str) -> Row:
    rng = dice(seed, "toolkit", country, kind)
    tool = TOOLS[kind]
    known = rng.random() * 1.3 + 0.05 * age(quarter) + min(0.3, 0.03 * youth(country))
    review_every, reviewed_at = rng.choice((2, 4, 4, 6)), rng.randrange(6)
    since = (age(quarter) + reviewed_at) % review_every
    review = last_day(quarter) - timedelta(days=91 * since + rng.randrange(5, 80))
    evaluated = known > 0.7 and tool.sms_level > 1
    status = "PAU" if rng.random() < 0.04 else "PLN" if known < 0.25 else "ACT"
    effect: tuple[Cell, ...] = ("M", "M", "M")
    if evaluated and tool.effect:
        size, error, measure = tool.effect
        effect = (round(size * rng.uniform(0.85, 1.15), 2), round(error * rng.uniform(0.9, 1.4), 2), measure)
    emmie = dict(zip(("effect", "mechanism", "moderator", "implementation", "economic"), tool.emmie, strict=True))
    return {
        "tool": tool.name,
        "status": status,
        "intervention_type": kind,
        "last_review": review.isoformat(),
        "plan_evaluation": _yes(known > 0.35),
        "process_evaluation": _yes(known > 0.55),
        "effect_evaluation": _yes(evaluated),
        "sms_level": tool.sms_level if evaluated else min(1, tool.sms_level),
        **{f"emmie_{name}": points if evaluated else min(1, points) for name, points in emmie.items()},
        **dict(zip(("effect_size", "effect_se", "effect_measure"), effect, strict=True)),
    }


def _yes(answer: bool) -> str:
    return "Y" if answer else "N"
