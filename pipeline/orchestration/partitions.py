"""The quarters of the calendar as partitions, and how one run is asked for several of them."""

import warnings
from collections.abc import Iterable, Mapping

import dagster as dg

from data_contracts.duties import load_calendar

# One run for a range of quarters is what makes a batch cheap; the parameter has been "in beta" for years.
warnings.filterwarnings("ignore", message="Parameter `backfill_policy`", category=dg.BetaWarning)

QUARTERS = dg.StaticPartitionsDefinition(load_calendar().get_column("quarter").to_list())
ONE_RUN = dg.BackfillPolicy.single_run()

_FIRST, _LAST = "dagster/asset_partition_range_start", "dagster/asset_partition_range_end"


def range_tags(quarters: Iterable[str]) -> Mapping[str, str]:
    """The tags of one run over everything from the earliest to the latest of `quarters`."""
    wanted = sorted(quarters)
    return {_FIRST: wanted[0], _LAST: wanted[-1]}


def range_of(tags: Mapping[str, str]) -> list[str]:
    """The first and the last of the quarters that a run's tags ask for, once where they are one."""
    return list(dict.fromkeys(tags[name] for name in (_FIRST, _LAST) if name in tags))
