"""What every run is given: the settings of this installation, and the clock."""

from datetime import UTC, datetime

import dagster as dg

from pipeline.settings import Settings


class SettingsResource(dg.ConfigurableResource):
    """Settings come from the environment (`COP_…`), as they do for the command line; `moment` stops the clock."""

    moment: str | None = None

    def read(self) -> Settings:
        return Settings()

    def now(self) -> datetime:
        return datetime.fromisoformat(self.moment) if self.moment else datetime.now(UTC)
