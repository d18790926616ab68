"""From cells to a delivery: whose rows they are, of which collection, and what is wrong with the file as a whole."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from data_contracts.findings import Finding
from data_contracts.tidying import gather
from pipeline.receive.cells import FileRead
from pipeline.receive.code_pages import in_its_code_page
from pipeline.receive.cover import read_cover
from pipeline.receive.delivery import Delivery
from pipeline.receive.loose_lines import take_out_loose_lines
from pipeline.receive.outdated import outdated_contracts
from pipeline.receive.parts import part_of, take_out_nil
from pipeline.receive.reading import read_files
from pipeline.receive.recognised import known_by_name, written_as
from pipeline.receive.shape import is_readable, shape_findings
from pipeline.receive.sorting import sort_rows
from pipeline.receive.sources import find_sources
from pipeline.settings import Settings


def deliver(files: Sequence[tuple[str, Path]], *, settings: Settings) -> Iterator[Delivery]:
    """`files`: (submission, path in the archive); a delivery for each, in any order, whatever the files hold."""
    return map(unpack, read_files(files, settings=settings))


def unpack(read: FileRead) -> Delivery:
    """Every row of the file is in a part, or counted as refused; nil rows are neither.

    A file that could not be read, or holds nothing at all, has no kind.
    """
    read, decoded = in_its_code_page(read)
    if read.findings:
        return Delivery(read.submission, findings=read.findings)
    if not any(sheet.height for sheet in read.sheets):
        return Delivery(read.submission, findings=(Finding("file-empty"),))
    found = sort_rows(read.sheets)
    cover = read_cover(found.cover)
    country_source, quarter_source = find_sources(cover, found)
    country, quarter = country_source.origin, quarter_source.origin
    tidied = [
        *written_as(read.form),
        *decoded,
        *found.tidied,
        *country_source.tidied(),
        *quarter_source.tidied(),
    ]
    findings = [*found.findings, *cover.findings, *outdated_contracts(cover)]
    if any(block.lines for block in found.blocks):  # else it is told that there are no rows, which might have said it
        findings += [*country_source.findings(), *quarter_source.findings()]

    parts, letters, own_lines, nil_returns, refused = {}, {}, {}, set(), found.refused
    for whole in found.blocks:
        tidied += known_by_name(whole)
        block, nil = take_out_nil(whole)
        block, loose = take_out_loose_lines(block)
        findings += loose
        refused += len(loose)
        findings += shape_findings(block, nil=nil)
        if nil:
            nil_returns.add(block.collection)
        if not is_readable(block):
            refused += len(block.lines)
        elif block.lines:
            parts[block.collection] = part_of(block, submission=read.submission, country=country, quarter=quarter)
            letters[block.collection] = {column: block.letter(column) for column in block.places}
            if block.own_lines:
                own_lines[block.collection] = block.own_lines
    return Delivery(
        submission=read.submission,
        kind=read.kind,
        country=country.value,
        quarter=quarter.value,
        agency=cover.agency,
        parts=parts,
        letters=letters,
        own_lines=own_lines,
        nil=frozenset(nil_returns),
        findings=tuple(findings),
        tidied=gather(tidied),
        records=sum(part.height for part in parts.values()) + refused,
        refused=refused,
    )
