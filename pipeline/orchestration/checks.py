"""Checks made from the contracts: they look for faults of ours, never for those of a country's file."""

from collections.abc import Mapping

import dagster as dg

from data_contracts.contract import COLLECTIONS
from pipeline import soundness, stages
from pipeline.settings import Settings

# Blocking: what breaks its contract is our mistake, and nothing that rests on it may be published. A check of the last
# asset blocks nothing more, but fails the run, and so rings the operator's bell.
CHAIN_CHECK = dg.AssetCheckSpec(
    "follows_from_its_ledger",
    asset="submissions",
    blocking=True,
    description="Every event of the ledger follows from the one before it: none was altered, lost or put in.",
)
COLLECTION_CHECKS = [
    dg.AssetCheckSpec(
        "holds_its_contract",
        asset=collection,
        blocking=True,
        description="Every accepted row keeps the contract of its collection.",
    )
    for collection in COLLECTIONS
]
EDITION_CHECKS = [
    dg.AssetCheckSpec(name, asset="editions", blocking=True, description=description)
    for name, description in {
        "keeps_its_contract": "The current edition has the tables that it promises, and no small count.",
        "keeps_what_was_delivered": "Nothing that the edition before had is gone, unless somebody withdrew it.",
        "totals_equal_their_parts": "The network is the sum of its countries, a whole that of its breakdowns.",
    }.items()
]


def check_chain(settings: Settings) -> dg.AssetCheckResult:
    broken = soundness.broken_chain(settings)
    metadata = {} if broken is None else {"event": broken}
    return dg.AssetCheckResult(
        check_name=CHAIN_CHECK.name, asset_key="submissions", passed=broken is None, metadata=metadata
    )


def check_collection(collection: str, *, broken: int) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        check_name="holds_its_contract", asset_key=collection, passed=broken == 0, metadata={"broken_rows": broken}
    )


def check_editions(settings: Settings, *, is_published: bool) -> list[dg.AssetCheckResult]:
    """Until something has been accepted there is nothing to publish, which is no fault of anyone's."""
    problems = stages.check_edition(settings) if is_published else []
    found: Mapping[str, tuple[int, str]] = {
        "keeps_its_contract": (len(problems), "; ".join(problems)),  # in words without figures
        "keeps_what_was_delivered": (soundness.lost_deliveries(settings), ""),
        "totals_equal_their_parts": (soundness.unequal_totals(settings), ""),
    }
    return [
        dg.AssetCheckResult(
            check_name=name, asset_key="editions", passed=not count, description=words, metadata={"problems": count}
        )
        for name, (count, words) in found.items()
    ]
