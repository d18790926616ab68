"""The same mistake is found in every kind of file: the example of each rule, written in each of them."""

import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import xlsxwriter

from data_contracts.findings import ACCEPTED
from data_contracts.worked_example import WorkedExample
from pipeline.judgement import judge
from pipeline.receive.child import file_read
from pipeline.receive.reader import read_file
from pipeline.receive.unpacking import unpack
from pipeline.weighing import Turn
from tests.pipeline.receive.old_workbooks import old_workbook
from tests.pipeline.receive.opendocuments import opendocument
from tests.pipeline.test_worked_examples import SHOWN, file_of

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
Rows = list[list[str]]

# In a workbook, a text that looks like a formula, an error or a percentage is only a text; and there is no SDMX.
ONLY_IN_TEXT = {"formula-error", "formula-without-value", "percent-cell"} | {
    *("sdmx-action", "sdmx-value", "measure-unknown", "conf-status-kept")
}


def in_text(_: str, rows: Rows) -> bytes:
    """As Excel writes it in most of Europe."""
    quoted = (";".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    return "\r\n".join(quoted).encode("utf-8-sig")


def in_workbook(name: str, rows: Rows) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet(name)
        for line, row in enumerate(rows):
            for at, cell in enumerate(row):
                sheet.write_string(line, at, cell)
    return target.getvalue()


KINDS: dict[str, Callable[[str, Rows], bytes]] = {
    "csv": in_text,
    "xlsx": in_workbook,
    "ods": lambda name, rows: opendocument({name: rows}),
    "xls": lambda name, rows: old_workbook({name: rows}),
}


def rules_found(example: WorkedExample, kind: str, folder: Path) -> set[str]:
    """The rules that stand in the way of the example's wrong cells, written in this kind of file."""
    assert example.bad
    turns = []
    for seq, cells in enumerate([*example.before, example.bad]):
        whole = example.whole and cells is example.bad
        path = folder / f"{example.rule}.{seq}.{kind}"
        path.write_bytes(KINDS[kind](cells.collection, file_of(cells, whole=whole)))
        delivery = unpack(file_read(path.name, read_file(path)))
        turns.append(Turn(delivery, at=NOW, seq=seq))
    judged = judge(turns)
    *before, _ = judged.submissions["verdict"]
    assert before == [ACCEPTED] * len(example.before)
    return {each.rule for each in judged.findings_of(turns[-1].submission) if each.blocks}


@pytest.mark.parametrize("kind", KINDS)
def test_every_rule_is_broken_by_the_same_cells_in_this_kind_of_file(kind: str, tmp_path: Path) -> None:
    left_out = set() if kind == "csv" else ONLY_IN_TEXT
    asked = {rule: each for rule, each in SHOWN.items() if each.finding.severity != "INFO" and rule not in left_out}
    found = {rule: rules_found(example, kind, tmp_path) for rule, example in asked.items()}
    assert found == {rule: {rule} for rule in asked}
    assert len(found) >= 60
