"""Synthetic figures of the collection `partners`."""

from pipeline.demo.chance import count, dice
from pipeline.demo.habits import habits
from pipeline.demo.row import Row
from pipeline.demo.sizes import level, youth

# type -> lasting partners of a usual country, actions with each, EUR in kind an action
TYPES = {"GOV": (6, 0.5, 400), "PRV": (4, 0.35, 900), "ACA": (2, 0.3, 500), "NGO": (3, 0.4, 250), "INT": (2, 0.2, 600)}


def rows(seed: int, country: str, quarter: str) -> list[Row]:
    lasting = dice(seed, "partners", country)
    rng = dice(seed, "joint_actions", country, quarter)
    found: list[Row] = []
    for kind, (partners, actions, in_kind) in TYPES.items():
        growth = level(seed, country, "partners", quarter) / youth(country) ** 0.85
        active = max(0, round((count(lasting, partners * (0.6 + 0.4 * youth(country) ** 0.4)) + 0.4) * growth))
        joint = count(rng, active * actions)
        value = round(joint * in_kind * rng.uniform(0.7, 1.3)) if habits(country).costs else "L"
        found.append({"partner_type": kind, "active": active, "joint_actions": joint, "in_kind_eur": value})
    return found
