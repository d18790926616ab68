"""CSV: every record kept, at the line where it begins; what cannot be decoded is refused with its place."""

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_contracts.characters import FORBIDDEN
from pipeline.receive.cells import Sheet
from pipeline.receive.csv_text import DELIMITERS, decode, split
from tests.pipeline.receive.conftest import Read, Unpack
from tests.pipeline.receive.making import WHOSE, table, text


def sheet(read: Read, text: str | bytes) -> Sheet:
    found = read(text.encode() if isinstance(text, str) else text)
    assert found.findings == ()
    return found.sheets[0]


def rows(sheet: Sheet) -> list[list[str | None]]:
    return [sheet.row(at) for at in range(sheet.height)]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", DELIMITERS)
def test_delimiter_and_line_ends_are_recognised(read: Read, delimiter: str, newline: str) -> None:
    text = newline.join(delimiter.join(row) for row in ("abc", "123", "456"))
    found = sheet(read, text)
    assert rows(found) == [["a", "b", "c"], ["1", "2", "3"], ["4", "5", "6"]]
    assert found.lines == [1, 2, 3]


def test_the_header_decides_on_the_delimiter(read: Read) -> None:
    assert rows(sheet(read, "a;b;c\n1,5;2,5;3,5\n"))[1] == ["1,5", "2,5", "3,5"]


def test_commas_in_a_title_or_in_figures_do_not_outweigh_the_table(read: Read) -> None:
    title = "Raport, Polska, wydział, III kwartał, 2026"
    rows_of_table = ["a;b;c;d;e", "1,5;2,5;3,5;4,5", "1,5;2,5;3,5", "1;2"]
    assert rows(sheet(read, "\n".join([title, *rows_of_table])))[1] == ["a", "b", "c", "d", "e"]
    assert rows(sheet(read, "\n".join(rows_of_table)))[2] == ["1,5", "2,5", "3,5", None, None]


def test_delimiters_within_quotes_do_not_count(read: Read) -> None:
    assert rows(sheet(read, '"Left to study, work, or legal activity, all";b\n1;2\n'))[1] == ["1", "2"]


def test_excels_first_line_names_the_delimiter_and_is_no_record(read: Read) -> None:
    found = sheet(read, "sep=;\r\na,b;c\r\n1;2\r\n")
    assert rows(found) == [["a,b", "c"], ["1", "2"]]
    assert found.lines == [2, 3]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_is_read_with_and_without_a_mark(read: Read, encoding: str) -> None:
    assert rows(sheet(read, "pays;kraj\nSuède;Łotwa\n".encode(encoding))) == [["pays", "kraj"], ["Suède", "Łotwa"]]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("training", []),
        ("sep=;", [("separator-line", "sep=;", ";")]),
        (";", [("delimiter", ";", ",")]),
        ("\t", [("delimiter", "TAB", ",")]),
        ("|", [("delimiter", "|", ",")]),
        ("\r", [("line-ends", "CR", "")]),
        ("utf-8-sig", []),
        ("utf-16-be", [("text-encoding", "UTF-16 BE", "")]),
    ],
)
def test_how_a_text_file_is_written_is_told(unpacked: Unpack, change: str, told: list[tuple[str, str, str]]) -> None:
    delimiter = change if change in DELIMITERS else ";" if change.startswith("sep") else ","
    data = text(table("training", WHOSE), delimiter=delimiter, newline="\r" if change == "\r" else "\r\n").decode()
    data = f"sep=;\r\n{data}" if change.startswith("sep") else data
    delivery = unpacked(data.encode(change if change.startswith("utf") else "utf-8"))
    assert delivery.findings == ()
    assert [(each.id, each.before, each.after) for each in delivery.tidied] == told


def test_a_record_stands_where_it_begins(read: Read) -> None:
    found = sheet(read, 'a,b\n"one\ntwo\r\nthree",x\n\n , \nlast,y\n')
    assert found.lines == [1, 2, 7]
    assert rows(found)[1] == ["one\ntwo\r\nthree", "x"]


def test_a_short_record_and_a_long_one_are_both_kept(read: Read) -> None:
    assert rows(sheet(read, "a,b\n1\n1,2,3\n")) == [["a", "b", None], ["1", None, None], ["1", "2", "3"]]


@pytest.mark.parametrize(
    ("data", "line", "found"),
    [
        ("a,b\r\nx,y\r\ncaf\xe9,1\r\n".encode("latin-1"), 3, "0xE9"),
        (b"a\rb\rc\xff", 3, "0xFF"),
        (b"a,b\n1,\x00\n", 2, "U+0000"),
        ("a,b\n1,2\n\u202etxt,3\n".encode(), 3, "U+202E"),
        ("a,b\n1,\u200f2\n".encode(), 2, "U+200F"),
        ("name,figure\n1,\x00\n".encode("utf-16-le"), 2, "U+0000"),
        ("a\nb\n\u2066x".encode("utf-16"), 3, "U+2066"),
        ("a\nb".encode("utf-16") + b"\x00", 2, "0x00"),
    ],
)
def test_a_character_that_cannot_be_taken_is_refused_with_its_line(
    unpacked: Unpack, data: bytes, line: int, found: str
) -> None:
    (finding,) = unpacked(data).findings
    assert (finding.rule, finding.line, finding.found) == ("file-encoding", line, found)


@pytest.mark.parametrize(("text", "line"), [('a,b\n1,2\n"open,3\n4,5\n', 3), ('a,b\n"x"y,2\n', 2)])
def test_a_quote_that_is_not_closed_swallows_no_rows(read: Read, text: str, line: int) -> None:
    (finding,) = read(text.encode()).findings
    assert (finding.rule, finding.line) == ("file-unreadable", line)


def test_more_columns_than_a_table_has_are_refused(read: Read) -> None:
    (finding,) = read(b"a,b\n" + b"1," * 500 + b"1\n").findings
    assert (finding.rule, finding.found, finding.expected) == ("file-too-large", "SG2", "SF100000")


def test_trailing_delimiters_are_no_columns(read: Read) -> None:
    assert len(sheet(read, b"a,b" + b"," * 16_000 + b"\n1,2\n").columns) == 2


cells = st.text(st.characters(exclude_categories=["Cs"]), max_size=8).filter(lambda text: not FORBIDDEN.search(text))
tables = st.lists(st.lists(cells, min_size=2, max_size=5), min_size=1, max_size=8)


@given(tables, st.sampled_from(DELIMITERS), st.sampled_from(["\n", "\r\n", "\r"]))
def test_rows_in_are_rows_out_at_their_lines(table: list[list[str]], delimiter: str, newline: str) -> None:
    buffer = StringIO(newline="")
    buffer.write(f"sep={delimiter}{newline}")
    expected, line = {}, 2
    for row in table:
        before = len(buffer.getvalue())
        csv.writer(buffer, delimiter=delimiter, lineterminator=newline, quoting=csv.QUOTE_ALL).writerow(row)
        kept = [cell if cell.strip() else None for cell in row]
        while kept and kept[-1] is None:
            kept.pop()
        if kept:
            expected[line] = kept
        written = buffer.getvalue()[before:]
        line += len(written.replace("\r\n", "\n").replace("\r", "\n").split("\n")) - 1
    found = Sheet(**split(decode(buffer.getvalue().encode())))
    width = max((len(row) for row in expected.values()), default=0)
    padded = {line: row + [None] * (width - len(row)) for line, row in expected.items()}
    assert dict(zip(found.lines, rows(found), strict=True)) == padded
