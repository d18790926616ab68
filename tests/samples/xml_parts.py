"""Workbooks one of whose XML parts is the trap: entities, depth, breadth, and what a workbook should not carry."""

from collections.abc import Iterator
from functools import partial

from tests.pipeline.receive.making import MAIN, OFFICE, RELATIONS, bare_workbook, entries_of, with_entries, zipped
from tests.samples.cells import CELL, EMPTY, FINE
from tests.samples.containers import DAMAGED, SHEET, STOPPED, UNSAFE, good
from tests.samples.sample import READ, Sample

LAUGHS = "<!ENTITY a 'ha'>" + "".join(f"<!ENTITY {chr(98 + at)} '{f'&{chr(97 + at)};' * 10}'>" for at in range(9))
DEFINITIONS = {
    "a billion laughs": f"<!DOCTYPE x [{LAUGHS}]><x>&j;</x>",
    "a long entity many times": f"<!DOCTYPE x [<!ENTITY a '{'a' * 100_000}'>]><x>{'&a;' * 10_000}</x>",
    "an entity from a file": "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><x>&a;</x>",
    "an entity from the network": "<!DOCTYPE x [<!ENTITY a SYSTEM 'http://127.0.0.1:1/a'>]><x>&a;</x>",
    "a parameter entity": "<!DOCTYPE x [<!ENTITY % a SYSTEM 'file:///etc/passwd'> %a;]><x/>",
    "a definition from elsewhere": "<!DOCTYPE x SYSTEM 'http://127.0.0.1:1/x.dtd'><x/>",
}
PLACES = (
    "xl/sharedStrings.xml",
    "xl/workbook.xml",
    "xl/styles.xml",
    "[Content_Types].xml",
    "xl/_rels/workbook.xml.rels",
    "docProps/core.xml",
)
HARMFUL = {
    "macros": "xl/vbaProject.bin",
    "macros in capitals": "XL/VBAPROJECT.BIN",
    "macros on sheets": "xl/macrosheets/sheet1.xml",
    "dialogues": "xl/dialogsheets/sheet1.xml",
    "a link to another file": "xl/externalLinks/externalLink1.xml",
    "an embedded object": "xl/embeddings/oleObject1.bin",
    "controls that run": "xl/activeX/activeX1.bin",
    "connections to databases": "xl/connections.xml",
    "a query": "xl/queryTables/queryTable1.xml",
    "buttons of its own": "customUI/customUI.xml",
}
TYPES = {
    "a workbook with macros": "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    "macros under another name": "application/vnd.ms-office.vbaProject",
    "macros on a sheet of another name": "application/vnd.ms-excel.macrosheet+xml",
    "a link under another name": "application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml",
    "an object under another name": "application/vnd.openxmlformats-officedocument.oleObject",
    "a control under another name": "application/vnd.ms-office.activeX+xml",
    "connections under another name": "application/vnd.openxmlformats-officedocument.spreadsheetml.connections+xml",
}


def xml_parts() -> Iterator[Sample]:
    for name, text in DEFINITIONS.items():
        yield Sample(f"{name} in the sheet", partial(_with, SHEET, text), UNSAFE)
    for place in PLACES:
        yield Sample(f"a billion laughs in {place}", partial(_with, place, DEFINITIONS["a billion laughs"]), UNSAFE)
    for encoding in ("utf-16", "utf-16-be", "utf-16-le"):
        laughs = DEFINITIONS["a billion laughs"].encode(encoding)
        yield Sample(f"a billion laughs in {encoding}", partial(_with, SHEET, laughs), UNSAFE)
    for encoding in ("cp037", "utf-7", "utf-32", "iso-8859-1"):
        hidden = f"<?xml version='1.0' encoding='{encoding}'?><x/>"
        yield Sample(f"a part that says that it is {encoding}", partial(_with, SHEET, hidden), UNSAFE)
    for name, part in HARMFUL.items():
        yield Sample(name, partial(_with, part, "x"), UNSAFE)
    for name, kind in TYPES.items():
        yield Sample(name, partial(_listed, kind), UNSAFE)
    yield Sample("a relation to a sheet of macros", _macro_relation, UNSAFE)
    yield Sample("a picture from elsewhere", _external_relation, FINE)
    yield from _shapes()
    yield from _broken()
    yield from _lists()


def _shapes() -> Iterator[Sample]:
    """Parts that are deep, broad or long."""
    yield Sample("a million elements in each other", partial(_nested, 1_000_000), (*UNSAFE, *STOPPED))
    for part in ("xl/styles.xml", "xl/sharedStrings.xml", "xl/workbook.xml", SHEET):
        deep = f"<x xmlns='{MAIN}'>{'<a>' * 100_000}{'</a>' * 100_000}</x>"
        yield Sample(f"100 000 elements in each other in {part}", partial(_with, part, deep), (*DAMAGED, *EMPTY, READ))
    attributes = " ".join(f'a{at}=""' for at in range(300_000))
    names = " ".join(f'xmlns:a{at}="b{at}"' for at in range(200_000))
    yield Sample("an element with 300 000 attributes", partial(bare_workbook, f"<row {attributes}/>"), EMPTY)
    yield Sample("an element with three million attributes", _many_attributes, STOPPED)
    yield Sample("200 000 names for one namespace", partial(bare_workbook, f"<row {names}/>"), EMPTY)
    yield Sample("an attribute of 12 MB", partial(_long_attribute, "0123456789abcdef"), EMPTY)
    yield Sample("an attribute of 12 MB of brackets", partial(_long_attribute, ">>>> >>> >> > !?"), EMPTY)
    comment = "<!-- 0123456789 <row> -->" * 400_000
    yield Sample("400 000 remarks", partial(bare_workbook, comment), (*UNSAFE, *STOPPED))
    yield Sample("ten thousand sheets of one part", partial(_sheets, 10_000), ("too-many-sheets",))


