"""Lines above the table are passed over and told; a table without a known header is still told to be wrong."""

import pytest

from tests.pipeline.receive.conftest import Unpack, told
from tests.pipeline.receive.making import WHOSE, table, text

TITLES = [["Raport za III kwartał, Finlandia; wydział"], [], ["Sporządził", "KGP"], ["Kraj", "FI", "Kwartał", "3/2026"]]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_title_above_a_text_table_is_passed_over(unpacked: Unpack, delimiter: str) -> None:
    delivery = unpacked(text([*TITLES, *table("partners", WHOSE)], delimiter=delimiter))
    assert delivery.findings == ()
    assert delivery.parts["partners"]["line"].to_list() == [6]
    record = next(each for each in delivery.tidied if each.id == "leading-lines")
    assert (record.id, record.count, record.address, record.after) == ("leading-lines", 3, "A1", "5")


def test_a_title_above_a_sheet_and_empty_columns_are_passed_over(unpacked: Unpack) -> None:
    rows = [[None, *(cell for each in row for cell in (each, None))] for row in table("training", WHOSE)]
    delivery = unpacked({"training": [["Training in the third quarter"], [], *rows]})
    assert told(delivery) == []
    assert delivery.letters["training"]["activity"] == "B"
    assert [(each.id, each.address) for each in delivery.tidied] == [("leading-lines", "training!A1")]


def test_a_header_with_one_wrong_name_is_the_header_nevertheless(unpacked: Unpack) -> None:
    header, row = table("training", WHOSE)
    header = [name.replace("activity", "activty") for name in header]
    delivery = unpacked([["Report"], header, row])
    assert told(delivery) == [("column-unknown", "A2", "activty"), ("column-missing", "2", None)]


def test_the_first_table_of_two_is_not_taken_for_a_title(unpacked: Unpack) -> None:
    delivery = unpacked([*table("partners", WHOSE), *table("partners", WHOSE)])
    assert delivery.parts["partners"]["line"].to_list() == [2, 4]
    assert [each.id for each in delivery.tidied] == ["header-again"]


def test_a_header_may_stand_far_below(unpacked: Unpack) -> None:
    lines = [[f"Note {at}", "x"] for at in range(100)]
    assert unpacked([*lines, *table("partners", WHOSE)]).findings == ()
