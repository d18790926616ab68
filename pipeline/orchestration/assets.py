"""The assets, named after their tables: each calls one stage and tells how much it did, never what it holds."""

from collections.abc import Iterator

import dagster as dg

from data_contracts.contract import COLLECTIONS
from pipeline import soundness, stages
from pipeline.orchestration.checks import (
    CHAIN_CHECK,
    COLLECTION_CHECKS,
    EDITION_CHECKS,
    check_chain,
    check_collection,
    check_editions,
)
from pipeline.orchestration.partitions import ONE_RUN, QUARTERS
from pipeline.orchestration.patience import patience
from pipeline.orchestration.resources import SettingsResource

# DuckDB has one writer: runs that need the warehouse wait for each other (the pool's limit is in dagster.yaml).
WAREHOUSE = "warehouse"


@dg.multi_asset(
    name="examine",
    specs=[
        dg.AssetSpec("submissions", description="Every file received, and the verdict on it."),
        dg.AssetSpec("findings", deps=["submissions"], description="What is wrong with them, and where."),
        *(
            dg.AssetSpec(collection, deps=["submissions"], description="Accepted rows, every version.")
            for collection in COLLECTIONS
        ),
    ],
    check_specs=[CHAIN_CHECK, *COLLECTION_CHECKS],
    partitions_def=QUARTERS,
    backfill_policy=ONE_RUN,
    pool=WAREHOUSE,
)
def examine(context: dg.AssetExecutionContext, office: SettingsResource) -> Iterator[dg.MaterializeResult]:
    settings, quarters = office.read(), list(context.partition_keys)
    with patience(context):
        stages.sweep(settings)
        stages.collect_inbox(settings, now=office.now())
        examined = stages.examine_pending(settings, now=office.now())
        held = stages.check_tables(settings, quarters=quarters)
        chain = check_chain(settings)
    yield dg.MaterializeResult(
        asset_key="submissions",
        metadata={"examined": examined.submissions, "accepted": examined.accepted, "returned": examined.returned},
        check_results=[chain],
    )
    yield dg.MaterializeResult(asset_key="findings", metadata={"findings": examined.findings})
    for collection, found in held.items():
        checked = check_collection(collection, broken=found.broken)
        yield dg.MaterializeResult(asset_key=collection, metadata={"rows": found.rows}, check_results=[checked])


@dg.asset(
    deps=COLLECTIONS,
    partitions_def=QUARTERS,
    backfill_policy=ONE_RUN,
    pool=WAREHOUSE,
    description="Every indicator before protection: confidential.",
)
def indicators(context: dg.AssetExecutionContext, office: SettingsResource) -> dg.MaterializeResult:
    quarters = list(context.partition_keys)
    with patience(context):
        rows = stages.calculate(office.read(), quarters=quarters, now=office.now())
    return dg.MaterializeResult(metadata={"rows": rows, "quarters": len(quarters)})


@dg.asset(
    deps=["indicators"],
    partitions_def=QUARTERS,
    backfill_policy=ONE_RUN,
    pool=WAREHOUSE,
    description="Every indicator as it may be shown.",
)
def protected_indicators(context: dg.AssetExecutionContext, office: SettingsResource) -> dg.MaterializeResult:
    with patience(context):
        protected = stages.protect(office.read(), quarters=list(context.partition_keys), now=office.now())
    share = round(100 * protected.hidden / protected.rows, 1) if protected.rows else 0.0
    return dg.MaterializeResult(metadata={"rows": protected.rows, "hidden": protected.hidden, "hidden_pct": share})


@dg.asset(
    deps=["protected_indicators"],
    check_specs=EDITION_CHECKS,
    pool=WAREHOUSE,
    description="What is published: the current edition and those before it.",
)
def editions(context: dg.AssetExecutionContext, office: SettingsResource) -> dg.MaterializeResult:
    settings = office.read()
    with patience(context):
        published = stages.publish(settings, now=office.now())
        held = soundness.contents(settings) if published else None
        checked = check_editions(settings, is_published=published is not None)
    return dg.MaterializeResult(
        metadata=_about(held) | {"is_new": bool(published and published.is_new)}, check_results=checked
    )


def _about(held: soundness.Contents | None) -> dict[str, dg.MetadataValue | str | int | float | bool]:
    """What the edition holds, in numbers that a chart over time can show; nothing that is not published."""
    if held is None:
        return {"edition": "none yet"}
    rows = [f"| {quarter} | {state} | {count} |" for quarter, state, count in held.states.iter_rows()]
    return {
        "edition": held.edition,
        "figures": held.figures,
        "hidden": held.hidden,
        "members": held.members,
        "quarters": held.quarters,
        "owed": held.owed,
        "delivered": held.delivered,
        "coverage_pct": held.coverage_pct,
        "deliveries": dg.MetadataValue.md("\n".join(["| quarter | state | collections |", "|---|---|---|", *rows])),
    }