def _broken() -> Iterator[Sample]:
    yield Sample("broken XML", partial(bare_workbook, "<row><c>"), DAMAGED)
    yield Sample("a part of NUL bytes", partial(_with, SHEET, bytes(10_000)), DAMAGED)
    yield Sample("a part of nothing", partial(_with, SHEET, b""), DAMAGED)
    yield Sample("a sheet that is not there", _without_sheet, DAMAGED)
    yield Sample(
        "a workbook that is its own sheet", partial(_related, b"worksheets/sheet1.xml", b"workbook.xml"), EMPTY
    )
    yield Sample("a sheet outside the workbook", partial(_related, b"worksheets/", b"../../../../etc/"), DAMAGED)
    yield Sample("a relation of no kind", partial(_related, b" Type=", b" Kind="), DAMAGED)
    strict = "<workbook xmlns='http://purl.oclc.org/ooxml/spreadsheetml/main'/>"
    yield Sample("the strict form of the format", partial(_with, "xl/workbook.xml", strict), ("file-kind-unknown",))


def _lists() -> Iterator[Sample]:
    """What a workbook keeps once for all its cells, in numbers that no workbook needs."""
    formats = "".join(f"<numFmt numFmtId='{at}' formatCode='0.{at}'/>" for at in range(164, 300_000))
    fonts = "".join(f"<font><sz val='{at}'/></font>" for at in range(500_000))
    styles = {
        "250 000 styles": "<cellXfs>" + "".join(f"<xf numFmtId='{at}'/>" for at in range(250_000)) + "</cellXfs>",
        "half a million fonts": f"<fonts>{fonts}</fonts>",
        "300 000 number formats": f"<numFmts>{formats}</numFmts>",
        "a number format of brackets": _format("[" * 900_000),
        "a number format of quotation marks": _format("&quot;" * 150_000),
        "a number format that does not end": _format("[$-" + "0" * 900_000),
    }
    for name, inside in styles.items():
        yield Sample(name, partial(bare_workbook, CELL, styles=inside), (*STOPPED, READ))
    named = "".join(f"<definedName name='n{at}'>training!$A${at}</definedName>" for at in range(300_000))
    yield Sample("300 000 defined names", partial(_names, named), (*STOPPED, READ))
    title = f"<definedName name='_xlnm.Print_Titles' localSheetId='0'>{'$A:$A,' * 150_000}</definedName>"
    yield Sample("a print title of a megabyte", partial(_names, title), FINE)


def _format(code: str) -> str:
    return f"<numFmts><numFmt numFmtId='164' formatCode='{code}'/></numFmts><cellXfs><xf numFmtId='164'/></cellXfs>"


def _names(inside: str) -> bytes:
    data = bare_workbook(CELL)
    book = entries_of(data)["xl/workbook.xml"].decode()
    changed = book.replace("</sheets>", f"</sheets><definedNames>{inside}</definedNames>")
    return with_entries(data, {"xl/workbook.xml": changed})


def _with(name: str, content: str | bytes) -> bytes:
    return with_entries(good(), {name: content})


def _nested(depth: int) -> bytes:
    return bare_workbook("<a>" * depth + "</a>" * depth)


def _listed(kind: str) -> bytes:
    """A part that only the list of parts says anything of."""
    listed = entries_of(good())["[Content_Types].xml"].decode()
    more = f'<Override PartName="/xl/media/x" ContentType="{kind}"/></Types>'
    changes = {"[Content_Types].xml": listed.replace("</Types>", more), "xl/media/x": "x"}
    return with_entries(good(), changes)


def _related(before: bytes, after: bytes) -> bytes:
    relations = entries_of(good())["xl/_rels/workbook.xml.rels"]
    return _with("xl/_rels/workbook.xml.rels", relations.replace(before, after))


def _macro_relation() -> bytes:
    kind = b"http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet"
    return _related(f"{OFFICE}/worksheet".encode(), kind)


def _external_relation() -> bytes:
    relation = f"<Relationship Id='r1' Type='{OFFICE}/image' Target='http://127.0.0.1:1/x.png' TargetMode='External'/>"
    return _with(
        "xl/worksheets/_rels/sheet1.xml.rels", f"<Relationships xmlns='{RELATIONS}'>{relation}</Relationships>"
    )


def _many_attributes() -> bytes:
    numbers = '="" a'.join(map(str, range(3_000_000)))
    return bare_workbook(f'<row a{numbers}=""/>')


def _long_attribute(text: str) -> bytes:
    numbers = "".join(f"{text}{at}" for at in range(550_000))
    return bare_workbook(f'<row a="{numbers}"/>')


def _without_sheet() -> bytes:
    return zipped({name: part for name, part in entries_of(good()).items() if name != SHEET})


def _sheets(count: int) -> bytes:
    data = bare_workbook(CELL)
    book = entries_of(data)["xl/workbook.xml"].decode()
    many = "".join(f"<sheet name='s{at}' sheetId='{at}' r:id='rId1'/>" for at in range(2, count))
    return with_entries(data, {"xl/workbook.xml": book.replace("</sheets>", f"{many}</sheets>")})
