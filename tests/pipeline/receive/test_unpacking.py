"""From cells to a delivery: sheets, columns and rows, and what is wrong with the tables as such."""

import pytest

from data_contracts import LANGUAGES
from data_contracts.codes import load_codes
from data_contracts.contract import COLLECTIONS, load_contract
from pipeline.receive.delivery import raw_columns
from tests.pipeline.receive.conftest import Unpack, told
from tests.pipeline.receive.making import COVER, WHOSE, Rows, table
from tests.rows import RIGHT

every_language = pytest.mark.parametrize("language", LANGUAGES)


def test_a_workbook_of_all_collections_arrives_whole(unpacked: Unpack) -> None:
    delivery = unpacked({"submission": COVER} | {name: table(name, {}, {"comment": "x"}) for name in COLLECTIONS})
    assert delivery.findings == ()
    assert (delivery.kind, delivery.country, delivery.quarter, delivery.agency) == ("xlsx", "FI", "2026-Q3", "NBI")
    assert list(delivery.parts) == list(COLLECTIONS)
    assert (delivery.records, delivery.refused) == (16, 0)
    for name, part in delivery.parts.items():
        assert dict(part.schema) == raw_columns(load_contract(name))
        row = part.row(1, named=True)
        assert (row["submission"], row["country"], row["quarter"]) == ("s1", "FI", "2026-Q3")
        assert (row["sheet"], row["line"], row["comment"], row["reason"]) == (name, 3, "x", None)
        assert RIGHT[name].items() <= row.items()


@every_language
def test_sheets_and_columns_may_be_called_by_their_labels(unpacked: Unpack, language: str) -> None:
    envelope = {code: names[language] for code, names in load_codes("envelope").items()}
    cover = [(envelope["country"], "Polska"), (envelope["quarter"], "III kw. 2026"), (envelope["agency"], "KGP")]
    sheets: dict[str, Rows] = {envelope["submission"]: cover}
    for name in COLLECTIONS:
        contract = load_contract(name)
        rows = table(name, {"reason": "ERR", "comment": "x"})
        labels = {each.name: each.labels[language] for each in contract.columns}
        header = [(labels.get(each) or envelope[each]).upper() for each in rows[0]]
        label = contract.labels[language]
        sheets[label if len(label) <= 31 else name] = [header, *rows[1:]]
    delivery = unpacked(sheets)
    assert delivery.findings == ()
    assert (delivery.country, delivery.quarter, delivery.agency) == ("PL", "2026-Q3", "KGP")
    for name in COLLECTIONS:
        assert (RIGHT[name] | {"reason": "ERR", "comment": "x"}).items() <= delivery.parts[name].row(
            0, named=True
        ).items()


@every_language
def test_a_status_may_stand_in_a_column_beside_its_measure(unpacked: Unpack, language: str) -> None:
    label = load_contract("partners").column("active").labels[language]
    status = load_codes("envelope")["status"][language]
    for spelling in ("active_status", "Active status", f"{label} {status}", f"{label}_{status}".lower()):
        delivery = unpacked(table("partners", {**WHOSE, spelling: "E"}))
        assert delivery.findings == (), spelling
        assert delivery.parts["partners"]["active_status"].to_list() == ["E"]


def test_a_measure_called_status_has_a_status_of_its_own(unpacked: Unpack) -> None:
    delivery = unpacked(table("toolkit", {**WHOSE, "status_status": "P"}))
    row = delivery.parts["toolkit"].row(0, named=True)
    assert (delivery.findings, row["status"], row["status_status"]) == ((), "ACT", "P")


def test_columns_may_come_in_any_order_and_letters_tell_where(unpacked: Unpack) -> None:
    columns = ["country", *reversed(RIGHT["partners"]), "quarter"]
    delivery = unpacked(table("partners", WHOSE, only=columns))
    assert delivery.findings == ()
    assert delivery.letters["partners"] == dict(zip(columns, "ABCDEF", strict=True))
    assert RIGHT["partners"].items() <= delivery.parts["partners"].row(0, named=True).items()


def test_lines_are_the_files_own(unpacked: Unpack) -> None:
    header, *rows = table("partners", WHOSE, WHOSE, WHOSE)
    delivery = unpacked({"partners": [[], [], header, [], rows[0], [], [], rows[1], rows[2]]})
    assert delivery.parts["partners"]["line"].to_list() == [5, 8, 9]


def test_texts_are_kept_as_they_were_written(unpacked: Unpack) -> None:
    row = {**WHOSE, "partner_type": " PRV ", "active": "1 200", "joint_actions": "  ", "in_kind_eur": "n/a"}
    part = unpacked(table("partners", row)).parts["partners"]
    assert part.select("partner_type", "active", "joint_actions", "in_kind_eur").row(0) == (
        " PRV ",
        "1 200",
        None,
        "n/a",
    )


def test_an_unknown_sheet_is_refused_row_by_row(unpacked: Unpack) -> None:
    delivery = unpacked(
        {"submission": COVER, "partner": table("partners", {}, {}), "empty": [], "toolkit": table("toolkit")}
    )
    assert told(delivery) == [("sheet-unknown", "partner", "partner")]
    assert delivery.findings[0].expected == "partners"
    assert (delivery.records, delivery.refused, list(delivery.parts)) == (3, 2, ["toolkit"])


