"""Whatever a file says, is called and holds: none of it comes to stand in the logs, the ledger or an error's text."""

import io
import json
import logging
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import xlsxwriter

from dashboard.api.routes import api
from data_contracts.contract import COLLECTIONS, load_contract
from pipeline.cli import main
from pipeline.journal import lines
from pipeline.settings import Settings
from pipeline.storage.ledger import Ledger
from pipeline.storage.tokens import Tokens
from tests.dashboard.api.asking import ask
from tests.files import csv_file

WORD, FIGURE = "Qzxmarker", "918273"
"""What a text says, and what a country counted."""

ACCEPTED = csv_file(("campaigns", [{"impressions": f"{FIGURE}0", "clicks": FIGURE, "campaign": WORD}]))


def marked_rows(collection: str) -> list[list[str]]:
    """The right header over cells that all hold the marker, and a column that nobody knows."""
    columns = ["collection", "country", "quarter", *(each.name for each in load_contract(collection).columns), WORD]
    return [columns, [collection, "NL", "2026-Q3", *[WORD] * (len(columns) - 3)], [WORD] * len(columns)]


def marked_files() -> Iterator[tuple[str, bytes]]:
    for collection in COLLECTIONS:
        rows = marked_rows(collection)
        yield f"{collection}.csv", "\n".join(",".join(row) for row in rows).encode()
    book = io.BytesIO()
    with xlsxwriter.Workbook(book) as writing:
        for sheet in (WORD, "campaigns", f"{WORD}2"):
            page = writing.add_worksheet(sheet)
            for at, row in enumerate(marked_rows("campaigns")):
                page.write_row(at, 0, row)
            page.write_comment(1, 1, WORD)
        writing.set_properties({"title": WORD, "author": WORD, "comments": WORD})
    yield "book.xlsx", book.getvalue()
    yield "torn.xlsx", book.getvalue()[: len(book.getvalue()) // 2]
    yield "words.csv", (WORD + ";").encode() * 50
    yield "accepted.csv", ACCEPTED


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """All of them dropped in the inbox, submitted by command and by route, and examined; then one run that fails."""
    settings = Settings(home=tmp_path_factory.mktemp("home"))
    folder = settings.inbox / "NL"
    folder.mkdir(parents=True)
    for name, data in marked_files():
        (folder / f"{WORD}-{name}").write_bytes(data)
        os.utime(folder / f"{WORD}-{name}", (0, 0))
    return settings


def test_no_word_and_no_figure_of_a_file_is_written_where_operators_look(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    files = dict(marked_files())
    home = ["--home", str(settings.root)]
    assert main([*home, "run"]) == 0
    sent = tmp_path / f"{WORD}.csv"
    sent.write_bytes(ACCEPTED + b"\n")
    assert main([*home, "submit", str(sent), "--country", "NL"]) == 0
    now = datetime.now(UTC)
    text = Tokens(settings.tokens, Ledger(settings.ledger)).make(
        "NL", name="Registry", expires=now + timedelta(days=1), now=now
    )[1]
    for data in (files["book.xlsx"], files["words.csv"]):
        ask(api(settings), f"/check?filename={WORD}", data, token=text, content_type="text/csv")
    for path in settings.archive.rglob("*"):
        if path.is_file():
            path.unlink()  # a run that cannot read what it has to examine fails, by our fault
    capsys.readouterr()
    assert main([*home, "run"]) == 70
    assert not holding(capsys.readouterr().err)
    assert not holding(caplog.text)
    events = {each["event"] for each in lines(settings)}
    assert {"received", "batch", "examined", "published", "ran", "request", "command-failed", "ran-failed"} <= events


def test_the_logs_hold_nothing_of_it_and_leave_out_no_fact_that_is_ours(settings: Settings) -> None:
    logs = [path for path in settings.logs.rglob("*") if path.is_file()]
    assert logs
    assert [path.name for path in logs if holding(path.read_text(encoding="utf-8"))] == []
    assert [each for each in lines(settings) if "unfit" in each] == []


def test_the_ledger_holds_nothing_of_it_but_what_its_sender_called_it(settings: Settings) -> None:
    told = [{name: each[name] for name in each if name != "file_name"} for each in Ledger(settings.ledger).events()]
    assert len(told) > 20
    assert [each["event"] for each in told if holding(json.dumps(each, default=str))] == []


def holding(text: str) -> list[str]:
    return [each for each in (WORD.lower(), FIGURE) if each in text.lower()]
