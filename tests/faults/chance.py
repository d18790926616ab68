"""Whole runs that are killed by chance: at any step, or at any moment, also within what SQLite and DuckDB do."""

import random
from collections.abc import Iterator

from tests.faults.scenario import WHOLE
from tests.faults.striking import KILL
from tests.faults.trials import Laboratory, Point, Trial

MOST_SECONDS = 3.0
"""By when a run that nothing disturbs is over, on a quiet machine."""


def killed_by_chance(laboratory: Laboratory, *, number: int, seed: int) -> Iterator[Trial]:
    """As many runs, every other one killed at a step, the others at a moment."""
    chance = random.Random(seed)
    (stage,) = (each.name for each in WHOLE)
    laboratory.explore([stage])
    steps = laboratory.steps[stage]
    for nth in range(number):
        if nth % 2:
            yield laboratory.kill_after(stage, round(chance.uniform(0, MOST_SECONDS), 3))
        else:
            at = chance.randrange(len(steps))
            yield laboratory.attempt(Point(stage, steps[at], at, KILL))
