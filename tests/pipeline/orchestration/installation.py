"""An installation of a test's own, with Dagster's home as the service prepares it and a clock that stands still."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg

from pipeline.definitions import definitions
from pipeline.orchestration import automation
from pipeline.orchestration.home import prepare
from pipeline.orchestration.resources import SettingsResource
from pipeline.settings import Settings

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HEADER = "country,quarter,campaign,platform,impressions,clicks,engaged,spend_eur\n"


@dataclass(frozen=True)
class Installation:
    settings: Settings
    office: SettingsResource
    instance: dg.DagsterInstance

    def drop(self, country: str, quarter: str, *, impressions: int = 80_000, text: str | None = None) -> None:
        """Puts a file in the inbox: one campaign, or what `text` says instead."""
        row = f"{country},{quarter},spring,SEARCH,{impressions},6000,900,4000\n"
        self.settings.inbox.mkdir(parents=True, exist_ok=True)
        path = self.settings.inbox / f"{country}_{quarter}_{impressions}.csv"
        path.write_text(HEADER + row if text is None else text, encoding="utf-8")
        os.utime(path, (0, 0))  # it has lain still for long

    def look(self) -> dg.RunRequest | dg.SkipReason:
        """What the inbox sensor says now."""
        with dg.build_sensor_context(
            instance=self.instance, resources={"office": self.office}, definitions=definitions
        ) as context:
            said = automation.inbox(context)
        assert isinstance(said, dg.RunRequest | dg.SkipReason)
        return said

    def request(self) -> dg.RunRequest:
        """The run that the inbox sensor asks for now."""
        said = self.look()
        assert isinstance(said, dg.RunRequest), said
        return said

    def execute(self, request: dg.RunRequest) -> dg.ExecuteInProcessResult:
        """Runs what was asked for, in this process."""
        job = definitions.resolve_job_def("inbox_to_edition")
        return job.execute_in_process(
            instance=self.instance, tags=dict(request.tags), resources={"office": self.office}, raise_on_error=False
        )


@contextmanager
def installed(home: Path) -> Iterator[Installation]:
    settings = Settings(home=home)
    prepare(settings, now=NOW)
    with dg.DagsterInstance.from_config(str(settings.dagster)) as instance:
        yield Installation(settings, SettingsResource(home=str(home), moment=NOW.isoformat()), instance)
