"""Synthetic figures of the collection `exit_support`: clients who come, stay and leave, quarter after quarter."""

from functools import cache
from itertools import product
from random import Random

from data_contracts.quarters import shift
from pipeline.demo.chance import count, dice, part, split
from pipeline.demo.habits import EXIT_SUPPORT_SINCE, habits
from pipeline.demo.row import Row, with_totals
from pipeline.demo.sizes import EPOCH, level

SOURCES = {"SLF": 0.24, "FAM": 0.12, "SCH": 0.14, "POL": 0.26, "SOC": 0.12, "PRB": 0.09, "PRV": 0.02, "OTH": 0.01}
AGES = {"Y12T14": 0.08, "Y15T17": 0.34, "Y18T21": 0.38, "Y22T25": 0.2}
SEXES = {"F": 0.14, "M": 0.86}
FLOWS = ("stock_start", "referred", "assessed", "intake", "exited_positive", "exited_neutral", "dropped_out")
MEASURES = (*FLOWS, "stock_end", "multi_agency_plans")


def rows(seed: int, country: str, quarter: str) -> list[Row]:
    """A country's rows; none where nothing at all happened, which is a nil return."""
    rng = dice(seed, "zeros", country, quarter)
    cells = _clients(seed, country, quarter)
    told = [cell for cell in cells if any(cell[each] for each in MEASURES)]
    if not told:
        return []
    told = [cell for cell in cells if any(cell[each] for each in MEASURES) or rng.random() < 0.06]
    return with_totals(told, over="sex", measures=MEASURES) if habits(country).totals else told


@cache
def _clients(seed: int, country: str, quarter: str) -> list[Row]:
    """Every source, age and sex, zeros included; each starts with the clients that the quarter before ended with."""
    sexes = SEXES if habits(country).sex else {"_T": 1.0}
    cells = list(product(SOURCES, AGES, sexes))
    since = EXIT_SUPPORT_SINCE.get(country, EPOCH)
    if quarter < since:
        return []
    before = _clients(seed, country, shift(quarter, by=-1)) or [{"stock_end": 0}] * len(cells)
    rng = dice(seed, "exit_support", country, quarter)
    referred = split(
        rng,
        count(rng, 7 * level(seed, country, "exit_support", quarter)),
        [SOURCES[source] * AGES[age] * sexes[sex] for source, age, sex in cells],
    )
    return [
        {"referral_source": source, "age_band": age, "sex": sex, **_flow(rng, int(past["stock_end"]), come)}
        for (source, age, sex), past, come in zip(cells, before, referred, strict=True)
    ]


def _flow(rng: Random, stock: int, referred: int) -> Row:
    assessed = part(rng, referred, 0.85)
    intake = part(rng, assessed, 0.72)
    positive, neutral, dropped = split(rng, part(rng, stock, 0.24), (0.56, 0.22, 0.22))
    return {
        "stock_start": stock,
        "referred": referred,
        "assessed": assessed,
        "intake": intake,
        "exited_positive": positive,
        "exited_neutral": neutral,
        "dropped_out": dropped,
        "stock_end": stock + intake - positive - neutral - dropped,
        "multi_agency_plans": part(rng, intake, 0.45),
    }
