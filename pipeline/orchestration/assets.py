"""The assets, named after their tables: each calls one stage and tells how much it did, never what it holds."""

from collections.abc import Iterator

import dagster as dg

from data_contracts.contract import COLLECTIONS
from pipeline import stages
from pipeline.orchestration.checks import COLLECTION_CHECKS, EDITION_CHECK, check_collection, check_edition
from pipeline.orchestration.partitions import ONE_RUN, QUARTERS
from pipeline.orchestration.resources import SettingsResource

# DuckDB has one writer: runs that need the warehouse wait for each other (the pool's limit is in dagster.yaml).
WAREHOUSE = "warehouse"
# What happened to be in the way (a lock, a full disk) may be gone a moment later; a fault of ours is not.
PATIENCE = dg.RetryPolicy(max_retries=1, delay=1)


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
    check_specs=COLLECTION_CHECKS,
    partitions_def=QUARTERS,
    backfill_policy=ONE_RUN,
    pool=WAREHOUSE,
    retry_policy=PATIENCE,
)
def examine(context: dg.AssetExecutionContext, office: SettingsResource) -> Iterator[dg.MaterializeResult]:
    settings, quarters = office.read(), list(context.partition_keys)
    stages.collect_inbox(settings, now=office.now())
    examined = stages.examine_pending(settings, now=office.now())
    yield dg.MaterializeResult(
        asset_key="submissions",
        metadata={"examined": examined.submissions, "accepted": examined.accepted, "returned": examined.returned},
    )
    yield dg.MaterializeResult(asset_key="findings", metadata={"findings": examined.findings})
    for collection in COLLECTIONS:
        checked = check_collection(settings, collection=collection, quarters=quarters)
        yield dg.MaterializeResult(asset_key=collection, check_results=[checked])


@dg.asset(
    deps=COLLECTIONS,
    partitions_def=QUARTERS,
    backfill_policy=ONE_RUN,
    pool=WAREHOUSE,
    retry_policy=PATIENCE,
    description="Every indicator before protection: confidential.",
)
def indicators(context: dg.AssetExecutionContext, office: SettingsResource) -> dg.MaterializeResult:
    rows = stages.calculate(office.read(), quarters=list(context.partition_keys), now=office.now())
    return dg.MaterializeResult(metadata={"rows": rows})


@dg.asset(
    deps=["indicators"],
    partitions_def=QUARTERS,
    backfill_policy=ONE_RUN,
    pool=WAREHOUSE,
    retry_policy=PATIENCE,
    description="Every indicator as it may be shown.",
)
def protected_indicators(context: dg.AssetExecutionContext, office: SettingsResource) -> dg.MaterializeResult:
    protected = stages.protect(office.read(), quarters=list(context.partition_keys), now=office.now())
    return dg.MaterializeResult(metadata={"rows": protected.rows, "hidden": protected.hidden})


@dg.asset(
    deps=["protected_indicators"],
    check_specs=[EDITION_CHECK],
    pool=WAREHOUSE,
    retry_policy=PATIENCE,
    description="What is published: the current edition and those before it.",
)
def editions(office: SettingsResource) -> dg.MaterializeResult:
    settings = office.read()
    published = stages.publish(settings, now=office.now())
    return dg.MaterializeResult(
        metadata={"edition": published.edition if published else "none yet"},
        check_results=[check_edition(settings, is_published=published is not None)],
    )
