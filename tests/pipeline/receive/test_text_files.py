"""Text files: of one collection, known by its header, or of several, named row by row."""

from typing import Any

import pytest

from data_contracts.contract import COLLECTIONS
from tests.pipeline.receive.conftest import Unpack, told
from tests.pipeline.receive.making import WHOSE, Rows, table
from tests.rows import RIGHT


def mixed(**rows: list[dict[str, Any]]) -> Rows:
    """A text file of several collections, each row a change of a right one."""
    found = [
        {**WHOSE, "collection": collection, **RIGHT.get(collection, {}), **change}
        for collection, changes in rows.items()
        for change in changes
    ]
    columns = list(dict.fromkeys(name for row in found for name in row))
    return [columns, *([row.get(name) for name in columns] for row in found)]


def test_one_text_file_may_carry_several_collections(unpacked: Unpack) -> None:
    nil = {**dict.fromkeys(RIGHT["toolkit"]), "tool": "NIL"}
    delivery = unpacked(mixed(partners=[{}, {"active": "5"}], campaigns=[{}], toolkit=[nil]))
    assert delivery.findings == ()
    assert {name: part["line"].to_list() for name, part in delivery.parts.items()} == {
        "partners": [2, 3],
        "campaigns": [4],
    }
    assert (delivery.nil, delivery.records) == ({"toolkit"}, 3)
    assert delivery.parts["partners"]["active"].to_list() == ["3", "5"]
    assert delivery.letters["campaigns"]["platform"] == "I"


def test_a_cell_of_another_collection_must_be_blank(unpacked: Unpack) -> None:
    delivery = unpacked(mixed(partners=[{}, {"clicks": "7", "platform": "x"}], campaigns=[{}]))
    assert told(delivery) == [("cell-outside-table", "H3", "7")]


def test_rows_of_no_collection_are_refused_and_counted(unpacked: Unpack) -> None:
    delivery = unpacked(
        mixed(partners=[{}, {"collection": "partner"}, {"collection": "partner"}, {"collection": None}])
    )
    assert told(delivery) == [("collection-unknown", "C3", "partner"), ("collection-unknown", "C5", "")]
    assert delivery.findings[0].expected == "partners"
    assert (delivery.records, delivery.refused) == (4, 3)


def test_definitions_share_no_text_file_with_others(unpacked: Unpack) -> None:
    delivery = unpacked(mixed(partners=[{}, {"collection": "definitions"}]))
    assert told(delivery) == [("collection-unknown", "C3", "definitions")]
    assert "definitions" not in str(delivery.findings[0].expected)


def test_definitions_come_in_a_text_file_of_their_own(unpacked: Unpack) -> None:
    delivery = unpacked(table("definitions", WHOSE))
    assert (delivery.findings, list(delivery.parts)) == ((), ["definitions"])
    assert delivery.parts["definitions"]["collection"].to_list() == ["training"]


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_a_text_file_is_recognised_by_its_header(unpacked: Unpack, collection: str) -> None:
    delivery = unpacked(table(collection, WHOSE))
    assert (delivery.findings, list(delivery.parts)) == ((), [collection])


def test_a_misspelt_key_does_not_hide_the_collection(unpacked: Unpack) -> None:
    columns = [name.replace("activity", "activty") for name in RIGHT["training"]]
    delivery = unpacked(table("training", WHOSE, only=[*columns, *WHOSE]))
    assert told(delivery) == [("column-unknown", "A1", "activty"), ("column-missing", "1", None)]


def test_a_text_file_of_anything_else_is_no_collection(unpacked: Unpack) -> None:
    delivery = unpacked([["name", "phone"], ["x", "1"], ["y", "2"]])
    assert told(delivery) == [("no-collection", "1", "name, phone")]
    assert (delivery.records, delivery.refused) == (2, 2)


def test_a_record_that_is_too_long_is_kept_and_shown(unpacked: Unpack) -> None:
    header, row = table("partners", WHOSE)
    delivery = unpacked([header, row, [*row, "", "7", "8"], row[:2]])
    assert told(delivery) == [("cell-outside-table", "H3", "7")]
    assert delivery.records == 3


def test_a_text_file_of_nothing_but_an_aside_is_no_collection(unpacked: Unpack) -> None:
    assert [each.rule for each in unpacked([["« for you"]]).findings] == ["no-collection"]


def test_tables_may_stand_one_below_the_other(unpacked: Unpack) -> None:
    tables = [table(name, WHOSE) for name in ("partners", "training", "campaigns")]
    rows: Rows = [["Report of the third quarter"], *tables[0], [], *tables[1], *tables[1], [], *tables[2]]
    for file in (rows, {"Sheet1": rows}):
        delivery = unpacked(file)
        assert told(delivery) == []
        assert {name: part.height for name, part in delivery.parts.items()} == {
            "partners": 1,
            "training": 2,
            "campaigns": 1,
        }
        assert [(each.id, each.count) for each in delivery.tidied][:1] == [("table-below", 2)]


def test_a_table_that_comes_back_below_another_is_refused(unpacked: Unpack) -> None:
    partners, training = table("partners", WHOSE), table("training", WHOSE)
    delivery = unpacked([*partners, *training, *partners])
    assert [each.rule for each in delivery.findings] == ["collection-twice"]
    assert (delivery.records, delivery.refused) == (3, 1)
