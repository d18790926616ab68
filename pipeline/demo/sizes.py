"""How large a country's work on a topic is in a quarter: its youth, its own lasting effect, trend, season, noise."""

from functools import cache
from math import exp

from data_contracts.duties import load_population, owed
from pipeline.demo.chance import dice

EPOCH = "2023-Q3"  # when the network began
SEASONS = {  # first to fourth quarter
    "school": (1.15, 1.05, 0.5, 1.3),
    "person": (1.0, 1.05, 0.9, 1.05),
    "advert": (0.9, 1.0, 1.0, 1.1),
    "request": (1.0, 1.0, 0.9, 1.1),
    "training": (0.9, 1.2, 0.6, 1.3),
}


@cache
def members_in(quarter: str) -> tuple[str, ...]:
    """The countries that are members in the quarter."""
    return tuple(owed([quarter]).get_column("country").unique().sort())


@cache
def youth(country: str) -> float:
    """Million people of 12 to 25 in 2025."""
    row = load_population().filter(country=country, year=2025, sex="_T")
    return float(row.get_column("population_12_25").item()) / 1e6


def age(quarter: str) -> int:
    """Quarters since the network began."""
    years = int(quarter[:4]) - int(EPOCH[:4])
    return years * 4 + int(quarter[-1]) - int(EPOCH[-1])


@cache
def level(seed: int, country: str, topic: str, quarter: str, *, season: str = "person") -> float:
    """Around 1 for a usual country with a million people of 12 to 25; less than proportional in larger ones."""
    lasting = dice(seed, "level", country, topic)
    effect, growth = exp(lasting.gauss(0, 0.3)), lasting.uniform(0.0, 0.05)
    noise = exp(dice(seed, "noise", country, topic, quarter).gauss(0, 0.1))
    return (
        youth(country) ** 0.85 * effect * (1 + growth) ** age(quarter) * SEASONS[season][int(quarter[-1]) - 1] * noise
    )
