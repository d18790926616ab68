"""Files that a reader takes along: CSV that is safe to open in a spreadsheet, and JSON."""

import csv
import io
import json
from collections.abc import Callable, Mapping
from typing import Any

import polars as pl
import streamlit as st

from data_contracts.exports import safe

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def csv_button(label: str, frame: pl.DataFrame, *, name: str) -> None:
    st.download_button(label, csv_bytes(frame), file_name=name, mime="text/csv", on_click="ignore")


def json_button(label: str, content: Mapping[str, Any], *, name: str, key: str | None = None) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=2, default=str)
    st.download_button(label, text, file_name=name, mime="application/json", on_click="ignore", key=key)


def page_button(label: str, page: str, *, name: str) -> None:
    st.download_button(label, page, file_name=name, mime="text/html", on_click="ignore")


def workbook_button(label: str, data: bytes | Callable[[], bytes], *, name: str, key: str | None = None) -> None:
    """`data`, or what makes it once it is asked for."""
    st.download_button(label, data, file_name=name, mime=_XLSX, on_click="ignore", key=key)


def pdf_button(label: str, make: Callable[[], bytes], *, name: str, key: str) -> None:
    st.download_button(label, make, file_name=name, mime="application/pdf", on_click="ignore", key=key)


def file_button(label: str, make: Callable[[], bytes], *, name: str, key: str) -> None:
    """A file of any kind, to the byte as somebody sent it."""
    st.download_button(label, make, file_name=name, mime="application/octet-stream", on_click="ignore", key=key)


def csv_bytes(frame: pl.DataFrame) -> bytes:
    """UTF-8 with a mark, so that spreadsheets read the letters right; no text can be taken for a formula."""
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow(map(safe, frame.columns))
    lines.writerows([safe(value) for value in row] for row in frame.iter_rows())
    return out.getvalue().encode("utf-8-sig")
