"""Text files in old code pages are read where known words leave no doubt, and refused where anything else would do."""

import pytest

from data_contracts.contract import load_contract
from tests.pipeline.receive.conftest import Deliver, Unpack
from tests.pipeline.receive.making import WHOSE, table, text

HEADER, *ROWS = table("training", WHOSE, {"comment": "zażółć gęślą jaźń"})
LABELS = {column.name: column.labels["pl"] for column in load_contract("training").columns}
POLISH = text([[LABELS.get(name, name) for name in HEADER], *ROWS]).decode()
SWEDISH = text(table("training", WHOSE, {"comment": "å och ö"})).decode().replace(",sex,", ",Kön,")


@pytest.mark.parametrize(("page", "name"), [("cp1250", "Windows-1250"), ("iso8859-2", "ISO 8859-2")])
def test_polish_is_read_in_the_code_page_that_makes_its_words(unpacked: Unpack, page: str, name: str) -> None:
    delivery = unpacked(POLISH.encode(page))
    assert delivery.findings == ()
    assert delivery.parts["training"]["comment"].to_list()[-1] == "zażółć gęślą jaźń"
    record = delivery.tidied[0]
    assert (record.id, record.before) == ("code-page", name)


def test_words_that_several_code_pages_make_decide_nothing(unpacked: Unpack) -> None:
    (finding,) = unpacked(SWEDISH.encode("cp1252")).findings
    assert (finding.rule, finding.line, finding.found) == ("file-encoding", 1, "0xF6")


def test_words_that_we_do_not_know_decide_nothing(unpacked: Unpack) -> None:
    (finding,) = unpacked(text(table("training", WHOSE, {"comment": "żółć"})).decode().encode("cp1250")).findings
    assert finding.rule == "file-encoding"


def test_a_code_page_survives_the_way_through_the_reading_process(delivered: Deliver) -> None:
    assert delivered(POLISH.encode("cp1250")).findings == ()


@pytest.mark.parametrize("language", ["sv", "fr"])
def test_words_of_the_west_are_read_in_the_code_page_of_the_west(unpacked: Unpack, language: str) -> None:
    names = {column.name: column.labels[language] for column in load_contract("training").columns}
    comment = "å ö è œ and 5 €"
    data = text([[names.get(name, name) for name in HEADER], *ROWS]).decode().replace("zażółć gęślą jaźń", comment)
    delivery = unpacked(data.encode("cp1252"))
    assert (delivery.findings, delivery.tidied[0].before) == ((), "Windows-1252")
    assert delivery.parts["training"]["comment"].to_list()[-1] == comment
