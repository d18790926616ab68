"""Each rule's example is true: the cells that break it break it alone, and put right they break nothing."""

import csv
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from data_contracts.findings import ACCEPTED, Finding
from data_contracts.rules import INFO
from data_contracts.worked_example import Cells, WorkedExample, load_examples
from pipeline.judgement import judge
from pipeline.receive.child import file_read
from pipeline.receive.delivery import Delivery
from pipeline.receive.reader import read_file
from pipeline.receive.unpacking import unpack
from pipeline.weighing import Turn
from tests.rows import RIGHT

Reader = Callable[[str, Cells, bool], Delivery]
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)

# What no cells of one table can show, and the test that shows it.
SHOWN_ELSEWHERE = {
    "file-empty": "pipeline/receive/test_bad_files.py",
    "file-too-large": "pipeline/receive/test_bad_files.py",
    "too-many-sheets": "samples/xml_parts.py",
    "file-unreadable": "pipeline/receive/test_bad_files.py",
    "file-encrypted": "pipeline/receive/test_bad_files.py",
    "file-kind-unknown": "pipeline/receive/test_bad_files.py",
    "file-unsafe": "pipeline/receive/test_bad_files.py",
    "file-encoding": "pipeline/receive/test_bad_files.py",
    "file-reader-stopped": "pipeline/receive/test_reading_process.py",
    "rule-could-not-run": "pipeline/test_in_order.py",
    "title-says-otherwise": "pipeline/receive/test_sources.py",
    "no-collection": "pipeline/receive/test_unpacking.py",
    "template-outdated": "pipeline/receive/test_outdated.py",
    "template-older": "pipeline/receive/test_outdated.py",
    "sheet-unknown": "pipeline/receive/test_unpacking.py",
    "collection-twice": "pipeline/receive/test_unpacking.py",
    "country-wrong": "pipeline/examine/test_examination.py",
    "collection-not-in-file": "pipeline/test_cli.py",
    "text-too-long": "pipeline/examine/test_examination.py",
}
SHOWN = {rule: example for rule, example in load_examples().items() if rule not in SHOWN_ELSEWHERE}


def file_of(cells: Cells, *, whole: bool) -> list[list[str]]:
    """Header and rows of a file that holds these cells, and is right in all that they do not name."""
    right = {} if whole else {"country": cells.country, "quarter": cells.quarter, **RIGHT[cells.collection]}
    columns = [*cells.columns, *(name for name in right if name not in cells.columns)]
    return [columns, *([*row, *(right[name] for name in columns[len(row) :])] for row in cells.rows)]


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """What reads cells as a file of the name."""
    folder = tmp_path_factory.mktemp("examples")

    def deliver(name: str, cells: Cells, whole: bool) -> Delivery:
        path = folder / name
        with path.open("w", encoding="utf-8", newline="") as lines:
            csv.writer(lines).writerows(file_of(cells, whole=whole))
        return unpack(file_read(name, read_file(path)))

    return deliver


def findings_on(cells: Cells, example: WorkedExample, reader: Reader) -> tuple[Finding, ...]:
    """What is found in `cells`, after what the example says was accepted before."""
    files = [*((each, False) for each in example.before), (cells, example.whole)]
    deliveries = [reader(f"{example.rule}.{seq}", each, whole) for seq, (each, whole) in enumerate(files)]
    judged = judge([Turn(delivery, at=NOW, seq=seq) for seq, delivery in enumerate(deliveries)])
    *before, _ = judged.submissions["verdict"]
    assert before == [ACCEPTED] * len(example.before), "what was accepted before would not have been"
    return judged.findings_of(deliveries[-1].submission)


def told(finding: Finding) -> tuple[str | None, ...]:
    return finding.rule, finding.says(), finding.fix(), finding.expects()


def stand(findings: Iterable[Finding]) -> set[str]:
    """The rules that keep a file from being accepted."""
    return {each.rule for each in findings if each.blocks}


def test_every_example_shows_its_rule_or_names_the_test_that_does() -> None:
    assert {rule for rule, example in load_examples().items() if example.bad is None} == set(SHOWN_ELSEWHERE)


@pytest.mark.parametrize("rule", SHOWN_ELSEWHERE)
def test_a_rule_that_no_cells_show_is_shown_by_another_test(rule: str) -> None:
    assert f'"{rule}"' in (Path(__file__).parents[1] / SHOWN_ELSEWHERE[rule]).read_text(encoding="utf-8")


@pytest.mark.parametrize("rule", SHOWN)
def test_the_wrong_cells_break_the_rule_and_no_other(reader: Reader, rule: str) -> None:
    example = SHOWN[rule]
    assert example.bad
    findings = findings_on(example.bad, example, reader)
    assert told(example.finding) in [told(each) for each in findings]
    assert stand(findings) == ({rule} if example.finding.severity != INFO else set())
    lines = {each.line for each in findings if each.rule == rule and each.line}
    assert not lines or example.finding.found is None or example.marked is None or example.marked[0] + 1 in lines


@pytest.mark.parametrize("rule", [rule for rule, example in SHOWN.items() if example.good])
def test_the_cells_put_right_break_nothing(reader: Reader, rule: str) -> None:
    example = SHOWN[rule]
    assert example.good
    assert stand(findings_on(example.good, example, reader)) == set()
