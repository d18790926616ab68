"""Every night all open quarters are gone over, whatever arrived during the day."""

import dagster as dg

from data_contracts.duties import open_quarters
from pipeline.orchestration import automation
from tests.pipeline.orchestration.installation import NOW, Installation


def test_the_night_goes_over_every_open_quarter(installation: Installation) -> None:
    with dg.build_schedule_context(
        instance=installation.instance, scheduled_execution_time=NOW, resources={"office": installation.office}
    ) as context:
        request = automation.nightly(context)
    quarters = open_quarters(on=NOW.date())
    assert request.tags == {
        "dagster/asset_partition_range_start": quarters[0],
        "dagster/asset_partition_range_end": quarters[-1],
    }
