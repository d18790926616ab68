"""The files of the demo: which there are, when they come, and that each says that it is synthetic."""

import csv
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest

from data_contracts.codes import load_codes
from data_contracts.contract import COLLECTIONS, load_contract
from data_contracts.duties import load_calendar, owed
from pipeline.demo import DemoFile, write_submissions

QUARTERS = ["2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3"]
SEED = 2026
FEW = ["NL", "PL", "ES", "EE"]  # a workbook, one with headers in Polish, one CSV with semicolons, several CSVs


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[DemoFile]:
    """The whole network, four rounds, the newest still open."""
    return write_submissions(tmp_path_factory.mktemp("demo"), quarters=QUARTERS, seed=SEED)


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path):
    once, again, other = (
        write_submissions(tmp_path / name, quarters=QUARTERS[:2], seed=seed, countries=FEW)
        for name, seed in (("once", 1), ("again", 1), ("other", 2))
    )
    assert [_without_folder(each) for each in once] == [_without_folder(each) for each in again]
    assert {each.path.read_bytes() for each in once}.isdisjoint(each.path.read_bytes() for each in other)


def test_a_country_written_alone_sends_the_same_files(tmp_path: Path, files: list[DemoFile]):
    alone = write_submissions(tmp_path, quarters=QUARTERS, seed=SEED, countries=["PL"])
    assert [_without_folder(each) for each in alone] == [
        _without_folder(each) for each in files if each.country == "PL"
    ]


def test_a_workbook_holds_no_time_of_its_making(files: list[DemoFile]):
    with ZipFile(next(each.path for each in files if _is_right_workbook(each))) as book:
        assert {entry.date_time[0] for entry in book.infolist()} == {1980}
        assert b"2026-11-20" in book.read("docProps/core.xml")


def test_files_lie_in_their_countrys_folder_and_come_in_order(files: list[DemoFile]):
    assert all(each.path.parent.name == each.country for each in files)
    assert len({each.path for each in files}) == len(files)
    assert files == sorted(files, key=lambda each: each.received_at)


def test_nothing_comes_before_its_round_opens_or_after_the_last_day(files: list[DemoFile]):
    opens = dict(load_calendar().select("quarter", "opens").iter_rows())
    assert all(each.received_at.tzinfo is UTC for each in files)
    assert all(each.received_at.date() > opens[each.quarter] for each in files)
    assert max(each.received_at for each in files) < datetime(2026, 11, 21, tzinfo=UTC)


def test_a_late_file_comes_up_to_thirty_days_after_the_due_date(files: list[DemoFile]):
    due = dict(load_calendar().select("quarter", "due").iter_rows())
    days = [(each.received_at.date() - due[each.quarter]).days for each in files if each.intent == "late"]
    assert days
    assert all(1 <= late <= 30 for late in days)


def test_a_quarter_whose_round_has_not_opened_has_no_files(tmp_path: Path):
    assert write_submissions(tmp_path, quarters=["2026-Q4", "2030-Q1"], seed=1) == []


def test_six_members_have_not_reported_the_newest_quarter_yet(files: list[DemoFile]):
    assert len({each.country for each in files if each.quarter == "2026-Q3"}) == 21
    assert len({each.country for each in files if each.quarter == "2025-Q4"}) == 27


def test_every_kind_of_thing_that_happens_happens(files: list[DemoFile]):
    counts = Counter(each.intent for each in files)
    usual = {"on_time", "early", "late", "nil", "wrong", "corrected", "revised", "follow_up"}
    assert counts.keys() == usual | {"duplicate", "not_a_workbook"}
    assert counts["duplicate"] == counts["not_a_workbook"] == 1
    assert 0.04 < counts["wrong"] / len(files) < 0.08
    assert 0.5 < sum(each.path.suffix == ".xlsx" for each in files) / len(files) < 0.7


def test_a_wrong_file_is_followed_by_a_right_one_within_ten_days(files: list[DemoFile]):
    right = {each.path.name: each.received_at for each in files if each.intent == "corrected"}
    wrong = {each.path.name.replace("_v1", "_v2"): each.received_at for each in files if each.intent == "wrong"}
    assert right.keys() == wrong.keys()
    assert all(timedelta(0) < right[name] - wrong[name] <= timedelta(days=10) for name in wrong)


def test_the_file_that_is_sent_twice_has_the_same_bytes(files: list[DemoFile]):
    again = next(each for each in files if each.intent == "duplicate")
    first = again.path.with_name(again.path.name.replace("_again", ""))
    assert again.path.read_bytes() == first.read_bytes()
    assert again.received_at > next(each.received_at for each in files if each.path == first)


