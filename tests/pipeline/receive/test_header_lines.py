"""Headers of two lines, and headers that come again, are read as one header, and that is told."""

import pytest

from data_contracts.contract import load_contract
from tests.pipeline.receive.conftest import Unpack, told
from tests.pipeline.receive.making import WHOSE, Rows, table

LABELS = {language: [c.labels[language] for c in load_contract("partners").columns] for language in ("en", "pl", "sv")}
CODES, ROW = table("partners", WHOSE)


def labels(language: str) -> list[str]:
    return [*LABELS[language], "Country", "Quarter"]


def tidied(unpacked: Unpack, rows: Rows) -> list[tuple[str, int, str]]:
    delivery = unpacked(rows)
    assert told(delivery) == []
    row = delivery.parts["partners"].row(0, named=True)
    assert (row["partner_type"], row["active"], row["in_kind_eur"]) == ("PRV", "3", "0")
    return [(each.id, each.count, each.address) for each in delivery.tidied if each.id.startswith("header")]


def test_codes_may_stand_below_the_labels_or_above_them(unpacked: Unpack) -> None:
    assert tidied(unpacked, [labels("pl"), CODES, ROW]) == [("header-again", 1, "A2")]
    assert tidied(unpacked, [CODES, labels("pl"), ROW]) == [("header-again", 1, "A2")]


def test_a_label_and_its_code_may_stand_in_one_cell(unpacked: Unpack) -> None:
    for shape in ("{} ({})", "{}\n{}", "{}: {}", "{} – {}"):
        both = [shape.format(*each) for each in zip(LABELS["sv"], CODES, strict=False)]
        delivery = unpacked([[*both, "country", "quarter"], ROW])
        assert told(delivery) == [], shape
        assert delivery.parts["partners"]["active"].to_list() == ["3"]


def test_a_label_with_another_column_s_code_is_not_known(unpacked: Unpack) -> None:
    header = [*CODES]
    header[1] = "Active partners (joint_actions)"
    assert told(unpacked([header, ROW]))[0] == ("column-unknown", "B1", "Active partners (joint_actions)")


def test_a_name_that_is_only_half_known_gives_way_to_the_line_below(unpacked: Unpack) -> None:
    above = ["Partnerart", "Active partners", "Joint actions", "Geldwert", None, None]
    delivery = unpacked([above, CODES, ROW])
    assert told(delivery) == []
    assert [each.id for each in delivery.tidied] == ["leading-lines"]


def test_a_header_comes_again_on_every_printed_page(unpacked: Unpack) -> None:
    second = ["ACA", *ROW[1:]]
    rows = [labels("en"), ROW, labels("en"), second, [text.upper() for text in labels("en")]]
    assert tidied(unpacked, rows) == [("header-again", 2, "A3")]
    assert unpacked(rows).parts["partners"]["line"].to_list() == [2, 4]


@pytest.mark.parametrize("words", [("Value", "Status"), ("Wartość", "Status"), ("", "STATUT")])
def test_a_header_may_be_merged_over_a_value_and_its_status(unpacked: Unpack, words: tuple[str, str]) -> None:
    names = LABELS["en"]
    above = [names[0], names[1], "", names[2], "", names[3], "Country", "Quarter"]
    below = ["", *words, *words, "", "", ""]
    rows: Rows = [above, below, ["PRV", "3", "E", "", "L", "0", "FI", "2026-Q3"]]
    delivery = unpacked([*rows, above, below, ["ACA", "4", "", "1", "P", "0", "FI", "2026-Q3"]])
    assert told(delivery) == []
    part = delivery.parts["partners"]
    assert part.select("active", "active_status", "joint_actions_status").rows() == [("3", "E", "L"), ("4", None, "P")]
    assert [(each.id, each.address) for each in delivery.tidied][:2] == [("header-lines", "C2"), ("header-again", "A4")]


def test_a_measure_called_status_keeps_its_name_when_codes_stand_below_labels(unpacked: Unpack) -> None:
    codes, row = table("toolkit", WHOSE)
    header = [{c.name: c.labels["fr"] for c in load_contract("toolkit").columns}.get(code, code) for code in codes]
    delivery = unpacked([header, codes, row])
    assert (told(delivery), delivery.parts["toolkit"]["status"].to_list()) == ([], ["ACT"])


def test_a_row_that_repeats_one_name_only_is_a_row(unpacked: Unpack) -> None:
    delivery = unpacked([CODES, ["partner_type", *ROW[1:]]])
    assert delivery.parts["partners"]["partner_type"].to_list() == ["partner_type"]
