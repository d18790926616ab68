"""Where a file is from: said on its cover or in its rows, in many spellings, and never in two ways."""

import pytest

from tests.pipeline.receive.conftest import Unpack, told
from tests.pipeline.receive.making import COVER, WHOSE, Rows, table
from tests.rows import RIGHT


@pytest.mark.parametrize(
    ("country", "code"),
    [("FI", "FI"), ("fi", "FI"), ("UK", "GB"), ("EL", "GR"), ("Finlande", "FI"), (" Polska ", "PL")],
)
def test_a_country_may_be_spelled_in_many_ways(unpacked: Unpack, country: str, code: str) -> None:
    delivery = unpacked(table("partners", WHOSE | {"country": country}))
    assert (delivery.findings, delivery.country, delivery.parts["partners"]["country"].to_list()) == ((), code, [code])


@pytest.mark.parametrize("quarter", ["2026-Q3", "2026Q3", "Q3 2026", "3/2026", "III kw. 2026", "T3 2026", "kv 3 2026"])
def test_a_quarter_may_be_spelled_in_many_ways(unpacked: Unpack, quarter: str) -> None:
    delivery = unpacked(table("partners", {"country": "FI", "period": quarter}))
    assert (delivery.findings, delivery.quarter) == ((), "2026-Q3")
    assert delivery.parts["partners"]["quarter"].to_list() == ["2026-Q3"]


def test_different_spellings_of_one_country_agree(unpacked: Unpack) -> None:
    rows = table("partners", WHOSE | {"country": "Suomi"}, WHOSE | {"country": "Finland"}, {})
    delivery = unpacked({"submission": COVER, "partners": rows})
    assert delivery.country == "FI"
    assert delivery.parts["partners"]["country"].to_list()[1:] == ["FI", "FI"]


def test_a_file_that_does_not_say_where_it_is_from_is_asked(unpacked: Unpack) -> None:
    delivery = unpacked(table("partners"))
    assert told(delivery) == [("country-missing", "", None), ("quarter-missing", "", None)]
    assert (delivery.country, delivery.quarter, delivery.records) == (None, None, 1)


def test_an_unknown_country_and_quarter_are_shown_with_their_cells(unpacked: Unpack) -> None:
    delivery = unpacked(table("partners", *[{"country": "Ruritania", "quarter": "summer"}] * 3))
    assert told(delivery) == [("country-unknown", "E2", "Ruritania"), ("quarter-unreadable", "F2", "summer")]


def test_a_file_of_two_countries_or_quarters_is_nobodys(unpacked: Unpack) -> None:
    rows = table("partners", WHOSE, {"country": "SE", "quarter": "2026-Q2"})
    delivery = unpacked({"submission": COVER, "partners": rows})
    assert told(delivery) == [("country-mixed", "partners!E3", "SE"), ("quarter-mixed", "partners!F3", "2026-Q2")]
    assert (delivery.country, delivery.quarter) == (None, None)
    assert delivery.parts["partners"]["country"].to_list() == ["FI", "SE"]


def test_a_nil_return_may_say_where_it_is_from(unpacked: Unpack) -> None:
    delivery = unpacked(
        [["country", "quarter", "partner_type", *list(RIGHT["partners"])[1:]], ["FI", "2026-Q3", "NIL"]]
    )
    assert (delivery.findings, delivery.nil, delivery.country) == ((), {"partners"}, "FI")


def test_a_cover_that_says_too_much_or_too_little(unpacked: Unpack) -> None:
    cover: Rows = [
        ["country", "FI", "or SE?"],
        ["quarter", None],
        ["phone", "123"],
        ["Country", "SE"],
        ["agency", " NBI "],
    ]
    delivery = unpacked({"Submission": cover, "partners": table("partners")})
    assert told(delivery) == [
        ("cell-outside-table", "Submission!C1", "or SE?"),
        ("column-unknown", "Submission!A3", "phone"),
        ("column-twice", "Submission!A4", "Country"),
        ("quarter-missing", "", None),
    ]
    assert (delivery.country, delivery.agency) == ("FI", "NBI")
