"""SDMX-CSV of every version, long and wide, reads like the same rows written plainly."""

from collections.abc import Callable

import pytest

from data_contracts.contract import COLLECTIONS, load_contract
from pipeline.receive.delivery import Delivery
from tests.pipeline.receive.conftest import Unpack, told
from tests.pipeline.receive.making import Rows, text
from tests.pipeline.receive.observing import long_form, wide_form
from tests.rows import RIGHT

TWO = {"partners": [{}, {"partner_type": "ACA", "active": "9"}], "training": [{}]}


def rows(delivery: Delivery) -> dict[str, list[dict[str, object]]]:
    """What was read, as the right rows are written: a status instead of a value where it stands instead."""
    found: dict[str, list[dict[str, object]]] = {}
    for collection, part in delivery.parts.items():
        for row in part.iter_rows(named=True):
            cells = {name: row[name] or row.get(f"{name}_status") for name in RIGHT[collection]}
            found.setdefault(collection, []).append(cells)
    return found


def tidied(delivery: Delivery) -> dict[str, tuple[str, str]]:
    return {each.id: (each.before, each.after) for each in delivery.tidied}


def changed(table: Rows, column: str, cell: str | None, *, line: int = 2) -> Rows:
    """The table with one cell changed; a column that it lacks is added."""
    header = [*table[0], *([] if column in table[0] else [column])]
    lines = [[*row, *[None] * (len(header) - len(row))] for row in table[1:]]
    lines[line - 2][header.index(column)] = cell
    return [header, *lines]


@pytest.mark.parametrize("version", ["1.0", "2.0"])
@pytest.mark.parametrize("form", [long_form, wide_form])
def test_all_collections_come_in_one_file(unpacked: Unpack, form: Callable[..., Rows], version: str) -> None:
    delivery = unpacked(form({name: [{}] for name in COLLECTIONS}, version=version))
    assert told(delivery) == []
    assert rows(delivery) == {name: [RIGHT[name]] for name in COLLECTIONS}
    assert (delivery.country, delivery.quarter, delivery.records) == ("FI", "2026-Q3", len(COLLECTIONS))


def test_observations_in_any_order_make_the_same_rows(unpacked: Unpack) -> None:
    header, *lines = long_form(TWO)
    there, back = unpacked([header, *lines]), unpacked([header, *reversed(lines)])
    assert rows(back)["partners"] == rows(there)["partners"][::-1]
    assert told(there) == told(back) == []
    assert tidied(there)["sdmx-rows"] == ("16", "3")


def test_every_cell_knows_its_own_line_and_letter(unpacked: Unpack) -> None:
    delivery = unpacked(long_form(TWO))
    assert delivery.parts["partners"]["line"].to_list() == [2, 5]
    assert delivery.own_lines["partners"][5, "in_kind_eur"] == 7
    letters = delivery.letters["partners"]
    assert (letters["partner_type"], letters["active"], letters["in_kind_eur"]) == ("F", "H", "H")
    assert letters["active_status"] == "I"


@pytest.mark.parametrize(
    "name",
    [
        "partners",
        "PARTNERS",
        "COP:partners",
        "COP.DATA:PARTNERS(1.0)",
        "COP:PARTNERS(1.0.0): Partners",
        "urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow=COP:PARTNERS(1.0)",
    ],
)
def test_a_structure_is_known_by_its_id_alone_or_spelled_out(unpacked: Unpack, name: str) -> None:
    delivery = unpacked(changed(long_form({"partners": [{}]}, version="1.0"), "DATAFLOW", name))
    assert told(delivery) == []
    assert name == "partners" or tidied(delivery)["sdmx-structure"][1] == "partners"


@pytest.mark.parametrize("name", ["COP:PARTNER(1.0)", "COP:PARTNERS(2.0)", "", "partners(1.0", "x y"])
def test_rows_of_another_structure_are_refused(unpacked: Unpack, name: str) -> None:
    delivery = unpacked(changed(wide_form(TWO), "STRUCTURE_ID", name))
    assert told(delivery) == [("collection-unknown", "B2", name)]
    assert (delivery.records, delivery.refused) == (3, 1)


