"""The dashboard's log tells an error by its class, and the journal has its places; neither has its text."""

import logging
from pathlib import Path

import pytest

from dashboard.quiet import quieten
from pipeline.journal import lines
from pipeline.settings import Settings


def test_the_text_of_an_error_comes_into_no_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    settings = Settings(home=tmp_path)
    usual = logging.getLogRecordFactory()
    quieten(settings)
    try:
        try:
            raise ValueError("a secret of Anna")
        except ValueError:
            logging.getLogger("streamlit").exception("a page of %s", "ours")
        logging.getLogger("streamlit").warning("no error")
    finally:
        logging.setLogRecordFactory(usual)
    assert "a page of ours (ValueError, see logs/events.jsonl)" in caplog.text
    assert "secret" not in caplog.text
    assert [(each["event"], each["error"]) for each in lines(settings)] == [("page-failed", "ValueError")]
