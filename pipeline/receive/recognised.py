"""Sheets and columns that were known by another name than their own, and how a text file is written."""

from collections.abc import Iterator, Mapping

from data_contracts.tidying import Tidying
from pipeline.receive.blocks import Block
from pipeline.receive.mentions import collection_named

_SHOWN = {"utf-16-le": "UTF-16 LE", "utf-16-be": "UTF-16 BE", "\t": "TAB"}


def written_as(form: Mapping[str, str]) -> Iterator[Tidying]:
    """How a text file is written, where it is not in UTF-8 with commas and line ends of this century."""
    encoding, delimiter = form.get("encoding", ""), form.get("delimiter", ",")
    if encoding in _SHOWN:
        yield Tidying("text-encoding", 1, "", _SHOWN[encoding], "")
    if line := form.get("separator_line"):
        yield Tidying("separator-line", 1, "A1", line, _SHOWN.get(delimiter, delimiter))
    elif delimiter != ",":
        yield Tidying("delimiter", 1, "", _SHOWN.get(delimiter, delimiter), ",")
    if line_end := form.get("line_end"):
        yield Tidying("line-ends", 1, "", line_end, "")


def known_by_name(block: Block) -> Iterator[Tidying]:
    """The sheet and the columns of `block` that have a label, or an id in another spelling."""
    if block.sheet is not None and block.sheet != block.collection:
        if collection_named(block.sheet) == block.collection:
            yield Tidying("sheet-name", 1, block.sheet, block.sheet, block.collection)
        else:
            yield Tidying("sheet-header", 1, block.sheet, block.sheet, block.collection)
    for column, at in block.places.items():
        text = block.header[at] or ""
        if text != column:
            address = "!".join(filter(None, (block.sheet, f"{block.letter(column)}{block.header_line}")))
            yield Tidying("column-name", 1, address, text, column)
