"""A block: the rows of one collection in one sheet, and where its columns stand."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.receive.addresses import letter_of
from pipeline.receive.cells import Sheet, Texts
from pipeline.receive.headers import column_meant, places_of


@dataclass(frozen=True)
class Block:
    """The rows of one collection in one sheet, without the header. `places`: column -> where it stands.

    `outside`: where nothing may stand, because the header is blank there, or another collection's.
    `stands`: a column that the file has in another place, as its rows were made of several lines; `own_lines`: a row's
    line and a column -> the line on which that cell stands, where it is another.
    """

    collection: str
    sheet: str | None
    header_line: int | None
    header: Sequence[str | None]
    lines: Sequence[int]
    columns: Sequence[Texts]
    places: Mapping[str, int]
    outside: Sequence[int]
    stands: Mapping[str, int] = field(default_factory=dict)
    own_lines: Mapping[tuple[int, str], int] = field(default_factory=dict)

    def texts(self, column: str) -> Texts | None:
        """The column's cells from top to bottom; None when the sheet lacks it."""
        return self.columns[self.places[column]] if column in self.places else None

    def letter(self, column: str) -> str:
        return letter_of(self.stands.get(column, self.places[column]))

    def address(self, row: int, column: str) -> str:
        """Where the cell of a row, counted from 0, stands in the file."""
        line = self.own_lines.get((self.lines[row], column), self.lines[row])
        return "!".join(filter(None, (self.sheet, f"{self.letter(column)}{line}")))


def block_of(sheet: Sheet, collection: str, unknown: Collection[int], *, rows: Sequence[int] | None = None) -> Block:
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
