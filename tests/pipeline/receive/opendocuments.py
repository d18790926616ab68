"""OpenDocument sheets made for tests, by a tiny writer: right ones by their values, wrong ones from any XML."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from tests.pipeline.receive.making import zipped

Rows = Sequence[Sequence[Any]]

_SPACES = {
    f"xmlns:{short}": f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"
    for short, name in (
        ("office", "office"),
        ("table", "table"),
        ("text", "text"),
        ("draw", "drawing"),
        ("script", "script"),
        ("manifest", "manifest"),
    )
} | {"xmlns:calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"}
NAMESPACES = " ".join(f'{name}="{value}"' for name, value in _SPACES.items())
MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"


def opendocument(sheets: Mapping[str, Rows]) -> bytes:
    """Cells by their Python type."""
    return bare_opendocument("".join(_sheet(name, rows) for name, rows in sheets.items()))


def bare_opendocument(tables: str, *, manifest: str = "", more: Mapping[str, str | bytes] | None = None) -> bytes:
    """The least that is a sheet, with `tables` inside its <office:spreadsheet>, `manifest` inside its manifest."""
    content = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    return zipped(
        {
            "mimetype": MIMETYPE,
            "META-INF/manifest.xml": f"<manifest:manifest {NAMESPACES}>{manifest}</manifest:manifest>",
            "content.xml": f"<office:document-content {NAMESPACES}>{content}</office:document-content>",
            **(more or {}),
        }
    )


def rows_of(rows: str, *, name: str = "training") -> bytes:
    """A workbook of one table with `rows` as its inside."""
    return bare_opendocument(f"<table:table table:name={quoteattr(name)}>{rows}</table:table>")


def cells_of(cells: str) -> bytes:
    return rows_of(f"<table:table-row>{cells}</table:table-row>")


def _sheet(name: str, rows: Rows) -> str:
    lines = "".join(f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>" for row in rows)
    return f"<table:table table:name={quoteattr(name)}>{lines}</table:table>"


def _cell(value: Any) -> str:
    if value is None or value == "":
        return "<table:table-cell/>"
    kind, attribute, raw = "string", "string-value", str(value)
    if isinstance(value, bool):
        kind, attribute, raw = "boolean", "boolean-value", raw.lower()
    elif isinstance(value, int | float):
        kind, attribute, raw = "float", "value", repr(value)
    elif isinstance(value, date):  # or a datetime
        kind, attribute, raw = "date", "date-value", value.isoformat()
    said = quoteattr(raw, {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})
    shown = f"<text:p>{escape(raw)}</text:p>"
    return f'<table:table-cell office:value-type="{kind}" office:{attribute}={said}>{shown}</table:table-cell>'