def test_one_file_is_no_workbook_under_a_workbooks_name(files: list[DemoFile]):
    stray = next(each for each in files if each.intent == "not_a_workbook")
    assert stray.path.suffix == ".xlsx"
    assert stray.path.read_bytes().startswith(b"%PDF")


def test_every_name_says_synthetic(files: list[DemoFile]):
    assert all(each.path.name.startswith(f"SYNTHETIC_{each.country}_{each.quarter}") for each in files)


def test_a_workbook_says_synthetic_on_its_cover(files: list[DemoFile]):
    book = openpyxl.load_workbook(next(each.path for each in files if _is_right_workbook(each)))
    cover = dict(book["submission"].iter_rows(values_only=True))
    assert cover["field"] == "value"
    assert cover["comment"] == "Synthetic example data"
    assert book.properties.title == "Synthetic example data"


def test_every_row_of_a_text_file_says_synthetic(files: list[DemoFile]):
    rows = [row for each in files if _is_right_text(each) for row in _csv_rows(each.path)]
    assert len(rows) > 1000
    assert {row["comment"].partition(":")[0] for row in rows} == {"Synthetic example data"}


@pytest.mark.parametrize(("country", "language"), [("PL", "pl"), ("FR", "fr"), ("SE", "sv")])
def test_some_workbooks_are_labelled_in_their_language(files: list[DemoFile], country: str, language: str):
    path = next(each.path for each in files if each.country == country and _is_right_workbook(each))
    contract, book = load_contract("partners"), openpyxl.load_workbook(path)
    assert book.sheetnames[0] == load_codes("envelope")["submission"][language]
    header = [cell.value for cell in book[contract.labels[language]][1]]
    assert header[: len(contract.columns)] == [column.labels[language] for column in contract.columns]


def test_a_country_sends_each_collection_that_it_owes_in_one_file(files: list[DemoFile]):
    """Also where a country sends several files; a few forget a collection, so most is enough."""
    duties = owed(QUARTERS).filter(country="EE")
    wanted = sorted(duties.filter(duties["exempt"].is_null()).select("quarter", "collection").iter_rows())
    first = ("on_time", "early", "late", "nil", "corrected")
    sent = [
        (each.quarter, collection)
        for each in files
        if each.country == "EE" and each.intent in first
        for collection in _collections(each.path)
    ]
    assert len(sent) == len(set(sent))
    assert set(sent) <= set(wanted)
    assert len(sent) > 0.6 * len(wanted)


def test_nobody_reports_what_it_is_exempt_from(files: list[DemoFile]):
    sent = {
        (each.country, each.quarter, name)
        for each in files
        if each.intent != "not_a_workbook"
        for name in _collections(each.path)
    }
    exempt = owed(QUARTERS).filter(~owed(QUARTERS)["exempt"].is_null()).select("country", "quarter", "collection")
    assert exempt.height >= 5
    assert sent.isdisjoint(exempt.iter_rows())


def test_nil_returns_are_rows_that_say_nil(files: list[DemoFile]):
    text = next(each.path for each in files if each.intent == "nil" and each.path.suffix == ".csv")
    nil = [row for row in _csv_rows(text) if "NIL" in row.values()]
    assert nil
    envelope = ("country", "quarter", "collection", "comment")
    assert all([column for column in row if row[column] and column not in envelope] == [_first_key(row)] for row in nil)


def _first_key(row: dict[str, str]) -> str:
    return load_contract(row["collection"]).keys[0].name


def _without_folder(file: DemoFile) -> tuple[object, ...]:
    return file.path.name, file.path.read_bytes(), file.received_at, file.country, file.quarter, file.intent


def _is_right_workbook(file: DemoFile) -> bool:
    return file.path.suffix == ".xlsx" and file.intent == "on_time"


def _is_right_text(file: DemoFile) -> bool:
    return file.path.suffix == ".csv" and file.intent in ("on_time", "corrected", "nil")


def _csv_rows(path: Path) -> list[dict[str, str]]:
    text = path.read_text(encoding="utf-8-sig")
    return list(csv.DictReader(text.splitlines(), delimiter=";" if text.startswith("country;") else ","))


def _collections(path: Path) -> set[str]:
    if path.suffix == ".csv":
        rows = _csv_rows(path)
        return {"definitions"} if "item" in rows[0] else {row["collection"] for row in rows}
    labels = {label: name for name in COLLECTIONS for label in (name, *load_codes("collection")[name].values())}
    sheets = openpyxl.load_workbook(path, read_only=True).sheetnames
    return {labels[sheet] for sheet in sheets[1:]}
