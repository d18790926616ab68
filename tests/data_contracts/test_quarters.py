"""Quarters: read in every spelling that stewards use, moved in time without surprises."""

import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_contracts.quarters import first_day, last_day, parse_quarter, quarters_between, quarters_in, shift

ROMAN = {1: "I", 2: "II", 3: "III", 4: "IV"}
SPELLINGS = (
    "{year}-Q{number}",
    "{year}Q{number}",
    "{year} Q{number}",
    "{year}K{number}",
    "{year} kv {number}",
    "Q{number} {year}",
    "Q{number}/{year}",
    "T{number} {year}",
    "T{number}-{year}",
    "{number}/{year}",
    "{number}e trimestre {year}",
    "trimestre {number} {year}",
    "{roman} kw. {year}",
    "{roman} kwartał {year} r.",
    "{number} kwartał {year}",
    "kv {number} {year}",
    "kv. {number} {year}",
    "Kvartal {number}, {year}",
    "{number}:e kvartalet {year}",
    "{number}Q{year}",
    "{number}T {year}",
    "{year} {roman} kw.",
    "kwartał {roman} {year} roku",
)
MONTHS = ("January–March", "kwiecień-czerwiec", "juillet à septembre", "oktober till december")

years = st.integers(2000, 2099)
numbers = st.integers(1, 4)
quarters = st.builds("{}-Q{}".format, st.integers(2010, 2090), numbers)
steps = st.integers(-20, 20)


@given(
    year=years, number=numbers, spelling=st.sampled_from(SPELLINGS), case=st.sampled_from([str, str.upper, str.lower])
)
def test_every_spelling_of_a_quarter_is_read(year: int, number: int, spelling: str, case: type[str]) -> None:
    written = case(spelling.format(year=year, number=number, roman=ROMAN[number]))
    assert parse_quarter(f"\u00a0{written} ") == f"{year}-Q{number}"


@pytest.mark.parametrize(
    "written", ["2026-Q3", "2026Q3", "Q3 2026", "3/2026", "III kw. 2026", "T3 2026", "kv 3 2026", "1er trimestre 2026"]
)
def test_the_spellings_that_are_promised_are_read(written: str) -> None:
    assert parse_quarter(written) == ("2026-Q1" if "1er" in written else "2026-Q3")


@pytest.mark.parametrize("at", range(4))
@pytest.mark.parametrize("shape", ["{} 2026", "{} 2026 r.", "{}, 2026"])
def test_three_whole_months_are_a_quarter(shape: str, at: int) -> None:
    assert parse_quarter(shape.format(MONTHS[at])) == f"2026-Q{at + 1}"


@pytest.mark.parametrize(
    "written",
    [
        *("third quarter of 2026", "3rd quarter 2026", "Troisième trimestre 2026", "trzeci kwartał 2026 r."),
        *("tredje kvartalet 2026", "lip.–wrz. 2026", "Jul-Sep 2026", "July 2026 – September 2026"),
    ],
)
def test_a_quarter_may_be_spelled_out(written: str) -> None:
    assert parse_quarter(written) == "2026-Q3"


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Raport za III kwartał 2026 r., Polska", ["2026-Q3"]),
        ("PL_training_2026Q3", ["2026-Q3"]),
        ("w trzecim kwartale 2026 roku", ["2026-Q3"]),
        ("Training – Q3 2026", ["2026-Q3"]),
        ("Q2 2026 and Q3 2026", ["2026-Q2", "2026-Q3"]),
        ("Q1–Q3 2026", []),
        ("I–III kw. 2026", []),
        ("January–September 2026", []),
        ("Report 3/2026 of the IT 2026 group", []),
        ("2026-Q33", []),
    ],
)
def test_a_sentence_may_mention_quarters_but_no_range_of_them(sentence: str, found: list[str]) -> None:
    assert sorted({quarter for quarter, _ in quarters_in(sentence)}) == found


@pytest.mark.parametrize(
    "junk",
    [
        *("", " ", "2026", "Q3", "2026-Q5", "2026-Q0", "5/2026", "03/2026", "2026-07-01", "1926-Q3", "V kw. 2026"),
        *("III 2026", "Q3 26", "2026-Q3 2026-Q4", "20٢٦-Q3", "İ/2026", "July 2026", "46023", "2026 TV3"),
        *("IT 2026", "June–August 2026", "July 2025 – September 2026", "January-September 2026", "third half 2026"),
    ],
)
def test_junk_is_no_quarter(junk: str) -> None:
    assert parse_quarter(junk) is None


@given(st.text(alphabet=st.one_of(st.sampled_from("QTKVIqtkvi1234206 /-.,kwart"), st.characters()), max_size=14))
def test_any_text_gives_a_quarter_or_nothing(text: str) -> None:
    found = parse_quarter(text)
    assert found is None or re.fullmatch(r"20[0-9]{2}-Q[1-4]", found)


@given(quarter=quarters, one=steps, other=steps)
def test_moving_twice_is_moving_once_by_the_sum(quarter: str, one: int, other: int) -> None:
    assert shift(shift(quarter, by=one), by=other) == shift(quarter, by=one + other)


@given(quarter=quarters, step=steps)
def test_moving_there_and_back_changes_nothing(quarter: str, step: int) -> None:
    assert shift(shift(quarter, by=step), by=-step) == quarter == shift(quarter, by=0)


@given(quarter=quarters, step=st.integers(1, 20))
def test_later_quarters_sort_after_earlier_ones(quarter: str, step: int) -> None:
    assert quarter < shift(quarter, by=step)


@given(quarter=quarters, step=st.integers(0, 20))
def test_the_quarters_between_two_hold_both_and_skip_none(quarter: str, step: int) -> None:
    between = quarters_between(quarter, shift(quarter, by=step))
    assert between == [shift(quarter, by=number) for number in range(step + 1)]


def test_there_are_no_quarters_between_a_later_and_an_earlier_one() -> None:
    assert quarters_between("2026-Q2", "2026-Q1") == []


@given(quarter=quarters)
def test_a_quarter_ends_on_the_day_before_the_next_begins(quarter: str) -> None:
    assert last_day(quarter) + timedelta(days=1) == first_day(shift(quarter, by=1))
    assert 90 <= (last_day(quarter) - first_day(quarter)).days + 1 <= 92
