"""What LibreOffice writes in four countries, as XLSX, ODS, XLS and CSV, is read to the same rows without a finding."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.judgement import Turn, answer_of, judge
from pipeline.receive.child import file_read
from pipeline.receive.reader import read_file
from pipeline.receive.unpacking import unpack
from tests.pipeline.receive.golden import COUNTRIES, FOLDER, KINDS, QUARTER, make, rows
from tests.pipeline.template.filling import rows_of

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


def assert_read_as_meant(path: Path, language: str, kind: str) -> None:
    delivery = unpack(file_read("s1", read_file(path)))
    answer = answer_of(judge([Turn(delivery, at=NOW, sender=COUNTRIES[language])]), delivery)
    assert {each.rule for each in answer.findings} <= {"collection-not-in-file"}  # of those that it owes besides
    assert (answer.kind, answer.country, answer.quarter) == (kind, COUNTRIES[language], QUARTER)
    meant = rows(language)
    assert rows_of(delivery) == ({"toolkit": meant["toolkit"]} if kind == "csv" else meant)


@pytest.mark.parametrize("language", COUNTRIES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_golden_file_is_read_as_it_was_meant(language: str, kind: str) -> None:
    assert_read_as_meant(FOLDER / f"{language}.{kind}", language, kind)


@pytest.mark.office
def test_what_libreoffice_writes_today_is_read_as_the_golden_files_are(tmp_path: Path) -> None:
    made = ("ods", "csv")
    make(tmp_path, "pl", kinds=made)
    for kind in made:
        assert_read_as_meant(tmp_path / f"pl.{kind}", "pl", kind)
