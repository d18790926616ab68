"""Synthetic figures of the collection `training`."""

from functools import cache
from random import Random

from data_contracts.quarters import quarters_between
from pipeline.demo.chance import count, dice, part, some, split
from pipeline.demo.habits import habits
from pipeline.demo.row import Row
from pipeline.demo.sizes import level

TOPICS = {"DEV": 5, "DRK": 4, "FOR": 3, "OSI": 4, "MAL": 2, "LIV": 2, "POC": 2, "COP": 4}
STAGES = {"REG": 1, "NAT": 3, "LOC": 5, "REV": 1}
NAMES = {
    "REG": "Regional training of trainers",
    "NAT": "National course",
    "LOC": "Local course",
    "REV": "Review workshop",
}
PROFESSIONS = {"POL": 10, "INV": 7, "PRO": 4, "JUD": 3, "DEF": 0.6, "CEN": 1.2, "FEX": 2, "TEA": 1}
SEXES = {"F": 0.36, "M": 0.64}
FOLLOW_UP = ("respondents_3m", "using_3m")


def rows(seed: int, country: str, quarter: str, *, since: str, follow_up: bool = True) -> list[Row]:
    """A country's trainings. `since`: the first quarter that is told, so that no more trainers teach than are known.

    `follow_up`: whether the answers after three months are known; else O stands for them.
    """
    found = [dict(row) for row in _trainings(seed, country, quarter)]
    _share_teaching(seed, country, quarter, found, since)
    return found if follow_up else [row | dict.fromkeys(FOLLOW_UP, "O") for row in found]


@cache
def _trainings(seed: int, country: str, quarter: str) -> list[Row]:
    rng = dice(seed, "training", country, quarter)
    size = level(seed, country, "training", quarter, season="training")
    found: list[Row] = []
    for number in range(min(6, 1 + count(rng, 0.9 * size**0.5))):
        stage = rng.choices(list(STAGES), list(STAGES.values()))[0]
        topic = rng.choices(list(TOPICS), list(TOPICS.values()))[0]
        # A review workshop is one event of several countries, under one name.
        name = f"{NAMES[stage]} {topic} {quarter}" + ("" if stage == "REV" else f" {country}{number + 1}")
        if any(row["activity"] == name for row in found):
            continue
        found += _activity(rng, country, {"activity": name, "stage": stage, "topic": topic})
    return found


def _activity(rng: Random, country: str, activity: Row) -> list[Row]:
    sexes = SEXES if habits(country).sex else {"_T": 1.0}
    professions = some(rng, PROFESSIONS, most=rng.choice((2, 3, 3, 4)))
    cells = [(profession, sex) for profession in professions for sex in sexes]
    people = split(rng, count(rng, rng.uniform(14, 46)), [PROFESSIONS[who] * sexes[sex] for who, sex in cells])
    before, gain, hours = rng.uniform(38, 60), rng.uniform(0.25, 0.6), rng.choice((6, 12, 12, 18, 30))
    return [
        activity | {"profession": who, "sex": sex} | _answers(rng, activity, who, participants, before, gain, hours)
        for (who, sex), participants in zip(cells, people, strict=True)
    ]


def _answers(
    rng: Random, activity: Row, profession: str, participants: int, before: float, gain: float, hours: int
) -> Row:
    certifies = activity["stage"] in ("REG", "NAT") and profession in ("POL", "INV", "FEX")
    respondents_end, respondents_3m = part(rng, participants, 0.82), part(rng, participants, 0.48)
    score = min(95.0, before + rng.gauss(0, 3))
    return {
        "participants": participants,
        "trainers_new": part(rng, participants, 0.4 if activity["stage"] == "REG" else 0.12) if certifies else 0,
        "trainers_active": 0,
        "respondents_end": respondents_end,
        "useful": part(rng, respondents_end, 0.88),
        "respondents_3m": respondents_3m,
        "using_3m": part(rng, respondents_3m, 0.67),
        "score_pre": round(score, 1) if participants else "M",
        "score_post": round(score + (100 - score) * gain, 1) if participants else "M",
        "hours": hours,
    }


def _share_teaching(seed: int, country: str, quarter: str, found: list[Row], since: str) -> None:
    """Trainers who taught in the last 12 months, told once: shared out over the rows of this quarter's courses."""
    certified = sum(
        int(row["trainers_new"]) for past in quarters_between(since, quarter) for row in _trainings(seed, country, past)
    )
    taught = part(dice(seed, "teaching", country, quarter), certified, 0.5)
    places = [row for row in found if row["stage"] in ("NAT", "LOC") and row["profession"] in ("POL", "INV", "FEX")]
    for row, share in zip(
        places, split(dice(seed, "courses", country, quarter), taught, [1.0] * len(places)), strict=False
    ):
        row["trainers_active"] = share
