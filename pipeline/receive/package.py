"""What a workbook is made of: its sheets in order, the texts that their cells share, and what its styles show."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from posixpath import basename, dirname, join, normpath
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from pipeline.receive.grid import Budget
from pipeline.receive.kinds import READABLE
from pipeline.receive.refusal import RefusedError
from pipeline.receive.shown import SINCE_1900, SINCE_1904, shows_duration, shows_moment, shows_percent
from pipeline.receive.small_xml import MAIN, parse

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = "{http://purl.oclc.org/ooxml/"  # Excel's second form, which hardly anything reads
_WORKBOOK = re.compile(r"\.(sheet|template)\.main\+xml$")

_LONGEST_FORMAT = 255  # characters; no program writes longer ones

# The formats that a style may name without describing them.
_PERCENTAGES, _MOMENTS, _DURATIONS = {9, 10}, {*range(14, 23), 45, 46, 47}, {46}


@dataclass(frozen=True)
class Styles:
    """The styles, by their positions, that show a number as something else."""

    moments: frozenset[int] = frozenset()
    durations: frozenset[int] = frozenset()
    percentages: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Package:
    """`sheets`: the name of each and its part. `strings`: the part of the texts that they share, where there is one."""

    sheets: list[tuple[str, str]]
    strings: str | None
    styles: Styles
    epoch: datetime


def open_package(archive: ZipFile, budget: Budget) -> Package:
    part = _workbook_part(archive, budget)
    book, related = parse(archive.read(part), budget), _relations(archive, part, budget)
    if book.tag.startswith(_STRICT):
        raise RefusedError("file-kind-unknown", found="XLSX (Strict Open XML)", expected=READABLE)
    of_kind = dict(related.values())
    properties = book.find(f"{{{MAIN}}}workbookPr")
    since_1904 = properties is not None and properties.get("date1904") in ("1", "true")
    return Package(
        sheets=_sheets(book, related),
        strings=of_kind.get("sharedStrings"),
        styles=_styles(parse(archive.read(of_kind["styles"]), budget)) if "styles" in of_kind else Styles(),
        epoch=SINCE_1904 if since_1904 else SINCE_1900,
    )


def _workbook_part(archive: ZipFile, budget: Budget) -> str:
    listed = parse(archive.read("[Content_Types].xml"), budget)
    named = [each.get("PartName", "") for each in listed if _WORKBOOK.search(each.get("ContentType", ""))]
    return named[0].lstrip("/") if named else "xl/workbook.xml"


def _relations(archive: ZipFile, part: str, budget: Budget) -> dict[str, tuple[str, str]]:
    """Of the part: id -> (kind, the part that is meant)."""
    folder = dirname(part)
    listed = parse(archive.read(f"{folder}/_rels/{basename(part)}.rels"), budget)
    found = {}
    for each in listed:
        kind, target = each.attrib["Type"].rpartition("/")[2], each.attrib["Target"]
        if "macro" in kind.lower():
            raise RefusedError("file-unsafe", found=f"{part} {kind}")
        if each.get("TargetMode") != "External":
            found[each.attrib["Id"]] = (kind, normpath(join("/", folder, target)).lstrip("/"))
    return found


def _sheets(book: Element, related: dict[str, tuple[str, str]]) -> list[tuple[str, str]]:
    """Every worksheet in the workbook's order, hidden ones included; a chart has no cells."""
    found = []
    for each in book.iterfind(f"{{{MAIN}}}sheets/*"):
        if each.tag != f"{{{MAIN}}}sheet":
            raise ValueError(f"{each.tag} among the sheets")
        kind, part = related[each.attrib[f"{{{_OFFICE}}}id"]]
        if kind == "worksheet":
            found.append((each.attrib["name"], part))
    if not found:
        raise ValueError("a workbook without sheets")
    return found


def _styles(sheet: Element) -> Styles:
    own = {
        int(each.attrib["numFmtId"]): each.attrib["formatCode"][:_LONGEST_FORMAT]
        for each in sheet.iterfind(f"{{{MAIN}}}numFmts/{{{MAIN}}}numFmt")
    }
    used = [int(each.get("numFmtId", 0)) for each in sheet.iterfind(f"{{{MAIN}}}cellXfs/{{{MAIN}}}xf")]

    def showing(shows: Callable[[str], bool], standard: Collection[int]) -> frozenset[int]:
        meant = {each for each in set(used) if (shows(own[each]) if each in own else each in standard)}
        return frozenset(at for at, each in enumerate(used) if each in meant)

    return Styles(
        moments=showing(shows_moment, _MOMENTS),
        durations=showing(shows_duration, _DURATIONS),
        percentages=showing(shows_percent, _PERCENTAGES),
    )
