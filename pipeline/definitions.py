"""Everything that Dagster loads, listed by hand: what is not in this list does not run."""

import dagster as dg

from pipeline.orchestration import assets, automation, upkeep
from pipeline.orchestration.resources import SettingsResource

definitions = dg.Definitions(
    assets=[
        assets.examine,
        assets.indicators,
        assets.protected_indicators,
        assets.editions,
        upkeep.reminders,
        upkeep.proofs,
        upkeep.backups,
    ],
    jobs=[automation.inbox_to_edition, automation.remind_members, automation.verify, automation.back_up],
    schedules=[automation.nightly, automation.letters, automation.weekly_proof, automation.weekly_backup],
    sensors=[automation.inbox, automation.failed_runs],
    resources={"office": SettingsResource()},
    executor=dg.in_process_executor,  # the stages follow each other; a process each would only cost start-up
)
