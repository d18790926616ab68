"""OpenDocument workbooks that are the trap: repetitions without end, programs, other files, odd cells."""

from collections.abc import Iterator
from functools import partial

from tests.pipeline.receive.making import entries_of, with_entries, zipped
from tests.pipeline.receive.opendocuments import NAMESPACES, bare_opendocument, cells_of, opendocument, rows_of
from tests.samples.cells import EMPTY, ENCODING, FINE
from tests.samples.containers import DAMAGED, LARGE, STOPPED, UNSAFE
from tests.samples.sample import READ, Sample
from tests.samples.xml_parts import DEFINITIONS

CELL = "<table:table-cell office:value-type='float' office:value='1'><text:p>1</text:p></table:table-cell>"
ROW = f"<table:table-row>{CELL}</table:table-row>"
EVENT = "<script:event-listener script:language='ooo:script' script:event-name='dom:load'/>"
HARMFUL = {
    "a program in it": f"<office:scripts><office:script/></office:scripts>{ROW}",
    "a program that starts with it": f"<office:event-listeners>{EVENT}</office:event-listeners>",
    "a value of another program": "<office:dde-source/>",
    "a table of another file": "<table:table-source/>",
    "cells of another file": ROW.replace("<text:p>", "<table:cell-range-source/><text:p>"),
    "a query": "<table:database-source-sql/>",
    "an object of another program": "<draw:object-ole/>",
    "a plugin": "<draw:plugin/>",
    "an applet": "<draw:applet/>",
    "a frame for a page": "<draw:floating-frame/>",
}


def open_documents() -> Iterator[Sample]:
    yield from _repeated()
    yield from _harmful()
    yield from _broken()
    yield from _odd_cells()


def _repeated() -> Iterator[Sample]:
    blank = "<table:table-row table:number-rows-repeated='{}'><table:table-cell table:number-columns-repeated='{}'/>"
    full = ROW.replace("<table:table-row", "<table:table-row table:number-rows-repeated='{}'")
    wide = ROW.replace("<table:table-cell", "<table:table-cell table:number-columns-repeated='{}'")
    yield Sample(
        "ods: all cells blank and repeated",
        partial(rows_of, f"{blank.format(1_048_576, 16_384)}</table:table-row>"),
        EMPTY,
    )
    yield Sample("ods: one row a million times", partial(rows_of, full.format(1_048_576)), LARGE)
    yield Sample("ods: one cell 16 384 times", partial(rows_of, wide.format(16_384)), LARGE)
    yield Sample(
        "ods: 500 columns 100 000 times",
        partial(rows_of, wide.format(500).replace("row>", "row table:number-rows-repeated='100000'>", 1)),
        LARGE,
    )
    for times in ("0", "-1", "x", "1e9", "٣", "9" * 5_000, str(2**63)):
        shown = ascii(times if len(times) < 25 else f"{times[:3]}…")
        yield Sample(f"ods: a row {shown} times", partial(rows_of, full.format(times)), (*DAMAGED, *LARGE))
        yield Sample(f"ods: a cell {shown} times", partial(rows_of, wide.format(times)), (*DAMAGED, *LARGE))
    yield Sample("ods: a million rows one by one", partial(rows_of, ROW * 1_000_000), (*UNSAFE, *LARGE, *STOPPED))
    yield Sample("ods: a row of 200 000 cells", _broad, LARGE)
    yield Sample("ods: 2.6 million elements", partial(_many, 2_600_000), STOPPED)
    tables = "".join(f"<table:table table:name='t{at}'/>" for at in range(2_000))
    yield Sample("ods: 2 000 sheets", partial(bare_opendocument, tables), ("too-many-sheets",))


def _harmful() -> Iterator[Sample]:
    for name, inside in HARMFUL.items():
        yield Sample(f"ods: {name}", partial(rows_of, inside), UNSAFE)
    for formula in (
        "of:=[&apos;file:///etc/passwd&apos;#$Sheet1.A1]",
        "of:=DDE(&quot;soffice&quot;;&quot;x&quot;;&quot;y&quot;)",
    ):
        cell = f"<table:table-cell table:formula='{formula}' office:value-type='float' office:value='1'/>"
        yield Sample(f"ods: a formula {formula[:12]}…", partial(cells_of, cell), UNSAFE)
    for part in ("Basic/Standard/Module1.xml", "Scripts/python/x.py", "Dialogs/Standard/d.xml", "BASIC/x"):
        yield Sample(f"ods: {part}", partial(_with, part, "x"), UNSAFE)
    yield Sample("ods: a sheet within it", partial(_with, "Object 1/content.xml", "<x/>"), UNSAFE)
    yield Sample("ods: a program replaced for an image", partial(_with, "ObjectReplacements/Object 1", b"MZ"), FINE)
    for name, text in DEFINITIONS.items():
        yield Sample(f"ods: {name}", partial(_with, "content.xml", text), UNSAFE)
    for part in ("META-INF/manifest.xml", "styles.xml", "meta.xml"):
        yield Sample(f"ods: a billion laughs in {part}", partial(_with, part, DEFINITIONS["a billion laughs"]), UNSAFE)
    locked = "<manifest:file-entry manifest:full-path='content.xml'><manifest:encryption-data/></manifest:file-entry>"
    yield Sample("ods: a password", partial(bare_opendocument, "", manifest=locked), ("file-encrypted",))


