"""What is wrong with a block as a table: columns that it lacks, cells outside it, no rows, nil rows among others."""

from collections.abc import Iterator, Sequence

from data_contracts.codes import fold
from data_contracts.contract import load_contract
from data_contracts.findings import Finding
from pipeline.receive.addresses import first_lines, letter_of
from pipeline.receive.blocks import Block
from pipeline.receive.headers import collection_spellings
from pipeline.receive.parts import NIL


def is_readable(block: Block) -> bool:
    """Whether the header was found at all: without any key, no row can be told from another."""
    return any(key.name in block.places for key in load_contract(block.collection).keys)


def shape_findings(block: Block, *, nil: Sequence[int]) -> Iterator[Finding]:
    """`block` without its nil rows; `nil` are the lines of these."""
    name, sheet = block.collection, block.sheet
    if nil and block.lines:
        first = load_contract(name).keys[0].name
        yield Finding("nil-with-rows", name, sheet, nil[0], block.letter(first), first, found=NIL)
    if not (nil or block.lines):
        yield Finding("no-rows", name, sheet, block.header_line)
    if block.lines:
        yield from _missing_columns(block)
    if is_readable(block):
        yield from _cells_outside(block)
        yield from _other_collections(block)


def _missing_columns(block: Block) -> Iterator[Finding]:
    for column in load_contract(block.collection).columns:
        if column.role != "text" and column.name not in block.places:
            yield Finding("column-missing", block.collection, block.sheet, block.header_line, column=column.name)


def _cells_outside(block: Block) -> Iterator[Finding]:
    """One for each row that has any, at the first."""
    told = set()
    for at in block.outside:
        for row, text in enumerate(block.columns[at]):
            if text and row not in told:
                told.add(row)
                place = (block.collection, block.sheet, block.lines[row], letter_of(at))
                yield Finding("cell-outside-table", *place, found=text)


def _other_collections(block: Block) -> Iterator[Finding]:
    """Where the envelope's column `collection` contradicts the sheet."""
    if any(column.name == "collection" for column in load_contract(block.collection).columns):
        return
    texts = block.texts("collection") or ()
    for text, line in first_lines(texts, block.lines).items():
        if text and collection_spellings().get(fold(text)) != block.collection:
            place = (block.collection, block.sheet, line, block.letter("collection"), "collection")
            yield Finding("collection-unknown", *place, found=text, expected=block.collection)
