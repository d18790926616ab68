"""What in a file says where it is from: cover, rows, fields above a table; failing these, its titles and names."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from data_contracts.findings import Finding
from data_contracts.tidying import Tidying
from pipeline.receive.addresses import first_lines
from pipeline.receive.blocks import Block
from pipeline.receive.cover import Cover
from pipeline.receive.mentions import Mention, mentions, stated_above
from pipeline.receive.origin import Origin, Statement, find_country, find_quarter
from pipeline.receive.sorting import Sorted


@dataclass(frozen=True)
class Source:
    """The country or the quarter (`column`) of a file.

    `taken`: from above the table or a sheet's name, as nothing else says it; `others`: what these say without need.
    """

    column: str
    origin: Origin
    statements: Sequence[Statement]
    taken: Sequence[Mention]
    others: Sequence[Mention]

    def tidied(self) -> Iterator[Tidying]:
        column = self.column
        for stated in self.statements:
            if (meant := self.origin.meanings.get(stated.text)) and meant != stated.text:
                yield Tidying(f"{column}-name", 1, stated.address, stated.text, meant)
        for each in self.taken:
            meant = self.origin.meanings.get(each.said.text) or each.said.text
            yield Tidying(f"{column}-title", 1, each.said.address, each.text, meant)

    def findings(self) -> Iterator[Finding]:
        """Those of the origin; and the first title that says only something else than the rows do."""
        yield from self.origin.findings
        value = self.origin.value
        if value and self.others and all(each.said.text != value for each in self.others):
            other = self.others[0].said
            place = (None, other.sheet, other.line, other.letter, self.column)
            yield Finding("title-says-otherwise", *place, found=other.text, expected=value)


def find_sources(cover: Cover, found: Sorted) -> tuple[Source, Source]:
    """The country's and the quarter's."""
    above = [(field, stated) for sheet in found.above for field, stated in stated_above(sheet)]
    for field, stated in above:
        if field == "agency":
            cover.statements.setdefault(field, stated)
    names = [block.sheet for block in found.blocks if block.sheet]
    mentioned = list(mentions(found.above, names))
    country, quarter = (
        _source(
            column,
            list(_statements(column, cover, found.blocks)),
            [stated for field, stated in above if field == column],
            [each for each in mentioned if each.column == column],
        )
        for column in ("country", "quarter")
    )
    return country, quarter


def _source(
    column: str, statements: list[Statement], above: Sequence[Statement], mentioned: Sequence[Mention]
) -> Source:
    find = find_country if column == "country" else find_quarter
    if statements or above:
        taken = [] if statements else [Mention(column, stated.text, stated) for stated in above]
        statements = [*statements, *above]
        return Source(column, find(statements), statements, taken, mentioned)
    return Source(column, find([each.said for each in mentioned]), [], mentioned, [])


def _statements(column: str, cover: Cover, blocks: Sequence[Block]) -> Iterator[Statement]:
    """What the cover says, then each different text of the rows, where it stands first."""
    if stated := cover.statements.get(column):
        yield stated
    for block in blocks:
        for text, line in first_lines(block.texts(column) or (), block.lines).items():
            if text:
                yield Statement(text, block.sheet, line, block.letter(column), block.collection)
