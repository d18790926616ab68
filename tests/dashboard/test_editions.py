"""Editions are followed by their pointer, opened read-only, and read whole or not at all."""

from pathlib import Path

import duckdb
import polars as pl
import pytest

from dashboard import editions
from data_contracts.edition import NETWORK
from tests.dashboard.example import EDITION, LATEST, figure, hidden, point_to, write_edition

OTHER = "fedcba9876543210"


def test_no_pointer_is_no_edition(tmp_path: Path) -> None:
    assert editions.current_edition(tmp_path) is None


def test_the_pointer_names_the_edition(tmp_path: Path) -> None:
    write_edition(tmp_path)
    edition = editions.current_edition(tmp_path)
    assert edition is not None
    assert (edition.id, edition.latest_quarter, edition.threshold, edition.synthetic) == (EDITION, LATEST, 5, True)


def test_when_the_pointer_moves_the_next_call_reads_the_new_edition(tmp_path: Path) -> None:
    write_edition(tmp_path)
    old = editions.current_edition(tmp_path)
    write_edition(tmp_path, edition=OTHER, indicators=[figure("INT_02", NETWORK, 1)])
    new = editions.current_edition(tmp_path)
    assert old is not None
    assert new is not None
    assert new.id == OTHER
    assert editions.figures(new, countries=(NETWORK,))["value"].to_list() == [1]
    assert editions.figures(old, countries=("NL",), indicators=("INT_02",))["value"].to_list() == [1234]


def test_a_file_that_no_pointer_names_is_never_opened(tmp_path: Path) -> None:
    write_edition(tmp_path)
    (tmp_path / f"{OTHER}.duckdb").write_bytes(b"still being written")
    edition = editions.current_edition(tmp_path)
    assert edition is not None
    assert edition.id == EDITION


@pytest.mark.parametrize("name", ["", "../secret.duckdb", "/etc/passwd", "0123456789abcdef.duckdb.tmp", "x" * 5000])
def test_a_pointer_that_names_no_edition_opens_nothing(tmp_path: Path, name: str) -> None:
    point_to(tmp_path, name)
    assert editions.current_edition(tmp_path) is None


def test_a_pointer_to_a_file_that_is_gone_is_no_edition(tmp_path: Path) -> None:
    point_to(tmp_path, f"{OTHER}.duckdb")
    assert editions.current_edition(tmp_path) is None
    assert not (tmp_path / f"{OTHER}.duckdb").exists()


def test_a_file_that_is_not_the_edition_of_its_name_is_no_edition(tmp_path: Path) -> None:
    path = write_edition(tmp_path)
    path.rename(tmp_path / f"{OTHER}.duckdb")
    point_to(tmp_path, f"{OTHER}.duckdb")
    assert editions.current_edition(tmp_path) is None


def test_half_a_file_is_no_edition(tmp_path: Path) -> None:
    whole = write_edition(tmp_path).read_bytes()
    (tmp_path / f"{OTHER}.duckdb").write_bytes(whole[: len(whole) // 2])
    point_to(tmp_path, f"{OTHER}.duckdb")
    assert editions.current_edition(tmp_path) is None


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (x INTEGER)",
        "DELETE FROM indicators",
        "SELECT * FROM read_csv('/etc/passwd')",
        "ATTACH ':memory:' AS other; COPY indicators TO '/tmp/x.csv'",
        "SET enable_external_access = true",
        "INSTALL httpfs",
    ],
)
def test_an_open_edition_neither_changes_nor_reaches_outside(tmp_path: Path, statement: str) -> None:
    path = write_edition(tmp_path)
    assert editions.current_edition(tmp_path) is not None
    with pytest.raises(duckdb.Error):
        editions._connection(path).cursor().execute(statement)


def test_a_hidden_figure_has_no_value_whatever_the_file_holds(tmp_path: Path) -> None:
    write_edition(tmp_path, indicators=[hidden("INT_02", "NL"), hidden("INT_02", "NL", quarter="2025-Q3")])
    found = _figures(tmp_path, indicators=("INT_02",))
    assert found.height == 2
    assert found.select("value", "numerator", "denominator", "year_before").null_count().row(0) == (2, 2, 2, 2)


def test_a_figure_comes_with_that_of_the_same_quarter_a_year_before(tmp_path: Path) -> None:
    rows = [figure("INT_02", "NL", 10, quarter="2025-Q3"), figure("INT_02", "NL", 12), figure("INT_02", "FI", 3)]
    write_edition(tmp_path, indicators=rows)
    found = _figures(tmp_path, quarter=LATEST)
    assert found.select("country", "value", "year_before").rows() == [("FI", 3, None), ("NL", 12, 10)]


def test_a_breakdown_is_asked_for_by_name(tmp_path: Path) -> None:
    rows = [figure("INT_02", "NL", 3), figure("INT_02", "NL", 1, dimension="sex", category="F")]
    write_edition(tmp_path, indicators=rows)
    assert _figures(tmp_path)["value"].to_list() == [3]
    assert _figures(tmp_path, dimension="sex")["category"].to_list() == ["F"]


def test_a_member_is_complete_in_part_or_not_at_all(tmp_path: Path) -> None:
    write_edition(tmp_path)
    edition = editions.current_edition(tmp_path)
    assert edition is not None
    found = editions.reporting(edition, quarter=LATEST).select("country", "owed", "delivered", "state").rows()
    assert found == [
        ("FI", 2, 1, "partial"),
        ("MT", 1, 0, "returned"),
        ("NL", 2, 2, "complete"),
        ("PL", 2, 0, "waiting"),
    ]


def test_what_arrived_last_comes_first(tmp_path: Path) -> None:
    write_edition(tmp_path)
    edition = editions.current_edition(tmp_path)
    assert edition is not None
    assert editions.arrivals(edition, most=2)["version"].to_list() == [2, 1]
    assert editions.arrivals(edition, country="FI", most=9)["collections"].to_list() == [["campaigns"]]


def _figures(folder: Path, **asked: object) -> pl.DataFrame:
    edition = editions.current_edition(folder)
    assert edition is not None
    return editions.figures(edition, **asked)  # type: ignore[arg-type]
