"""The rows of a file sorted by collection: a sheet's name tells it, or a column, or the header itself."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from data_contracts.asides import is_aside_sheet
from data_contracts.codes import fold
from data_contracts.contract import COLLECTIONS, load_contract
from data_contracts.findings import Finding
from data_contracts.tidying import Tidying
from pipeline.receive.addresses import letter_of
from pipeline.receive.asides import without_asides
from pipeline.receive.blocks import Block, block_of
from pipeline.receive.cells import Sheet
from pipeline.receive.header_lines import with_one_header
from pipeline.receive.headers import (
    ENVELOPE,
    collection_of,
    collection_spellings,
    is_cover,
    is_records,
    nearest,
    place_of_collection,
    repeated_places,
    unknown_places,
)
from pipeline.receive.leading import without_leading_lines
from pipeline.receive.mentions import collection_named, says_nothing
from pipeline.receive.observations import in_rows
from pipeline.receive.sdmx import Message, is_message, read_message
from pipeline.receive.stacked import parted

# `definitions` has a key of the name `collection`, and so shares no text file with others.
TOGETHER = tuple(collection for collection in COLLECTIONS if collection != "definitions")

MOST_SHOWN = 200  # characters of a header that means nothing to us


@dataclass
class Sorted:
    """Every row of a file: in a block, on the cover, or counted as refused. `above`: the lines above the tables."""

    blocks: list[Block] = field(default_factory=list)
    cover: Sheet | None = None
    findings: list[Finding] = field(default_factory=list)
    tidied: list[Tidying] = field(default_factory=list)
    above: list[Sheet] = field(default_factory=list)
    refused: int = 0


def sort_rows(sheets: Sequence[Sheet]) -> Sorted:
    """All rows of all sheets by collection, with the findings on sheets' names and headers."""
    found = Sorted()
    for sheet in sheets:
        if sheet.name is None or (is_records(sheet.name) and sheet.height):
            _sort_any(sheet, found)
        elif is_cover(sheet.name) and found.cover is None:
            found.cover = sheet
        elif not is_aside_sheet(sheet.name):
            _sort_sheet(sheet, sheet.name, found)
    if not (found.blocks or found.findings):
        found.findings.append(Finding("no-collection", expected=", ".join(COLLECTIONS)))
    return found


def _table(sheet: Sheet, collections: Collection[str], found: Sorted) -> Sheet:
    """The sheet without what stands above its header, or is for its reader alone, or is the header again."""
    above, sheet, passed_over = without_leading_lines(sheet, collections)
    sheet, joined = with_one_header(without_asides(sheet), collections)
    found.above.append(above)
    found.tidied += [*passed_over, *joined]
    return sheet


def _sort_sheet(sheet: Sheet, name: str, found: Sorted) -> None:
    collection = collection_named(name)
    if collection:
        _keep(_table(sheet, [collection], found), collection, found)
    elif says_nothing(name) and _is_table(sheet):
        _sort_any(sheet, found)
    elif sheet.height:
        _refuse(sheet, Finding("sheet-unknown", sheet=name, found=name, expected=nearest(name, COLLECTIONS)), found)


def _is_table(sheet: Sheet) -> bool:
    header = without_leading_lines(sheet).table.row(0) if sheet.height else []
    return bool(collection_of(header)) or place_of_collection(header) is not None or is_message(header)


def _sort_any(sheet: Sheet, found: Sorted) -> None:
    """A sheet whose name does not tell the collection."""
    if sheet.height and is_message(sheet.row(0)):
        _sort_message(read_message(sheet), found)
        return
    tables, tidied = parted(sheet)
    found.tidied += tidied
    for table in tables:
        _sort_text_file(_table(table, COLLECTIONS, found), found)


