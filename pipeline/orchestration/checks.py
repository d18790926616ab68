"""Checks made from the contracts: they look for faults of ours, never for those of a country's file."""

from collections.abc import Sequence

import dagster as dg

from data_contracts.contract import COLLECTIONS
from pipeline import stages
from pipeline.settings import Settings

# Blocking: what breaks its contract is our mistake, and nothing that rests on it may be published.
COLLECTION_CHECKS = [
    dg.AssetCheckSpec(
        "holds_its_contract",
        asset=collection,
        blocking=True,
        description="Every accepted row keeps the contract of its collection.",
    )
    for collection in COLLECTIONS
]
EDITION_CHECK = dg.AssetCheckSpec(
    "keeps_its_contract",
    asset="editions",
    blocking=True,
    description="The current edition has the tables that it promises, and no small count.",
)


def check_collection(settings: Settings, *, collection: str, quarters: Sequence[str]) -> dg.AssetCheckResult:
    broken = stages.check_table(settings, collection=collection, quarters=quarters)
    return dg.AssetCheckResult(
        check_name="holds_its_contract", asset_key=collection, passed=broken == 0, metadata={"broken_rows": broken}
    )


def check_edition(settings: Settings, *, is_published: bool) -> dg.AssetCheckResult:
    """Until something has been accepted there is nothing to publish, which is no fault of anyone's."""
    problems = stages.check_edition(settings) if is_published else []
    return dg.AssetCheckResult(
        check_name="keeps_its_contract",
        asset_key="editions",
        passed=not problems,
        description="; ".join(problems),  # in words without figures
        metadata={"problems": len(problems)},
    )