def test_a_workbook_without_any_collection_says_so(unpacked: Unpack) -> None:
    assert told(unpacked({"submission": COVER})) == [("no-collection", "", None)]


def test_an_unknown_column_is_shown_with_what_it_could_be(unpacked: Unpack) -> None:
    columns = [*RIGHT["partners"], "internal ref", *WHOSE]
    columns[1] = "activ"
    delivery = unpacked(table("partners", {**WHOSE, "activ": "1", "internal ref": "R1"}, only=columns))
    assert told(delivery) == [
        ("column-unknown", "B1", "activ"),
        ("column-unknown", "E1", "internal ref"),
        ("column-missing", "1", None),
    ]
    assert delivery.findings[0].expected == "active"
    assert delivery.findings[2].column == "active"
    assert delivery.parts["partners"]["active"].to_list() == [None]


def test_a_column_that_comes_twice_counts_once(unpacked: Unpack) -> None:
    rows = [[*RIGHT["partners"], *WHOSE, "Active partners"], [*RIGHT["partners"].values(), *WHOSE.values(), "99"]]
    delivery = unpacked(rows)
    assert told(delivery) == [("column-twice", "G1", "Active partners")]
    assert delivery.parts["partners"]["active"].to_list() == ["3"]


def test_free_texts_may_be_missing(unpacked: Unpack) -> None:
    assert unpacked(table("definitions", WHOSE, only=[*RIGHT["definitions"], *WHOSE])).findings == ()


def test_a_collection_that_comes_twice_is_taken_once(unpacked: Unpack) -> None:
    delivery = unpacked({"submission": COVER, "partners": table("partners"), "Partners ": table("partners", {}, {})})
    assert told(delivery) == [("collection-twice", "Partners ", "Partners ")]
    assert (delivery.records, delivery.refused) == (3, 2)


def test_a_title_above_the_header_is_not_taken_for_one(unpacked: Unpack) -> None:
    delivery = unpacked({"submission": COVER, "partners": [["Our partners"], *table("partners")]})
    assert delivery.findings == ()
    assert [each.id for each in delivery.tidied] == ["leading-lines"]
    assert delivery.records == 1


def test_a_table_without_rows_is_no_nil_return(unpacked: Unpack) -> None:
    delivery = unpacked({"submission": COVER, "partners": [list(RIGHT["partners"])], "toolkit": []})
    assert told(delivery) == [("no-rows", "partners!1", None), ("no-rows", "toolkit", None)]
    assert delivery.nil == frozenset()


@pytest.mark.parametrize("nil", ["NIL", "nil", " Nil "])
def test_a_nil_return_has_nothing_to_report(unpacked: Unpack, nil: str) -> None:
    delivery = unpacked({"submission": COVER, "training": [["activity", "comment"], [nil, "no courses"]]})
    assert (delivery.findings, delivery.nil, delivery.parts, delivery.records) == ((), {"training"}, {}, 0)


def test_nil_beside_rows_is_a_contradiction(unpacked: Unpack) -> None:
    nil = {**dict.fromkeys(RIGHT["partners"]), "partner_type": "NIL"}
    delivery = unpacked({"submission": COVER, "partners": table("partners", {}, nil, {})})
    assert told(delivery) == [("nil-with-rows", "partners!A3", "NIL")]
    assert delivery.parts["partners"]["line"].to_list() == [2, 4]
    assert delivery.records == 2


def test_a_course_called_nil_is_a_row_when_it_has_figures(unpacked: Unpack) -> None:
    delivery = unpacked(table("training", {**WHOSE, "activity": "NIL"}))
    assert (delivery.nil, delivery.records) == (frozenset(), 1)


def test_a_cell_beside_the_table_is_shown_once_a_row(unpacked: Unpack) -> None:
    header, row = table("partners")
    delivery = unpacked({"submission": COVER, "partners": [header, [*row, None, "see mail", "x"], row]})
    assert told(delivery) == [("cell-outside-table", "partners!F2", "see mail")]


def test_a_sheet_may_repeat_its_collection_but_not_name_another(unpacked: Unpack) -> None:
    rows = table("partners", {"collection": "partners"}, {"collection": "Training"}, {})
    delivery = unpacked({"submission": COVER, "partners": rows})
    assert told(delivery) == [("collection-unknown", "partners!E3", "Training")]
    assert delivery.records == 3


@every_language
def test_sheets_for_the_reader_alone_are_left_out(unpacked: Unpack, language: str) -> None:
    names = [load_codes("envelope")[code][language] for code in ("guide", "lists")]
    delivery = unpacked({name: [("How to fill this in",), ("1.", "Read")] for name in names} | _partners())
    assert delivery.findings == ()
    assert delivery.records == 1


def test_columns_for_the_reader_alone_are_left_out_and_the_others_keep_their_letters(unpacked: Unpack) -> None:
    (header, row) = _partners()["partners"]
    aside = [("« 2026-Q2", *header), ("7", *row), ("8",)]
    delivery = unpacked({"partners": aside})
    assert delivery.findings == ()
    assert (delivery.records, delivery.letters["partners"]["partner_type"]) == (1, "B")


def _partners() -> dict[str, Rows]:
    return {"partners": table("partners", WHOSE)}
