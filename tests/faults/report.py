"""What came of the faults, as a table: points x faults x survivals."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from tests.faults.effects import Step
from tests.faults.striking import END
from tests.faults.trials import KINDS, Trial

_COLUMNS = ("steps", "effects", "faults", "survived", *KINDS)


def table(steps: Mapping[str, Sequence[Step]], trials: Iterable[Trial]) -> str:
    """A line a stage, and one for all of them; then a line a fault."""
    trials = list(trials)
    lines = [_line("stage", _COLUMNS)]
    for stage, found in steps.items():
        mine = [each for each in trials if each.point.stage == stage]
        lines.append(_line(stage, _counts(found, mine)))
    lines.append(_line("all", _counts([step for found in steps.values() for step in found], trials)))
    lines += ["", _line("fault", _COLUMNS[2:])]
    for fault in Counter(each.point.fault for each in trials):
        mine = [each for each in trials if each.point.fault == fault]
        lines.append(_line(fault, _counts([], mine)[2:]))
    return "\n".join(lines)


def _counts(steps: Sequence[Step], trials: Sequence[Trial]) -> list[int]:
    survived = sum(each.is_survived for each in trials)
    bad = [sum(bool(getattr(each, kind)) for each in trials) for kind in KINDS]
    return [len(steps) - steps.count(END), len({*steps} - {END}), len(trials), survived, *bad]


def _line(name: str, values: Iterable[object]) -> str:
    return f"{name:<28}" + "".join(f"{value!s:>10}" for value in values)
