"""While too many files are examined, the page says so, and a file can be sent all the same; its answer follows."""

from contextlib import ExitStack
from pathlib import Path

import pytest

from pipeline import door, queueing
from pipeline.settings import Settings
from tests.dashboard.pages import press, seen, visit
from tests.files import csv_file


def test_a_file_is_sent_and_answered_when_there_is_room(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queueing, "PATIENCE", 0.0)
    settings = Settings(home=home)
    with ExitStack() as others:
        for _ in range(queueing.AT_WORK):
            others.enter_context(queueing.at_desk(settings))
        app = visit("submit")
        app.file_uploader[0].set_value(("p.csv", csv_file(("partners", [{}])), "text/csv")).run()
        assert "Too many files are being examined just now" in seen(app)
        assert press(app, "Try again")
        press(app, "Submit").click().run()
        words = seen(app)
        assert not app.exception
        assert "the answer follows" in words
        (sent,) = door.history(settings)
        assert sent["submission"] in words
        assert door.proof_of(settings, sent["submission"]) is None
    app.run()
    assert not app.exception
    assert "Too many files" not in seen(app)
    assert "Ready to submit" in seen(app)
