"""Rows as stewards write them, for tests: right unless a test changes one thing."""

from typing import Any

import polars as pl

from data_contracts.contract import load_contract
from pipeline.receive.delivery import Delivery, raw_columns

RIGHT: dict[str, dict[str, str]] = {
    "interventions": {
        "intervention_type": "EVT",
        "target_group": "GEN",
        "age_band": "Y15T17",
        "sex": "F",
        "offence_focus": "HCK",
        "actions": "2",
        "identified": "0",
        "invited": "40",
        "reached": "30",
        "started": "0",
        "completed": "0",
        "recontacted_12m": "M",
        "cost_eur": "1200.5",
    },
    "campaigns": {
        "campaign": "ads",
        "platform": "search",
        "impressions": "1000",
        "clicks": "100",
        "engaged": "10",
        "spend_eur": "50",
    },
    "exit_support": {
        "referral_source": "SLF",
        "age_band": "Y18T21",
        "sex": "M",
        "stock_start": "10",
        "referred": "12",
        "assessed": "11",
        "intake": "9",
        "exited_positive": "5",
        "exited_neutral": "0",
        "dropped_out": "0",
        "stock_end": "14",
        "multi_agency_plans": "8",
    },
    "contact_point_requests": {
        "counterpart": "FR",
        "direction": "RCV",
        "channel": "BUD",
        "request_type": "PRS",
        "requests": "20",
        "answered": "16",
        "answered_24h": "8",
        "answered_72h": "12",
        "median_hours": "30",
        "mla_followups": "5",
        "emergencies": "0",
    },
    "training": {
        "activity": "course-1",
        "stage": "NAT",
        "topic": "DEV",
        "profession": "POL",
        "sex": "F",
        "participants": "20",
        "trainers_new": "2",
        "trainers_active": "5",
        "respondents_end": "18",
        "useful": "15",
        "respondents_3m": "10",
        "using_3m": "7",
        "score_pre": "40",
        "score_post": "70",
        "hours": "12",
    },
    "toolkit": {
        "tool": "Stop letter",
        "status": "ACT",
        "intervention_type": "WLT",
        "last_review": "2026-05-01",
        "plan_evaluation": "Y",
        "process_evaluation": "N",
        "effect_evaluation": "N",
        "sms_level": "2",
        "emmie_effect": "1",
        "emmie_mechanism": "1",
        "emmie_moderator": "0",
        "emmie_implementation": "2",
        "emmie_economic": "0",
        "effect_size": "M",
        "effect_se": "M",
        "effect_measure": "M",
    },
    "partners": {"partner_type": "PRV", "active": "3", "joint_actions": "1", "in_kind_eur": "0"},
    "definitions": {"collection": "training", "item": "participants", "conforms": "Y"},
}


def rows(
    collection: str, *changes: dict[str, Any], submission: str = "s1", country: str = "NL", quarter: str = "2026-Q3"
) -> pl.DataFrame:
    """Raw rows of one submission, a right row a change; None empties a cell."""
    columns = raw_columns(load_contract(collection))
    blank = dict.fromkeys(columns)
    whose = {"submission": submission, "country": country, "quarter": quarter, "sheet": collection}
    found = [
        blank | whose | {"line": line} | RIGHT[collection] | change
        for line, change in enumerate(changes or ({},), start=2)
    ]
    return pl.DataFrame(found, schema=columns)


def delivery(
    submission: str = "s1",
    country: str = "NL",
    quarter: str = "2026-Q3",
    nil: frozenset[str] = frozenset(),
    **parts: list[dict[str, Any]],
) -> Delivery:
    """A delivery of right rows, each part a list of changes."""
    frames = {
        name: rows(name, *changes, submission=submission, country=country, quarter=quarter)
        for name, changes in parts.items()
    }
    return Delivery(
        submission=submission,
        kind="csv",
        country=country,
        quarter=quarter,
        parts=frames,
        nil=nil,
        records=sum(frame.height for frame in frames.values()),
    )
