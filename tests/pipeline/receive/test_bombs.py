"""Files made to do harm: each is answered in a sentence or read safely, and whoever asked lives on."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from data_contracts import LANGUAGES
from data_contracts.characters import FORBIDDEN
from pipeline.receive.unpacking import deliver
from pipeline.settings import Settings
from tests.samples.bombs import FAMILIES
from tests.samples.sample import Sample, answered

TOGETHER = 20  # files that lie on the disk at a time


@pytest.mark.parametrize("family", FAMILIES)
def test_each_is_answered_as_it_should_be(tmp_path: Path, family: Callable[[], Iterator[Sample]]) -> None:
    # None of them is left to the limit on time: it would be another one on another machine.
    settings, samples = Settings(home=tmp_path, reader_seconds=600), list(family())
    wrong = []
    for start in range(0, len(samples), TOGETHER):
        some = {sample.name: sample for sample in samples[start : start + TOGETHER]}
        paths = [tmp_path / str(at) for at in range(len(some))]
        for path, sample in zip(paths, some.values(), strict=True):
            sample.write(path)
        found = list(deliver(list(zip(some, paths, strict=True)), settings=settings))
        assert sorted(each.submission for each in found) == sorted(some)
        for delivery in found:
            if (answer := answered(delivery)) not in some[delivery.submission].answers:
                wrong.append((delivery.submission, answer))
            for finding in delivery.findings[:10]:
                said = [part for language in LANGUAGES for part in (finding.says(language), finding.fix(language))]
                assert all(len(part) > 10 and not FORBIDDEN.search(part) for part in said), finding
        for path in paths:
            path.unlink()
    assert wrong == []


def test_there_are_many_and_no_two_of_one_name() -> None:
    names = [sample.name for family in FAMILIES for sample in family()]
    assert len(names) == len(set(names)) > 250
