"""Do again what was done under other contracts: in a process of its own that reads those."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from data_contracts.fingerprint import rules_hash
from pipeline.contracts_kept import unpack_contracts
from pipeline.settings import Settings

_CODE = Path(__file__).parents[1]


class EraError(Exception):
    """What was done under former contracts could not be done again; the text says where the details are."""


def by_era(
    settings: Settings,
    events: Iterable[dict[str, Any]],
    *,
    work: Callable[[Settings, Sequence[dict[str, Any]]], list[str]],
    module: str,
) -> list[str]:
    """`work` on the events of each era, which name their `contracts`; the lines that it returns, in order.

    Events of other contracts than today's are worked on by `python -m MODULE FIRST LAST` in that home, which prints
    the lines: FIRST and LAST are the places of its first and last event.
    """
    lines = []
    for contracts, mine in groupby(events, key=lambda each: str(each["contracts"])):
        era = list(mine)
        lines += work(settings, era) if contracts == rules_hash() else _apart(settings, contracts, era, module)
    return lines


def _apart(settings: Settings, contracts: str, era: Sequence[dict[str, Any]], module: str) -> list[str]:
    folder = unpack_contracts(settings, contracts, into=settings.root / "contracts")
    environment = {**os.environ, **settings.as_environment(), "COP_CONTRACTS": str(folder)}
    command = [sys.executable, "-m", module, str(era[0]["seq"]), str(era[-1]["seq"])]
    run = subprocess.run(
        command,
        check=False,
        cwd=_CODE,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if run.returncode:
        raise EraError(run.stderr.strip().splitlines()[-1] if run.stderr.strip() else f"{module}: {run.returncode}")
    return run.stdout.splitlines()