def test_labels_behind_ids_and_codes_are_not_read(unpacked: Unpack) -> None:
    header, *lines = long_form({"training": [{"sex": "F"}], "toolkit": [{}]})
    contracts = [load_contract(name) for name in ("training", "toolkit")]
    coded = {each.name.upper() for contract in contracts for each in contract.columns if each.code_list}
    coded |= {"OBS_STATUS", "REF_AREA", "MEASURE", "STRUCTURE_ID"}
    for line in lines:
        for at, name in enumerate(header):
            of = line[header.index("MEASURE")].partition(":")[0] if name == "OBS_VALUE" else name
            line[at] = f"{line[at]}: Some name" if of in coded and line[at] else line[at]
    named = [name if name in ("STRUCTURE", "ACTION", "STRUCTURE_ID") else f"{name}: Its label" for name in header]
    delivery = unpacked([named, *lines])
    assert told(delivery) == []
    assert rows(delivery) == {"training": [RIGHT["training"]], "toolkit": [RIGHT["toolkit"]]}
    assert tidied(delivery)["sdmx-labels"] == ("REF_AREA: Its label", "REF_AREA")


def test_labels_in_columns_of_their_own_are_not_read(unpacked: Unpack) -> None:
    header, line = wide_form({"partners": [{}]})
    names = {"STRUCTURE_ID": "STRUCTURE_NAME", "PARTNER_TYPE": "Partner type", "ACTIVE": "Active partners"}
    labels = ((names.get(name), "A name") for name in header)
    pairs = [pair for both in zip(zip(header, line, strict=True), labels, strict=True) for pair in both]
    wide = [(name, cell) for name, cell in pairs if name]
    delivery = unpacked([[name for name, _ in wide], [cell for _, cell in wide]])
    assert told(delivery) == []
    assert rows(delivery) == {"partners": [RIGHT["partners"]]}


@pytest.mark.parametrize("action", ["I", "A", "R", "M", "a", "Append", None])
def test_whatever_a_row_adds_is_read(unpacked: Unpack, action: str | None) -> None:
    delivery = unpacked(changed(wide_form(TWO), "ACTION", action))
    assert told(delivery) == []
    assert ("sdmx-action" in tidied(delivery)) == (action not in ("I", None))


@pytest.mark.parametrize("action", ["D", "Delete", "X"])
def test_a_row_that_deletes_is_refused_in_words(unpacked: Unpack, action: str) -> None:
    delivery = unpacked(changed(wide_form(TWO), "ACTION", action))
    assert told(delivery) == [("sdmx-action", "C2", action)]
    assert (delivery.records, delivery.refused) == (3, 1)


@pytest.mark.parametrize(
    ("column", "cell"), [("STRUCTURE", "metadataflow"), ("FREQ", "M"), ("UNIT_MULT", "3"), ("CONF_STATUS", "Z")]
)
def test_what_would_change_the_meaning_of_figures_is_asked_about(unpacked: Unpack, column: str, cell: str) -> None:
    (finding,) = unpacked(changed(long_form({"partners": [{}]}), column, cell)).findings
    assert (finding.rule, finding.line, finding.found) == ("sdmx-value", 2, cell)


def test_columns_that_say_what_is_so_anyway_are_read_over(unpacked: Unpack) -> None:
    more = {"FREQ": "Q", "UNIT_MULT": "0", "CONF_STATUS": "F", "SERIES_KEY": "x", "OBS_COMMENT": "checked"}
    for form in (long_form, wide_form):
        delivery = unpacked(form(TWO, more=more))
        assert told(delivery) == []
        assert delivery.parts["partners"]["comment"].to_list() == ["checked", "checked"]
        assert tidied(delivery)["conf-status"] == ("F", "")


