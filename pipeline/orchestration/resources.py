"""What every run is given: the settings of this installation, and the clock."""

from datetime import UTC, datetime
from pathlib import Path

import dagster as dg

from pipeline.journal import stand_by
from pipeline.settings import Settings


class SettingsResource(dg.ConfigurableResource):
    """Settings come from the environment (`COP_…`) and the computer's clock; a test gives both (ISO 8601)."""

    home: str | None = None
    moment: str | None = None

    def setup_for_execution(self, context: dg.InitResourceContext) -> None:
        stand_by(run=context.run.run_id if context.run else None)

    def teardown_after_execution(self, context: dg.InitResourceContext) -> None:
        stand_by(run=None)

    def read(self) -> Settings:
        return Settings(home=Path(self.home)) if self.home else Settings()

    def now(self) -> datetime:
        return datetime.fromisoformat(self.moment) if self.moment else datetime.now(UTC)
