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
from pipeline.receive.cells import Sheet, Texts
from pipeline.receive.header_lines import with_one_header
from pipeline.receive.headers import (
    ENVELOPE,
    collection_of,
    collection_spellings,
    column_meant,
    is_cover,
    is_records,
    nearest,
    place_of_collection,
    places_of,
    repeated_places,
    unknown_places,
)
from pipeline.receive.leading import without_leading_lines
from pipeline.receive.mentions import collection_named, says_nothing

# `definitions` has a key of the name `collection`, and so shares no text file with others.
TOGETHER = tuple(collection for collection in COLLECTIONS if collection != "definitions")

MOST_SHOWN = 200  # characters of a header that means nothing to us


@dataclass(frozen=True)
class Block:
    """The rows of one collection in one sheet, without the header. `places`: column -> where it stands.

    `outside`: where nothing may stand, because the header is blank there, or another collection's.
    """

    collection: str
    sheet: str | None
    header_line: int | None
    header: Sequence[str | None]
    lines: Sequence[int]
    columns: Sequence[Texts]
    places: Mapping[str, int]
    outside: Sequence[int]

    def texts(self, column: str) -> Texts | None:
        """The column's cells from top to bottom; None when the sheet lacks it."""
        return self.columns[self.places[column]] if column in self.places else None

    def letter(self, column: str) -> str:
        return letter_of(self.places[column])


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
            _sort_text_file(_table(sheet, COLLECTIONS, found), found)
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
        _sort_text_file(_table(sheet, COLLECTIONS, found), found)
    elif sheet.height:
        _refuse(sheet, Finding("sheet-unknown", sheet=name, found=name, expected=nearest(name, COLLECTIONS)), found)


def _is_table(sheet: Sheet) -> bool:
    header = without_leading_lines(sheet).table.row(0) if sheet.height else []
    return bool(collection_of(header)) or place_of_collection(header) is not None


def _sort_text_file(sheet: Sheet, found: Sorted) -> None:
    if not sheet.height:  # all of it was for its reader alone
        return
    header = sheet.row(0)
    collection, named_at = collection_of(header), place_of_collection(header)
    if named_at is not None and collection != "definitions":
        _sort_by_column(sheet, named_at, found)
    elif collection:
        _keep(sheet, collection, found)
    else:
        text, expected = ", ".join(filter(None, header))[:MOST_SHOWN], ", ".join(COLLECTIONS)
        finding = Finding("no-collection", sheet=sheet.name, line=sheet.lines[0], found=text, expected=expected)
        _refuse(sheet, finding, found)


def _sort_by_column(sheet: Sheet, at: int, found: Sorted) -> None:
    """Each row goes to the collection that its own cell names; one finding for each other text there."""
    rows: dict[str, list[int]] = {}
    others: dict[str, int] = {}
    texts = sheet.columns[at]
    meanings = {text: collection_spellings().get(fold(text or "")) for text in set(texts)}
    for row in range(1, sheet.height):
        collection = meanings[texts[row]]
        if collection in TOGETHER:
            rows.setdefault(collection, []).append(row)
        else:
            others.setdefault(texts[row] or "", row)
            found.refused += 1
    unknown = _check_header(sheet, TOGETHER, found)
    for collection in [each for each in rows if _is_there(each, found)]:
        found.findings.append(Finding("collection-twice", collection, sheet.name, found=sheet.name))
        found.refused += len(rows.pop(collection))
    for text, row in others.items():
        place = (None, sheet.name, sheet.lines[row], letter_of(at))
        found.findings.append(Finding("collection-unknown", *place, "collection", text, nearest(text, TOGETHER)))
    found.blocks += [_block(sheet, each, unknown, rows=rows[each]) for each in TOGETHER if each in rows]


def _keep(sheet: Sheet, collection: str, found: Sorted) -> None:
    if _is_there(collection, found):
        _refuse(sheet, Finding("collection-twice", collection, sheet.name, found=sheet.name), found)
        return
    unknown = _check_header(sheet, [collection], found)
    found.blocks.append(_block(sheet, collection, unknown))


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


def _block(sheet: Sheet, collection: str, unknown: Collection[int], *, rows: Sequence[int] | None = None) -> Block:
    """The block of `rows` (counted with the header as 0; all others when None)."""
    header = sheet.row(0) if sheet.height else []
    places = places_of(header, collection)
    outside = [
        at for at, text in enumerate(header) if at not in unknown and not (text and column_meant(text, collection))
    ]
    if rows is None:
        lines, columns = sheet.lines[1:], [column[1:] for column in sheet.columns]
    else:
        lines, columns = [sheet.lines[at] for at in rows], [[texts[at] for at in rows] for texts in sheet.columns]
    return Block(
        collection, sheet.name, sheet.lines[0] if sheet.height else None, header, lines, columns, places, outside
    )
