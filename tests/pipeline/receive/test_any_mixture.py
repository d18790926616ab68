"""Rows written in any mixture of the ways that are understood read the same as rows written plainly."""

import csv
from io import StringIO
from json import dumps, loads
from pathlib import Path
from tempfile import NamedTemporaryFile

from hypothesis import given, settings
from hypothesis import strategies as st

from data_contracts.contract import load_contract
from pipeline.examine.parsing import parse
from pipeline.receive.cells import FileRead, Sheet
from pipeline.receive.child import file_read
from pipeline.receive.csv_text import DELIMITERS, decode, split
from pipeline.receive.delivery import Delivery
from pipeline.receive.reader import read_file
from pipeline.receive.unpacking import unpack
from tests.pipeline.receive.making import Rows, workbook
from tests.pipeline.receive.writing import Cells, tables, writings

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")


def delivered(rows: Rows, *, delimiter: str, newline: str, encoding: str, separator_line: bool) -> Delivery:
    buffer = StringIO(newline="")
    buffer.write(f"sep={delimiter}{newline}" if separator_line else "")
    csv.writer(buffer, delimiter=delimiter, lineterminator=newline).writerows(rows)
    text = decode(buffer.getvalue().encode(encoding))
    return unpack(FileRead("s1", "csv", (Sheet(**split(text)),)))


def from_workbook(rows: Rows, *, sheet: str) -> Delivery:
    with NamedTemporaryFile() as file:
        file.write(workbook({sheet: rows}))
        file.flush()
        return unpack(file_read("s1", loads(dumps(read_file(Path(file.name))))))


def read(delivery: Delivery, collection: str) -> list[dict[str, object]]:
    """The typed rows, in the order of their keys, without where they stood."""
    contract = load_contract(collection)
    typed = parse(delivery.parts[collection], contract)
    names = ["country", "quarter", *(each.name for each in contract.columns)]
    names += [f"{each.name}_status" for each in contract.measures]
    return sorted(typed.select(names).to_dicts(), key=str)


def plainly(collection: str, rows: list[Cells]) -> list[dict[str, object]]:
    header = [*rows[0], "country", "quarter"]
    table = [header, *([*row.values(), "GB", "2026-Q3"] for row in rows)]
    plain = delivered(table, delimiter=",", newline="\n", encoding="utf-8", separator_line=False)
    assert (plain.findings, plain.tidied) == ((), ())
    return read(plain, collection)


@settings(max_examples=40, derandomize=True, deadline=None)
@given(data=st.data())
def test_any_mixture_reads_like_plain_rows(data: st.DataObject) -> None:
    collection, rows = data.draw(tables())
    written = data.draw(writings(collection, rows))
    if data.draw(st.integers(0, 4)) == 0 and not written.is_message:
        names = ("Sheet1", collection, load_contract(collection).labels["sv"])
        delivery = from_workbook(written.rows, sheet=data.draw(st.sampled_from(names)))
    else:
        delivery = delivered(
            written.rows,
            delimiter=data.draw(st.sampled_from(DELIMITERS)),
            newline=data.draw(st.sampled_from(("\n", "\r\n", "\r"))),
            encoding=data.draw(st.sampled_from(ENCODINGS)),
            separator_line=data.draw(st.booleans()),
        )
    assert delivery.findings == ()
    assert read(delivery, collection) == plainly(collection, rows)
    assert delivery.records == len(rows)
