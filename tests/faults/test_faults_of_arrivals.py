"""What arrives and what is said of it outlasts a fault at every kind of step that touches the disk."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.choosing import FAULTS, kinds_of, short_choice
from tests.faults.damaging import DAMAGES, points_with_logs, to_logs
from tests.faults.scenario import ARRIVALS
from tests.faults.striking import TORN
from tests.faults.trials import Laboratory, Point, laboratory

KINDS = ("a token is made", "a token is revoked", "a file is dropped", "a file is sent")
SPREAD = {"files are examined": 5, "a finding is explained": 2, "an error is set aside": 2, "a rule is waived": 2}


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Laboratory]:
    with laboratory(tmp_path_factory.mktemp("faults")) as mine:
        mine.explore([stage.name for stage in ARRIVALS])
        yield mine


@pytest.fixture(scope="module")
def chosen(here: Laboratory) -> list[Point]:
    return short_choice(here, kinds=KINDS, effects=KINDS, spread=SPREAD)


@pytest.mark.parametrize("stage", [*KINDS, *SPREAD])
def test_nothing_is_lost_doubled_or_torn_when(here: Laboratory, chosen: list[Point], stage: str) -> None:
    found = [here.attempt(point) for point in chosen if point.stage == stage]
    assert found
    assert "\n".join(str(each) for each in found if not each.is_survived) == ""


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_log_that_a_kill_left_and_that_is_damaged_loses_nothing(
    here: Laboratory, damage: Callable[[Path], None]
) -> None:
    points = points_with_logs(here, "a file is sent")
    found = [here.attempt(point, then=to_logs(damage)) for point in points]
    assert found
    assert "\n".join(str(each) for each in found if not each.is_survived) == ""


def test_every_kind_of_step_meets_every_fault(here: Laboratory, chosen: list[Point]) -> None:
    found = [step for stage in KINDS for step in here.steps[stage]]
    assert {(each.step.kind, each.fault) for each in chosen} >= kinds_of(found)
    assert {step.kind for step in found} >= {"open", "write", "fsync", "rename", "unlink", "mkdir", "sqlite COMMIT"}
    assert {each.fault for each in chosen} == {*FAULTS, TORN}
    assert len(chosen) >= 100
