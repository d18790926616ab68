"""Compound files that are linked in circles, or beyond their end, are refused at once; whole ones give every byte."""

from struct import pack, pack_into

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.receive.compound import Compound
from tests.pipeline.receive.old_workbooks import FREE, LAST, compound

GOOD = compound({"Workbook": bytes(range(256)) * 40, "Book": b"small", "Other": b""}, storages=["Folder"])
DIRECTORY, TABLE = 48, 76  # where the header tells of them


def sector(number: int) -> int:
    return (number + 1) * 512


def told(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 4], "little")


def entry(number: int) -> int:
    return sector(told(GOOD, DIRECTORY)) + 128 * number


FIRST_IN_TABLE = sector(told(GOOD, TABLE))

BROKEN = {
    "nothing but the sign": (8, b"", 8),
    "another size of sectors": (30, pack("<H", 20), None),
    "the other order of bytes": (28, pack("<H", 0xFEFF), None),
    "a table beyond the end": (TABLE, pack("<I", 9_999), None),
    "a table that is listed twice": (TABLE + 4, GOOD[TABLE : TABLE + 4], None),
    "a list of tables that leads to itself": (68, pack("<II", 0, 1), None),
    "entries beyond the end": (DIRECTORY, pack("<I", 9_999), None),
    "no entries": (DIRECTORY, pack("<I", LAST), None),
    "no root": (entry(0) + 66, b"\x02", None),
    "a root without an end": (entry(0) + 116, pack("<I", FREE - 7), None),
    "an entry before itself": (entry(1) + 68, pack("<I", 1), None),
    "entries that lead to one another": (entry(2) + 68, pack("<I", 1), None),
    "an entry that is not there": (entry(1) + 72, pack("<I", 4_000), None),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_compound_file_that_is_not_whole_is_refused(case: str) -> None:
    at, wrong, end = BROKEN[case]
    data = bytearray(GOOD)
    data[at : at + len(wrong)] = wrong
    with pytest.raises(ValueError, match=r"\w"):
        Compound(bytes(data[:end]))


@pytest.mark.parametrize(
    ("at", "wrong"),
    [
        (FIRST_IN_TABLE, pack("<I", 0)),
        (FIRST_IN_TABLE + 40, pack("<I", 3)),
        (FIRST_IN_TABLE, pack("<I", LAST)),
        (FIRST_IN_TABLE, pack("<I", FREE)),
        (FIRST_IN_TABLE, pack("<I", 77)),
        (entry(1) + 116, pack("<I", 77)),
        (entry(1) + 120, pack("<I", 999_999)),
        (entry(1) + 66, b"\x01"),
    ],
)
def test_a_stream_that_is_not_whole_is_refused(at: int, wrong: bytes) -> None:
    data = bytearray(GOOD)
    data[at : at + len(wrong)] = wrong
    with pytest.raises(ValueError, match=r"\w"):
        Compound(bytes(data)).read("Workbook")


def test_entries_that_double_the_work_at_every_step_take_none_of_it() -> None:
    data = bytearray(compound({f"s{at}": b"x" for at in range(60)}))
    directory = sector(told(bytes(data), DIRECTORY))
    for at in range(1, 60):
        pack_into("<II", data, directory + 128 * at + 68, at + 1, at + 1)
    with pytest.raises(ValueError, match="circle"):
        Compound(bytes(data))


def test_names_are_found_whatever_their_case() -> None:
    assert "WORKBOOK" in Compound(GOOD)
    assert "sheet" not in Compound(GOOD)
    assert Compound(GOOD).names == ["Workbook", "Book", "Other", "Folder"]


@pytest.mark.parametrize(("at", "other"), [(68, pack("<II", 0, 0)), (TABLE + 4, pack("<I", LAST) * 108)])
def test_what_programs_write_where_nothing_is_said_does_no_harm(at: int, other: bytes) -> None:
    data = GOOD[:at] + other + GOOD[at + len(other) :]
    assert Compound(data).read("Book") == b"small"


@given(st.dictionaries(st.sampled_from(["a", "b", "c"]), st.integers(0, 70_000).map(lambda size: b"xyz" * (size // 3))))
def test_every_stream_comes_back_as_it_is(streams: dict[str, bytes]) -> None:
    found = Compound(compound(streams))
    assert {name: found.read(name) for name in streams} == streams
