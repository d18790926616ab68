"""The country and the quarter from titles and names of sheets, where nothing better says them; never in two ways."""

import pytest

from pipeline.receive.delivery import Delivery
from tests.pipeline.receive.conftest import Unpack, told
from tests.pipeline.receive.making import COVER, WHOSE, Rows, table

ROWS = table("partners")


def tidied(delivery: Delivery) -> list[tuple[str, str, str, str]]:
    return [(each.id, each.address, each.before, each.after) for each in delivery.tidied if each.id.endswith("-title")]


@pytest.mark.parametrize(
    ("title", "country"),
    [
        ("Raport za III kwartał 2026 r., Polska", "PL"),
        ("Förenade kungariket – tredje kvartalet 2026", "GB"),
        ("Rapport du 3e trimestre 2026 (Royaume-Uni)", "GB"),
        ("PARTNERS OF THE UNITED KINGDOM, July–September 2026", "GB"),
        ("Suède : T3 2026", "SE"),
    ],
)
def test_a_title_says_where_a_table_is_from(unpacked: Unpack, title: str, country: str) -> None:
    delivery = unpacked([[title], [], *ROWS])
    assert (told(delivery), delivery.country, delivery.quarter) == ([], country, "2026-Q3")
    assert tidied(delivery) == [
        ("country-title", "A1", title, country),
        ("quarter-title", "A1", title, "2026-Q3"),
    ]


@pytest.mark.parametrize(
    "above",
    [
        [["Kraj", "PL", None, "Kwartał", "III kw. 2026"]],
        [["Kraj:", "Polska"], ["Kwartał:", "3/2026"]],
        [["Country: Poland"], ["Quarter: 3/2026"]],
        [["PL"], ["Q3 2026"]],
    ],
)
def test_fields_of_a_cover_may_stand_above_the_table(unpacked: Unpack, above: Rows) -> None:
    delivery = unpacked([*above, *ROWS])
    assert (told(delivery), delivery.country, delivery.quarter) == ([], "PL", "2026-Q3")
    assert [each[0] for each in tidied(delivery)] == ["country-title", "quarter-title"]


def test_the_agency_may_stand_above_the_table_too(unpacked: Unpack) -> None:
    assert unpacked([["Instytucja:", "KGP"], *table("partners", WHOSE)]).agency == "KGP"


@pytest.mark.parametrize("name", ["partners PL 2026-Q3", "PL_partners_2026Q3", "Partnerzy (Polska), Q3 2026"])
def test_a_sheet_s_name_says_where_it_is_from(unpacked: Unpack, name: str) -> None:
    delivery = unpacked({name: ROWS})
    assert (told(delivery), delivery.country, delivery.quarter) == ([], "PL", "2026-Q3")
    assert [each[:2] for each in tidied(delivery)] == [("country-title", name), ("quarter-title", name)]


@pytest.mark.parametrize("name", ["Sheet1", "Arkusz2", "Feuille 1", "Blad1", "Feuil1", "2026-Q3", "Finland Q3 2026"])
def test_a_sheet_whose_name_says_nothing_is_known_by_its_header(unpacked: Unpack, name: str) -> None:
    delivery = unpacked({name: table("partners", WHOSE)})
    assert (told(delivery), list(delivery.parts)) == ([], ["partners"])
    assert [each.id for each in delivery.tidied] == ["sheet-header"]


def test_a_sheet_of_jottings_is_still_unknown(unpacked: Unpack) -> None:
    delivery = unpacked({"submission": COVER, "partners": ROWS, "Sheet2": [["1", "2"], ["3", "4"]]})
    assert told(delivery) == [("sheet-unknown", "Sheet2", "Sheet2")]


def test_a_collection_in_two_sheets_is_taken_once_whatever_they_are_called(unpacked: Unpack) -> None:
    for names in (("partners", "Sheet1"), ("Sheet1", "partners"), ("Sheet1", "Sheet2"), ("partners", "records")):
        delivery = unpacked({names[0]: table("partners", WHOSE), names[1]: table("partners", WHOSE, WHOSE)})
        assert told(delivery) == [("collection-twice", names[1], names[1])]
        assert (delivery.records, delivery.refused) == (3, 2)


def test_two_quarters_or_countries_in_titles_are_asked_about(unpacked: Unpack) -> None:
    delivery = unpacked([["Finland and Sweden"], ["Q2 2026 against Q3 2026"], *ROWS])
    assert told(delivery) == [("country-mixed", "A1", "SE"), ("quarter-mixed", "A2", "2026-Q3")]


def test_a_field_above_the_table_that_contradicts_the_rows_is_asked_about(unpacked: Unpack) -> None:
    delivery = unpacked([["Quarter:", "Q2 2026"], *table("partners", WHOSE)])
    assert told(delivery) == [("quarter-mixed", "B1", "2026-Q2")]


def test_a_title_that_says_otherwise_than_the_rows_is_told_and_stops_nothing(unpacked: Unpack) -> None:
    delivery = unpacked([["Sweden, Q2 2026"], *table("partners", WHOSE)])
    assert told(delivery) == [("title-says-otherwise", "A1", "SE"), ("title-says-otherwise", "A1", "2026-Q2")]
    assert not any(each.blocks for each in delivery.findings)
    assert unpacked([["Q3 2026 against Q2 2026"], *table("partners", WHOSE)]).findings == ()


def test_words_that_look_like_codes_of_countries_are_words(unpacked: Unpack) -> None:
    delivery = unpacked([["No change is at hand; se it as it is", "2026-Q3"], *ROWS])
    assert told(delivery) == [("country-missing", "", None)]
    assert told(unpacked({"partners IT 2026-Q3": ROWS}))[-1] == ("country-missing", "", None)
