"""Choose the faults of a short trial: every kind of step with every fault, every effect at least once."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import cycle

from tests.faults.effects import Step
from tests.faults.striking import BROKEN, END, EXCEPTION, FULL, KILL, TORN
from tests.faults.trials import Laboratory, Point

FAULTS = (KILL, FULL, BROKEN, EXCEPTION)
"""What can happen at any step. A write can also be torn."""


def all_points(laboratory: Laboratory) -> Iterator[Point]:
    """Every fault at every step of every stage."""
    for stage in laboratory.steps:
        yield from laboratory.points(stage, (*FAULTS, TORN))


def short_choice(
    laboratory: Laboratory, *, kinds: Sequence[str], effects: Sequence[str], spread: Mapping[str, int]
) -> list[Point]:
    """In the stages `kinds`, every kind of step with every fault, where it comes first; in the stages `effects`, every
    effect that is new, with one fault after the other; and in those of `spread`, so many steps from first to last."""
    chosen: dict[Point, None] = {}
    for stage in kinds:
        taken = {(each.step.kind, each.fault) for each in chosen}
        chosen |= dict.fromkeys(
            each for each in _firsts(laboratory, stage) if (each.step.kind, each.fault) not in taken
        )
    for stage in effects:
        known = {each.step for each in chosen}
        chosen |= dict.fromkeys(_in_turn(laboratory, stage, but=known))
    for stage, number in spread.items():
        chosen |= dict.fromkeys(_spread(laboratory, stage, number=number))
    return list(chosen)


def kinds_of(steps: Sequence[Step]) -> set[tuple[str, str]]:
    """Each kind of step with each fault that can strike there."""
    torn = {("write", TORN)} if any(step.kind == "write" for step in steps) else set()
    return {(step.kind, fault) for step in steps for fault in FAULTS if step != END} | torn | {(END.kind, KILL)}


def _firsts(laboratory: Laboratory, stage: str) -> Iterator[Point]:
    seen = set[tuple[str, str]]()
    for point in laboratory.points(stage, (*FAULTS, TORN)):
        if (point.step.kind, point.fault) not in seen:
            seen.add((point.step.kind, point.fault))
            yield point


def _in_turn(laboratory: Laboratory, stage: str, *, but: set[Step]) -> Iterator[Point]:
    faults, seen = cycle(FAULTS), {*but, END}
    for at, step in enumerate(laboratory.steps[stage]):
        if step not in seen:
            seen.add(step)
            yield Point(stage, step, at, next(faults))


def _spread(laboratory: Laboratory, stage: str, *, number: int) -> Iterator[Point]:
    faults, steps = cycle(FAULTS), laboratory.steps[stage]
    for nth in range(number):
        at = (2 * nth + 1) * (len(steps) - 1) // (2 * number)
        yield Point(stage, steps[at], at, next(faults))
