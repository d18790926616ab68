"""What a file is called is a stranger's text: wherever it is told again, it is one harmless line."""

import os
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from data_contracts import LANGUAGES
from data_contracts.characters import FORBIDDEN, MOST_SHOWN, file_name, shown
from pipeline.answer.files import write_answer
from pipeline.answer.page import answer_html
from pipeline.cli import main
from pipeline.door import Answer, check, history
from pipeline.inbox import collect_inbox
from pipeline.intake import receive
from pipeline.settings import Settings
from pipeline.words import tell
from tests.samples.names import NAMES

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
POSSIBLE = {
    each: name
    for each, name in NAMES.items()
    if 0 < len(os.fsencode(name)) < 256 and not {"/", "\0"} & set(name) and name != ".."
}
"""Those that a disk takes."""

every_name = pytest.mark.parametrize("case", NAMES)


@pytest.fixture(scope="module")
def answer(tmp_path_factory: pytest.TempPathFactory) -> Answer:
    return check(Settings(home=tmp_path_factory.mktemp("home")), b"", "x", now=NOW)


def is_harmless(text: str) -> bool:
    return not FORBIDDEN.search(text) and len(text.splitlines()) <= 1 and len(text) <= MOST_SHOWN


@every_name
def test_a_name_is_shown_in_one_harmless_line(case: str) -> None:
    assert is_harmless(shown(NAMES[case]))
    assert is_harmless(file_name(NAMES[case]))
    assert not {"/", "\\"} & set(file_name(NAMES[case]))


def test_an_ordinary_name_stays_as_it_is() -> None:
    for name in ("q3.xlsx", "2026-Q3 (kopia) – wersja ostateczna.xlsx", "réponse n° 2.csv", "şüßé 数字.ods"):
        assert shown(name) == file_name(name) == name
    assert file_name("reports/2026/q3.xlsx") == "q3.xlsx"


@every_name
def test_a_name_does_not_change_the_lines_that_tell_it(answer: Answer, case: str) -> None:
    for language in LANGUAGES:
        told = tell(answer, NAMES[case], language)
        assert len(told.splitlines()) == len(tell(answer, "x", language).splitlines())
        assert not FORBIDDEN.search(told)


@every_name
def test_a_page_shows_a_name_and_does_not_obey_it(answer: Answer, case: str) -> None:
    page = answer_html(answer, NAMES[case])
    assert page.count("<") == answer_html(answer, "x").count("<")
    assert not FORBIDDEN.search(page)
    assert page.encode()


def test_ledger_and_history_keep_harmless_names(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    for at, name in enumerate(NAMES.values()):
        received = receive(settings, b"%d" % at, name, sender="test", now=NOW)
        assert received.file_name == file_name(name)
    assert sorted(line["file_name"] for line in history(settings)) == sorted(map(file_name, NAMES.values()))


def test_the_inbox_takes_files_of_any_name_and_answers_them(tmp_path: Path, answer: Answer) -> None:
    settings = Settings(home=tmp_path)
    folder = settings.inbox / "NL"
    folder.mkdir(parents=True)
    for at, name in enumerate(POSSIBLE.values()):
        path = folder / name
        path.write_bytes(b"%d" % at)
        os.utime(path, (time.time() - 60,) * 2)
        write_answer(answer, name, folder=settings.answers / str(at))
        assert all(is_harmless(each.name) for each in (settings.answers / str(at)).iterdir())
    assert len(collect_inbox(settings, now=NOW)) == len(POSSIBLE)
    assert sorted(line["file_name"] for line in history(settings)) == sorted(map(file_name, POSSIBLE.values()))


def test_the_command_prints_no_name_as_it_is(tmp_path: Path, capfd: Any) -> None:
    paths = [tmp_path / name for name in POSSIBLE.values()]
    for path in paths:
        path.write_bytes(b"")
    assert main(["check", "--", *map(str, paths)]) == 2
    told = capfd.readouterr()
    assert not FORBIDDEN.search(told.out + told.err)
    assert len(told.out.splitlines()) == 4 * len(paths)
