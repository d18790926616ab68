"""Synthetic figures of the collection `contact_point_requests`: what one country sent, another received."""

from dataclasses import dataclass
from functools import cache
from itertools import product
from math import exp
from random import Random

from data_contracts.quarters import shift
from pipeline.demo.chance import count, dice, part, some
from pipeline.demo.row import Row
from pipeline.demo.sizes import level, members_in, youth

CHANNELS = {"SIE": 0.4, "BUD": 0.3, "INT": 0.2, "G7": 0.04, "MLA": 0.06}
TYPES = {"ADV": 14, "PRS": 32, "DIS": 12, "EVD": 18, "LEG": 6, "LOC": 8, "EM9": 4, "EM10": 2, "OTH": 4}
WAYS = {f"{channel} {kind}": CHANNELS[channel] * TYPES[kind] for channel, kind in product(CHANNELS, TYPES)}
EMERGENCIES = ("EM9", "EM10")


@dataclass(frozen=True)
class Requests:
    """What one country asked of another in a quarter, in one way."""

    channel: str
    kind: str
    requests: int
    answered: int
    within_24h: int
    within_72h: int
    median_hours: float
    followed: int
    urgent: int


def rows(seed: int, country: str, quarter: str) -> list[Row]:
    """A country's rows, as it counts them itself: its partners' counts of the same requests are nearly the same."""
    found: list[Row] = []
    known = members_in(shift(quarter, by=-4))
    for other in (each for each in members_in(quarter) if each != country):
        rng = dice(seed, "received", quarter, country, other)
        told = [_row(other, "SNT", each) for each in _asked(seed, quarter, country, other)]
        told += [_row(other, "RCV", _recounted(rng, each)) for each in _asked(seed, quarter, other, country)]
        found += told if other in known else [row | {"comment": "Counted since it is a member"} for row in told]
    return found


@cache
def _asked(seed: int, quarter: str, sender: str, receiver: str) -> list[Requests]:
    lasting = dice(seed, "pair", sender, receiver)
    weight = (youth(sender) * youth(receiver)) ** 0.5
    ways = some(lasting, WAYS, most=1 + count(lasting, min(1.7, 0.3 + 0.28 * weight)))
    mean = (1.6 + 1.5 * weight) / len(ways) ** 0.5 * exp(lasting.gauss(0, 0.25))
    rng = dice(seed, "requests", quarter, sender, receiver)
    busy = level(seed, sender, "requests", quarter, season="request") / youth(sender) ** 0.85
    asked = [(way.split(), count(rng, mean * busy)) for way in ways]
    return [_answers(rng, channel, kind, requests) for (channel, kind), requests in asked if requests]


def _answers(rng: Random, channel: str, kind: str, requests: int) -> Requests:
    urgent = requests if kind in EMERGENCIES else part(rng, requests, 0.06)
    answered = part(rng, requests, 0.97 if kind in EMERGENCIES else 0.88)
    slow = 3.0 if channel == "MLA" else 1.0
    within_72h = part(rng, answered, 0.86 / slow)
    within_24h = part(rng, within_72h, 0.66)
    hours = (6 if kind in EMERGENCIES else 26) * slow * exp(rng.gauss(0, 0.5))
    followed = part(rng, requests, 0.3) if kind == "PRS" else 0
    return Requests(channel, kind, requests, answered, within_24h, within_72h, round(hours, 1), followed, urgent)


def _recounted(rng: Random, sent: Requests) -> Requests:
    """The same requests in the receiver's books: nearly always equal, seldom a few apart."""
    chance = rng.random()
    if chance < 0.86:
        return sent
    change = rng.choice((-1, 1)) * (1 if chance < 0.98 else 3)
    return _answers(rng, sent.channel, sent.kind, max(1, sent.requests + change))


def _row(counterpart: str, direction: str, told: Requests) -> Row:
    return {
        "counterpart": counterpart,
        "direction": direction,
        "channel": told.channel,
        "request_type": told.kind,
        "requests": told.requests,
        "answered": told.answered,
        "answered_24h": told.within_24h,
        "answered_72h": told.within_72h,
        "median_hours": told.median_hours if told.answered else "M",
        "mla_followups": told.followed,
        "emergencies": told.urgent,
    }
