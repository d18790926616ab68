"""Parsing: a cell of a table means what its spelling alone means."""

from unicodedata import normalize

import polars as pl
import pytest

from data_contracts.codes import fold, load_codes, load_spellings
from data_contracts.contract import load_contract
from pipeline.examine.parsing import parse
from pipeline.receive.delivery import raw_columns

CONTRACT = load_contract("interventions")
CODED = [key.name for key in CONTRACT.keys]


def spellings(name: str) -> list[str]:
    """Every name of every code as different programs write it: case, kinds of space, apostrophe and accent."""
    found = list(load_codes(name))
    for word in (word for names in load_codes(name).values() for word in names.values()):
        spaced = "\u00a0" + word.replace(" ", "\u202f")
        found += [word, word.upper(), word.replace("’", "'"), normalize("NFD", word), spaced]
    return found


@pytest.mark.parametrize("column", CODED)
def test_a_cell_is_read_as_the_code_that_its_spelling_means(column: str) -> None:
    written = spellings(column)
    rows = pl.DataFrame({column: written}).select(
        pl.col(name) if name == column else pl.lit(None, dtype=kind).alias(name)
        for name, kind in raw_columns(CONTRACT).items()
    )
    read = parse(rows, CONTRACT).get_column(column).to_list()
    assert read == [load_spellings(column)[fold(each)] for each in written]
