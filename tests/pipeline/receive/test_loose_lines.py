"""Sums and notes among the rows are asked about: they are neither read nor dropped."""

from typing import Any

import pytest

from tests.pipeline.receive.conftest import Unpack, told
from tests.pipeline.receive.making import WHOSE, Rows, table
from tests.rows import RIGHT


def with_line(collection: str, **cells: Any) -> Rows:
    """A right row, and below it a line that holds `cells` only."""
    header, row = table(collection, WHOSE)
    return [header, row, [cells.get(name) for name in header]]


@pytest.mark.parametrize(
    "word",
    ["Total", "Razem", "Ogółem", "Summa", "Total général", "RAZEM:", "Total 2026", "Suma", "Totalt"],
)
def test_a_line_of_totals_is_asked_about(unpacked: Unpack, word: str) -> None:
    for collection in ("partners", "campaigns", "training"):
        first, measure = next(iter(RIGHT[collection])), "participants" if collection == "training" else "clicks"
        delivery = unpacked(with_line(collection, **{first: word, measure: "100", "active": "3"}))
        assert told(delivery) == [("totals-line", "A3", word)]
        assert (delivery.records, delivery.refused) == (2, 1)


def test_a_code_for_all_together_is_a_key_and_no_line_of_totals(unpacked: Unpack) -> None:
    whole = {**RIGHT["training"], **WHOSE, "sex": "Ogółem"}
    assert told(unpacked(with_line("training", **whole))) == []


def test_all_together_without_any_other_key_is_a_line_of_totals(unpacked: Unpack) -> None:
    assert told(unpacked(with_line("training", sex="Total", participants="40"))) == [("totals-line", "E3", "Total")]


def test_a_total_beside_the_table_is_told_once(unpacked: Unpack) -> None:
    header, row = table("partners", WHOSE)
    delivery = unpacked({"partners": [[None, *header], [None, *row], ["Razem", "", "3", "1", "0"]]})
    assert told(delivery) == [("totals-line", "partners!A3", "Razem")]


@pytest.mark.parametrize("note", ["Źródło: KGP", "Data are provisional", "* without prisons"])
def test_a_note_below_the_table_is_one_finding(unpacked: Unpack, note: str) -> None:
    for collection in ("partners", "training", "interventions", "campaigns"):
        delivery = unpacked(with_line(collection, **{next(iter(RIGHT[collection])): note}))
        assert told(delivery) == [("note-line", "A3", note)]
        assert (delivery.records, delivery.refused) == (2, 1)


def test_a_row_whose_figures_are_missing_is_a_row(unpacked: Unpack) -> None:
    for collection, keys in (("partners", {"partner_type": "ACA"}), ("toolkit", {"tool": "Talks"})):
        assert told(unpacked(with_line(collection, **keys))) == []
