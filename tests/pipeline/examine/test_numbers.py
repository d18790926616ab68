"""Numbers: whatever the spelling, a number is read as itself or asked about, and never as another."""

from decimal import Decimal

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as some

from data_contracts.contract import load_contract
from pipeline.examine.parsing import SPACES, parse
from pipeline.receive.delivery import raw_columns

CONTRACT = load_contract("toolkit")  # its effect size may be negative and has no limit


def read(*cells: str) -> list[float | None]:
    rows = pl.DataFrame({"effect_size": cells}).select(
        pl.col(name) if name == "effect_size" else pl.lit(None, dtype=kind).alias(name)
        for name, kind in raw_columns(CONTRACT).items()
    )
    return parse(rows, CONTRACT).get_column("effect_size").to_list()


@some.composite
def spelled(draw: some.DrawFn) -> tuple[Decimal, str]:
    """A number and one way in which somebody in Europe writes it."""
    whole, places = draw(some.integers(0, 10**12)), draw(some.integers(0, 4))
    decimals = "".join(draw(some.lists(some.sampled_from("0123456789"), min_size=places, max_size=places)))
    minus = draw(some.sampled_from(["", "-", "−", "–"]))
    separator, mark = draw(some.sampled_from(["", *SPACES, ".", ","])), draw(some.sampled_from(".,"))
    digits = f"{whole:,}".replace(",", separator)
    value = Decimal(f"{'-' if minus else ''}{whole}.{decimals or 0}")
    return value, f"{minus}{digits}{mark + decimals if decimals else ''}"


@settings(max_examples=100, deadline=None)
@given(some.lists(spelled(), min_size=20, max_size=20))
def test_a_number_is_read_as_itself_or_asked_about(numbers: list[tuple[Decimal, str]]) -> None:
    for (value, text), found in zip(numbers, read(*(text for _, text in numbers)), strict=True):
        assert found is None or found == float(value), text


def test_what_only_one_country_would_read_this_way_is_asked_about() -> None:
    assert read("12.450", "12,450", "1 000,500", "1.000,5", "1,000,000", "1 00", "12 3456", "0 123") == [None] * 8
