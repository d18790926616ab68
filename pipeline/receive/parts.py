"""A block as the table that is examined: its nil rows taken out, its cells under the contract's columns."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import polars as pl

from data_contracts.contract import load_contract
from pipeline.receive.blocks import Block
from pipeline.receive.delivery import raw_columns
from pipeline.receive.origin import Origin

NIL = "NIL"


def take_out_nil(block: Block) -> tuple[Block, list[int]]:
    """The block without its nil rows, and the lines of these.

    A nil row says NIL in the first key and leaves all else blank that is owed.
    """
    first, *others = _owed(block.collection)
    filled = [texts for texts in map(block.texts, others) if texts]
    nil = [
        row
        for row, text in enumerate(block.texts(first) or ())
        if text and text.strip().upper() == NIL and not any(texts[row] for texts in filled)
    ]
    if not nil:
        return block, []
    skip = set(nil)
    rest = [row for row in range(len(block.lines)) if row not in skip]
    columns = [[texts[row] for row in rest] for texts in block.columns]
    return replace(block, lines=_pick(block.lines, rest), columns=columns), _pick(block.lines, nil)


def part_of(block: Block, *, submission: str, country: Origin, quarter: Origin) -> pl.DataFrame:
    """The block's rows with the columns of `raw_columns`; a row that does not say where it is from is the file's."""
    height = len(block.lines)
    cells: dict[str, Sequence[object]] = {
        "submission": [submission] * height,
        "sheet": [block.sheet] * height,
        "line": block.lines,
    }
    for column, origin in (("country", country), ("quarter", quarter)):
        texts = block.texts(column) or [None] * height
        cells[column] = [origin.meanings[text] if text else origin.value for text in texts]
    blank = [None] * height
    return pl.DataFrame(
        [
            pl.Series(name, cells.get(name) or block.texts(name) or blank, dtype=dtype)
            for name, dtype in _schema(block.collection).items()
        ]
    )


def _pick(lines: Sequence[int], rows: Sequence[int]) -> list[int]:
    return [lines[row] for row in rows]


@cache
def _owed(collection: str) -> tuple[str, ...]:
    """Keys first, in the contract's order, then measures with the status beside each."""
    contract = load_contract(collection)
    measures = (name for each in contract.measures for name in (each.name, f"{each.name}_status"))
    return (*(key.name for key in contract.keys), *measures)


@cache
def _schema(collection: str) -> dict[str, pl.DataType]:
    return raw_columns(load_contract(collection))
