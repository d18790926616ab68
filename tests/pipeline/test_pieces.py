"""A row that comes in pieces, an observation a line, is answered at the line of each piece."""

from datetime import UTC, datetime
from pathlib import Path

from pipeline import door
from tests.pipeline.receive.making import text
from tests.pipeline.receive.observing import long_form

NOW = datetime(2026, 10, 12, tzinfo=UTC)


def test_findings_and_tidyings_stand_at_the_line_of_their_own_observation(tmp_path: Path) -> None:
    change = {"country": "NL", "useful": "some", "score_pre": "45,5", "using_3m": "999"}
    data = text(long_form({"training": [{**change}]}))
    answer = door.check(door.load_settings(tmp_path), data, "file.csv", now=NOW)
    found = {each.rule: each for each in answer.findings if each.blocks}
    lines = {row.split(",")[10]: line for line, row in enumerate(data.decode().splitlines(), start=1)}
    assert found["not-a-number"].address == f"L{lines['USEFUL']}"
    assert found["using-within-respondents-3m"].address == f"L{lines['USING_3M']}"
    (comma,) = (each for each in answer.tidied if each.id == "decimal-comma")
    assert comma.address == f"L{lines['SCORE_PRE']}"
    assert answer.collections == {"training": 1}