def test_a_mark_that_the_contract_would_not_keep_is_asked_about(unpacked: Unpack) -> None:
    for form in (long_form, wide_form):
        secret = {"interventions": [{"intervention_type": "KNT"}], "exit_support": [{}], "partners": [{}]}
        found = unpacked(form(secret, more={"CONF_STATUS": "C"})).findings
        assert {each.rule for each in found} == {"conf-status-kept"}
        assert {each.collection for each in found} == {"interventions", "partners"}
        public = {each.column for each in found if each.collection == "interventions"}
        assert public & {"reached", "started", "identified", "completed"} == set()


def test_a_mark_on_what_has_no_figure_is_right(unpacked: Unpack) -> None:
    suppressed = {"partners": [dict.fromkeys(("active", "joint_actions", "in_kind_eur"), "Q")]}
    for form in (long_form, wide_form):
        assert told(unpacked(form(suppressed, more={"CONF_STATUS": "C"}))) == []


def test_a_measure_that_nobody_knows_or_that_comes_twice_is_refused(unpacked: Unpack) -> None:
    table = long_form({"partners": [{}]})
    delivery = unpacked(changed(table, "MEASURE", "ACTIV"))
    assert told(delivery)[0] == ("measure-unknown", "G2", "ACTIV")
    assert (delivery.findings[0].expected, delivery.records, delivery.refused) == ("active", 2, 1)
    delivery = unpacked([*table, table[1]])
    assert told(delivery) == [("key-twice", "H5", "3")]
    assert (delivery.records, delivery.refused) == (2, 1)


def test_a_measure_that_is_not_given_is_blank(unpacked: Unpack) -> None:
    table = long_form(TWO)
    delivery = unpacked([*table[:5], *table[6:]])
    assert told(delivery) == []
    assert delivery.parts["partners"]["joint_actions"].to_list() == ["1", None]


def test_a_nil_return_is_a_row_without_observations(unpacked: Unpack) -> None:
    header = ["DATAFLOW", "REF_AREA", "TIME_PERIOD", "PARTNER_TYPE", "MEASURE", "OBS_VALUE"]
    delivery = unpacked([header, ["COP:PARTNERS(1.0)", "FI", "2026-Q3", "NIL"]])
    assert (told(delivery), delivery.nil, delivery.records) == ([], {"partners"}, 0)


def test_a_status_stands_beside_all_measures_of_its_row(unpacked: Unpack) -> None:
    part = unpacked(wide_form({"partners": [{"ACTIVE_STATUS": "P"}]}, more={"OBS_STATUS": "E"})).parts["partners"]
    assert part.select("active_status", "joint_actions_status", "in_kind_eur_status").row(0) == ("P", "E", "E")


def test_nan_is_a_missing_value_only_beside_a_status_that_says_so(unpacked: Unpack) -> None:
    table = changed(changed(long_form({"partners": [{}]}), "OBS_VALUE", "NaN"), "OBS_STATUS", "M")
    delivery = unpacked(table)
    assert delivery.parts["partners"].select("active", "active_status").row(0) == (None, "M")
    assert tidied(delivery)["sdmx-missing"] == ("NaN", "M")
    assert unpacked(changed(table, "OBS_STATUS", "A")).parts["partners"]["active"].to_list() == ["NaN"]


def test_observations_without_a_structure_are_known_by_their_keys(unpacked: Unpack) -> None:
    header, *lines = long_form({"partners": [{}]}, version="1.0")
    delivery = unpacked([header[1:], *(line[1:] for line in lines)])
    assert (told(delivery), rows(delivery)) == ([], {"partners": [RIGHT["partners"]]})


def test_figures_beside_observations_stand_outside(unpacked: Unpack) -> None:
    delivery = unpacked(changed(long_form({"partners": [{}]}), "ACTIVE", "7"))
    assert told(delivery) == [("cell-outside-table", "J2", "7")]


def test_semicolons_and_decimal_commas_do_no_harm(unpacked: Unpack) -> None:
    table = long_form({"campaigns": [{"spend_eur": "50,5"}]})
    delivery = unpacked(text(table, delimiter=";"))
    assert (told(delivery), delivery.parts["campaigns"]["spend_eur"].to_list()) == ([], ["50,5"])