def _sort_message(message: Message, found: Sorted) -> None:
    """Each row of an SDMX-CSV file goes to the collection of its structure; several may make one row of a table."""
    found.findings += message.findings
    found.tidied += message.tidied
    found.refused += message.refused
    before = len(found.blocks)
    if "structure" in message.roles:
        _sort_by_column(message.sheet, message.roles["structure"], message.meanings, COLLECTIONS, found)
    else:
        _sort_text_file(message.sheet, found)
    tables = [in_rows(block, message) for block in found.blocks[before:]]
    found.blocks[before:] = [rows.block for rows in tables]
    for rows in tables:
        found.findings += rows.findings
        found.tidied += rows.tidied
        found.refused += rows.refused
    if pieces := sum(rows.pieces for rows in tables):
        made = sum(len(rows.block.lines) for rows in tables)
        found.tidied.append(Tidying("sdmx-rows", 1, "", f"{pieces}", f"{made}"))


def _sort_text_file(sheet: Sheet, found: Sorted) -> None:
    if not sheet.height:  # all of it was for its reader alone
        return
    header = sheet.row(0)
    collection, named_at = collection_of(header), place_of_collection(header)
    if named_at is not None and collection != "definitions":
        meanings = {text: collection_spellings().get(fold(text or "")) for text in set(sheet.columns[named_at])}
        _sort_by_column(sheet, named_at, meanings, TOGETHER, found)
    elif collection:
        _keep(sheet, collection, found)
    else:
        text, expected = ", ".join(filter(None, header))[:MOST_SHOWN], ", ".join(COLLECTIONS)
        finding = Finding("no-collection", sheet=sheet.name, line=sheet.lines[0], found=text, expected=expected)
        _refuse(sheet, finding, found)


def _sort_by_column(
    sheet: Sheet, at: int, meanings: Mapping[str | None, str | None], among: Sequence[str], found: Sorted
) -> None:
    """Each row goes to the collection that its own cell means; one finding for each other text there."""
    rows: dict[str, list[int]] = {}
    others: dict[str, int] = {}
    texts = sheet.columns[at]
    for row in range(1, sheet.height):
        collection = meanings[texts[row]]
        if collection and collection in among:
            rows.setdefault(collection, []).append(row)
        else:
            others.setdefault(texts[row] or "", row)
            found.refused += 1
    unknown = _check_header(sheet, among, found)
    for collection in [each for each in rows if _is_there(each, found)]:
        found.findings.append(Finding("collection-twice", collection, sheet.name, found=sheet.name))
        found.refused += len(rows.pop(collection))
    for text, row in others.items():
        place = (None, sheet.name, sheet.lines[row], letter_of(at))
        found.findings.append(Finding("collection-unknown", *place, "collection", text, nearest(text, among)))
    found.blocks += [block_of(sheet, each, unknown, rows=rows[each]) for each in among if each in rows]


def _keep(sheet: Sheet, collection: str, found: Sorted) -> None:
    if _is_there(collection, found):
        _refuse(sheet, Finding("collection-twice", collection, sheet.name, found=sheet.name), found)
        return
    unknown = _check_header(sheet, [collection], found)
    found.blocks.append(block_of(sheet, collection, unknown))


def _is_there(collection: str, found: Sorted) -> bool:
    return any(block.collection == collection for block in found.blocks)


def _refuse(sheet: Sheet, finding: Finding, found: Sorted) -> None:
    found.findings.append(finding)
    found.refused += max(sheet.height - 1, 0)


def _check_header(sheet: Sheet, collections: Collection[str], found: Sorted) -> list[int]:
    """Findings on header cells that none of `collections` knows, or that name a column again; where the former are."""
    if not sheet.height:
        return []
    header, line = sheet.row(0), sheet.lines[0]
    collection = next(iter(collections)) if len(collections) == 1 else None
    columns = dict.fromkeys(column.name for each in collections for column in load_contract(each).columns)
    unknown = unknown_places(header, collections)
    for at in unknown:
        text = header[at] or ""
        place = (collection, sheet.name, line, letter_of(at))
        found.findings.append(Finding("column-unknown", *place, None, text, nearest(text, [*columns, *ENVELOPE])))
    for at, column in repeated_places(header, collections).items():
        place = (collection, sheet.name, line, letter_of(at))
        found.findings.append(Finding("column-twice", *place, column, header[at]))
    return unknown