def _broken() -> Iterator[Sample]:
    for part in range(1, 12):
        yield Sample(f"ods: {part} twelfths", partial(_cut, part / 12), (*DAMAGED, "file-kind-unknown"))
    for part in ("content.xml", "META-INF/manifest.xml"):
        yield Sample(f"ods: no {part}", partial(_without, part), DAMAGED)
        yield Sample(f"ods: {part} of NUL bytes", partial(_with, part, bytes(1_000)), DAMAGED)
    yield Sample("ods: no kind", partial(_without, "mimetype"), ("file-kind-unknown",))
    yield Sample("ods: a kind of a megabyte", partial(_with, "mimetype", "x" * 900_000), ("file-kind-unknown",))
    yield Sample("ods: no table", partial(bare_opendocument, ""), DAMAGED)
    twice = "<table:table table:name='a'/>" * 2
    yield Sample("ods: two tables of one name", partial(bare_opendocument, twice), DAMAGED)
    yield Sample("ods: a table without a name", partial(bare_opendocument, "<table:table/>"), DAMAGED)
    inner = f"<table:table table:name='b'>{ROW}</table:table>"
    yield Sample(
        "ods: a table within a table", partial(rows_of, f"<table:table-row>{inner}</table:table-row>"), DAMAGED
    )
    for name in ("\u202egnp.exe", "x" * 300, "a&#10;b"):
        table = f"<table:table table:name='{name}'>{ROW}</table:table>"
        yield Sample(f"ods: a sheet called {name[:9]!a}", partial(bare_opendocument, table), UNSAFE)
    yield Sample("ods: in one file of XML", partial(_flat, CELL), ("file-kind-unknown",))


def _odd_cells() -> Iterator[Sample]:
    for kind, attribute, value in (
        ("float", "value", "9" * 100_000),
        ("float", "value", "1e99999999"),
        ("float", "value", "NaN"),
        ("percentage", "value", "1e400"),
        ("date", "date-value", "9" * 100_000),
        ("date", "date-value", "-0001-99-99"),
    ):
        cell = CELL.replace("'float'", f"'{kind}'").replace("value='1'", f"{attribute}='{value}'")
        yield Sample(f"ods: a {kind} {value[:12]}", partial(cells_of, cell), (*DAMAGED, READ))
    for kind, attribute, value in (
        ("time", "time-value", "PT" + "9" * 6_000 + "H00M00S"),
        ("time", "time-value", "x"),
        ("boolean", "boolean-value", "perhaps"),
        ("nothing", "value", "1"),
    ):
        cell = f"<table:table-cell office:value-type='{kind}' office:{attribute}='{value}'/>"
        yield Sample(f"ods: a {kind} {value[:12]}", partial(cells_of, cell), (*DAMAGED, READ))
    spaces = "<text:s text:c='{}'/>"
    for count in ("1000000000", "-1", "x", "9" * 5_000):
        yield Sample(f"ods: {count[:12]} spaces", partial(_text, f"a{spaces.format(count)}b"), DAMAGED)
    yield Sample(
        "ods: a thousand spaces 100 000 times",
        partial(_text, f"a{spaces.format(1_000)}b" * 100_000),
        (*LARGE, *STOPPED, *UNSAFE),
    )
    yield Sample("ods: 20 000 texts in each other", _nested, DAMAGED)
    yield Sample("ods: a text of 300 000 paragraphs", _paragraphs, FINE)
    yield Sample("ods: a text of 12 MB as an attribute", _long_attribute, FINE)
    yield Sample(
        "ods: a remark of a megabyte", partial(_text, f"1<office:annotation>{'x' * 900_000}</office:annotation>"), FINE
    )
    for sign in "\u202e\u200f\u2066\x7f\x9b":
        yield Sample(f"ods: U+{ord(sign):04X} in a cell", partial(_text, f"a{sign}b"), ENCODING)


def _good() -> bytes:
    return opendocument({"partners": [["partner_type", "active"], ["PRV", 1]]})


def _with(name: str, content: str | bytes) -> bytes:
    return with_entries(_good(), {name: content})


def _without(name: str) -> bytes:
    return zipped({each: part for each, part in entries_of(_good()).items() if each != name})


def _cut(share: float) -> bytes:
    return _good()[: int(len(_good()) * share)]


def _text(inside: str) -> bytes:
    return cells_of(f"<table:table-cell office:value-type='string'><text:p>{inside}</text:p></table:table-cell>")


def _broad() -> bytes:
    cells = (CELL.replace("'1'", f"'{at}'") for at in range(200_000))
    return cells_of("".join(cells))


def _many(count: int) -> bytes:
    numbers = "'/><text:p text:c='".join(map(str, range(count)))
    return rows_of(f"<text:p text:c='{numbers}'/>")


def _nested() -> bytes:
    opened = "".join(f"<text:span text:c='{at}'>" for at in range(20_000))
    return _text(opened + "</text:span>" * 20_000)


def _paragraphs() -> bytes:
    return _text("".join(f"</text:p><text:p>{at}" for at in range(300_000)))


def _long_attribute() -> bytes:
    text = " ".join(map(str, range(1_700_000)))
    return cells_of(f"<table:table-cell office:value-type='string' office:string-value='{text}'/>")


def _flat(cell: str) -> bytes:
    table = f"<table:table table:name='a'><table:table-row>{cell}</table:table-row></table:table>"
    body = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
    return f"<?xml version='1.0'?><office:document {NAMESPACES} mimetype='x'>{body}</office:document>".encode()
