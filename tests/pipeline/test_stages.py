"""From files to an edition through the plain functions: once is enough, one bad file stops no other."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline import stages
from pipeline.intake import receive
from pipeline.publish.pointer import current_edition, own_figures
from pipeline.settings import Settings
from pipeline.storage.holding import Held
from pipeline.storage.ledger import EXAMINED, PUBLISHED, Ledger
from pipeline.storage.submissions import collections_with_rows
from pipeline.storage.warehouse import WarehouseBusyError, open_warehouse
from tests.editions import published, query
from tests.files import csv_file, workbook

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
FIRST = datetime(2026, 11, 1, 9, tzinfo=UTC)
CAMPAIGN = ("campaigns", [{"impressions": "360000", "clicks": "27000", "spend_eur": "60000"}])


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


def send(settings: Settings, data: bytes, *, at: datetime = FIRST, name: str = "file.csv") -> str:
    return receive(settings, data, name, sender="test", now=at).submission


def test_a_file_becomes_a_figure(settings: Settings) -> None:
    send(settings, csv_file(CAMPAIGN))
    done = stages.run(settings, now=NOW)
    assert (done.examined.accepted, done.examined.returned, done.calculated) == (1, 0, ("2026-Q3",))
    figure = published(settings, "indicators").filter(
        indicator="CAM_02", country="NL", quarter="2026-Q3", dimension="_T"
    )
    assert figure["value"].to_list() == [7.5]


def test_running_again_changes_nothing(settings: Settings) -> None:
    send(settings, csv_file(CAMPAIGN))
    stages.run(settings, now=NOW)
    before = {
        path: path.read_bytes() for path in settings.root.rglob("*") if path.is_file() and "sqlite" not in path.name
    }
    again = stages.run(settings, now=NOW)
    assert (again.examined.submissions, again.calculated) == (0, ())
    assert again.edition
    assert not again.edition.is_new
    after = {
        path: path.read_bytes() for path in settings.root.rglob("*") if path.is_file() and "sqlite" not in path.name
    }
    assert after.keys() == before.keys()
    assert after[settings.editions / "current"] == before[settings.editions / "current"]
    assert query(settings, "SELECT count(*) AS n FROM versions")["n"].to_list() == [1]


def test_the_same_file_sent_twice_is_one_submission(settings: Settings) -> None:
    assert send(settings, csv_file(CAMPAIGN)) == send(settings, csv_file(CAMPAIGN), at=NOW, name="again.csv")
    assert stages.run(settings, now=NOW).examined.submissions == 1


def test_one_bad_file_stops_no_other(settings: Settings) -> None:
    send(settings, b"%PDF-1.7 not a table", name="figures.xlsx")
    send(settings, csv_file(("campaigns", [{"clicks": "999999"}]), country="PL"))
    send(settings, workbook(CAMPAIGN))
    done = stages.run(settings, now=NOW).examined
    assert (done.submissions, done.accepted, done.returned) == (3, 1, 2)
    verdicts = query(settings, "SELECT verdict FROM submissions ORDER BY seq")["verdict"].to_list()
    assert verdicts == ["unreadable", "returned", "accepted"]


def test_rows_of_a_returned_file_are_not_stored_but_its_findings_are(settings: Settings) -> None:
    send(settings, csv_file(("campaigns", [{"clicks": "999999"}])))
    stages.run(settings, now=NOW)
    assert query(settings, "SELECT * FROM campaigns").is_empty()
    found = query(settings, 'SELECT rule, line, letter, "column" FROM findings WHERE blocks')
    assert found.rows() == [("clicks-within-impressions", 2, "G", "clicks")]


def test_a_correction_is_a_new_version_and_the_first_stays_readable(settings: Settings) -> None:
    send(settings, csv_file(CAMPAIGN))
    stages.run(settings, now=FIRST + timedelta(days=1))
    send(settings, csv_file(("campaigns", [{"impressions": "1000", "clicks": "50", "reason": "ERR"}])), at=NOW)
    done = stages.run(settings, now=NOW)
    assert done.edition
    assert done.edition.is_new
    assert query(settings, "SELECT version, count(*) AS n FROM versions GROUP BY ALL ORDER BY 1").rows() == [
        (1, 1),
        (2, 1),
    ]
    assert query(settings, "SELECT impressions FROM campaigns ORDER BY 1")["impressions"].to_list() == [1000, 360000]
    figure = published(settings, "indicators").filter(indicator="CAM_02", country="NL", dimension="_T")
    assert figure["value"].to_list() == [5.0]


def test_versions_follow_the_order_of_receipt_within_one_run(settings: Settings) -> None:
    first = send(settings, csv_file(CAMPAIGN))
    second = send(settings, csv_file(("campaigns", [{"reason": "ERR"}])), at=NOW)
    stages.run(settings, now=NOW)
    assert query(settings, "SELECT submission FROM versions ORDER BY version")["submission"].to_list() == [
        first,
        second,
    ]


def test_a_nil_return_is_delivered_and_zero(settings: Settings) -> None:
    send(settings, csv_file(("campaigns", [])))
    stages.run(settings, now=NOW)
    deliveries = published(settings, "deliveries").filter(country="NL", quarter="2026-Q3")
    assert dict(deliveries.select("collection", "state").iter_rows())["campaigns"] == "nil"
    figure = published(settings, "indicators").filter(indicator="CAM_01", country="NL", dimension="_T")
    assert figure["value"].to_list() == [0.0]


def test_only_quarters_that_changed_are_calculated(settings: Settings) -> None:
    send(settings, csv_file(CAMPAIGN, quarter="2026-Q2"))
    send(settings, csv_file(CAMPAIGN, quarter="2026-Q3"))
    assert stages.run(settings, now=NOW).calculated == ("2026-Q2", "2026-Q3")
    send(settings, csv_file(("campaigns", [{"reason": "ERR"}]), quarter="2026-Q2"), at=NOW)
    assert stages.run(settings, now=NOW).calculated == ("2026-Q2",)


def test_what_comes_between_calculating_and_protecting_is_taken_up_by_the_next_run(settings: Settings) -> None:
    send(settings, csv_file(CAMPAIGN))
    stages.examine_pending(settings, now=NOW)
    stages.calculate(settings, quarters=["2026-Q3"], now=NOW)
    send(settings, csv_file(("campaigns", [{"reason": "ERR"}])), at=NOW)
    stages.examine_pending(settings, now=NOW)
    stages.protect(settings, quarters=["2026-Q3"], now=NOW)
    assert stages.stale_quarters(settings, now=NOW) == ["2026-Q3"]
    assert stages.run(settings, now=NOW).calculated == ("2026-Q3",)
    figure = published(settings, "indicators").filter(indicator="CAM_02", country="NL", dimension="_T")
    assert figure["value"].to_list() == [10.0]


def test_another_threshold_protects_all_quarters_anew(settings: Settings) -> None:
    send(settings, csv_file(CAMPAIGN, quarter="2026-Q2"))
    stages.run(settings, now=NOW)
    stricter = Settings(home=settings.home, threshold=10)
    assert stages.run(stricter, now=NOW).calculated == ("2026-Q2", "2026-Q3")
    assert published(stricter, "edition")["threshold"].to_list() == [10]


def test_an_examination_that_the_ledger_never_heard_of_is_told_and_not_done_twice(settings: Settings) -> None:
    send(settings, csv_file(CAMPAIGN))
    before = {path: path.read_bytes() for path in settings.root.rglob("ledger.*")}
    stages.examine_pending(settings, now=NOW)
    for path, data in before.items():  # as if the power had gone between warehouse and ledger
        path.write_bytes(data)
    assert stages.run(settings, now=NOW).examined.accepted == 1
    assert len(Ledger(settings.ledger).events(EXAMINED)) == 1
    assert query(settings, "SELECT count(*) AS n FROM campaigns")["n"].to_list() == [1]


def test_a_lost_warehouse_is_filled_again_from_the_archive(settings: Settings) -> None:
    send(settings, csv_file(CAMPAIGN))
    send(settings, csv_file(("campaigns", [{"reason": "ERR"}])), at=NOW)
    send(settings, csv_file(("campaigns", [{"clicks": "999999"}]), country="PL"), at=NOW)
    before = stages.run(settings, now=NOW).edition
    settings.warehouse.unlink()
    again = stages.run(settings, now=NOW + timedelta(hours=1))
    assert (again.examined.submissions, again.examined.renewed) == (0, "gone")
    assert query(settings, "SELECT count(*) AS n FROM versions")["n"].to_list() == [2]
    assert before
    assert again.edition
    assert again.edition.edition == before.edition


def test_an_edition_that_breaks_its_contract_is_not_published(settings: Settings) -> None:
    send(settings, csv_file(CAMPAIGN))
    first = stages.run(settings, now=NOW).edition
    send(settings, csv_file(("exit_support", [{}])), at=NOW)
    stages.examine_pending(settings, now=NOW)
    stages.calculate(settings, quarters=["2026-Q3"], now=NOW)
    stages.protect(settings, quarters=["2026-Q3"], now=NOW)
    with open_warehouse(settings.warehouse) as warehouse:
        warehouse.execute("UPDATE protected_indicators SET numerator = 3 WHERE indicator = 'EXI_01' AND country = 'NL'")
    with pytest.raises(stages.EditionRefusedError, match="a small count of persons can be seen"):
        stages.publish(settings, now=NOW)
    assert first
    assert current_edition(settings.editions) == Path(first.path)


def test_pending_submissions_are_told_by_quarter(settings: Settings) -> None:
    known, unknown = send(settings, csv_file(CAMPAIGN)), send(settings, b"%PDF-1.7", name="q.pdf")
    assert stages.identify_pending(settings, now=NOW) == {known: "2026-Q3", unknown: None}
    assert stages.examine_pending(settings, now=NOW).submissions == 2
    assert stages.identify_pending(settings, now=NOW) == {}


def test_nothing_is_published_before_anything_is_accepted(settings: Settings) -> None:
    assert stages.run(settings, now=NOW).edition is None
    assert current_edition(settings.editions) is None


def test_a_small_count_is_in_no_file_but_its_own_country_s(settings: Settings) -> None:
    small = {"intervention_type": "KNT", "identified": "7", "invited": "M", "reached": "3"}
    send(settings, csv_file(("interventions", [small])))
    done = stages.run(settings, now=NOW)
    assert done.hidden > 0
    shown = published(settings, "indicators").filter(indicator="INT_04", country="NL", dimension="_T")
    assert shown.select("value", "conf_status").rows() == [(None, "C")]
    edition = current_edition(settings.editions)
    assert edition
    own = own_figures(settings.members, edition, country="NL")
    assert own
    clear = published(settings, "indicators", path=own).filter(indicator="INT_04", country="NL", dimension="_T")
    assert clear["value"].to_list() == [3.0]
    assert set(published(settings, "indicators", path=own)["country"]) == {"NL"}
    assert stages.check_edition(settings) == []


def test_figures_are_asked_of_the_collections_that_have_rows_alone(settings: Settings) -> None:
    send(settings, csv_file(CAMPAIGN, ("exit_support", [])))
    stages.examine_pending(settings, now=NOW)
    with open_warehouse(settings.warehouse) as warehouse:
        assert collections_with_rows(warehouse, quarters=["2026-Q3"]) == ["campaigns"]
        assert collections_with_rows(warehouse, quarters=["2026-Q2"]) == []


def test_what_was_accepted_holds_its_contract_in_the_store(settings: Settings) -> None:
    send(settings, csv_file(CAMPAIGN))
    stages.run(settings, now=NOW)
    assert stages.check_tables(settings, quarters=["2026-Q3"])["campaigns"] == Held(rows=1, broken=0)
    with open_warehouse(settings.warehouse) as warehouse:
        warehouse.execute("UPDATE campaigns SET clicks = impressions + 1")
    assert stages.check_tables(settings, quarters=["2026-Q3"])["campaigns"] == Held(rows=1, broken=1)


def test_a_second_writer_waits_and_then_says_who_is_in_the_way(settings: Settings) -> None:
    send(settings, csv_file(CAMPAIGN))
    stages.run(settings, now=NOW)
    hold = f"import duckdb, time; c = duckdb.connect({str(settings.warehouse)!r}); print('open', flush=True); input()"
    holder = subprocess.Popen([sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert holder.stdout
    try:
        holder.stdout.readline()
        with pytest.raises(WarehouseBusyError, match="in use"), open_warehouse(settings.warehouse, wait=0.3):
            pass
    finally:
        holder.kill()
        holder.communicate()


def test_the_ledger_tells_of_every_stage(settings: Settings) -> None:
    submission = send(settings, csv_file(CAMPAIGN))
    edition = stages.run(settings, now=NOW).edition
    assert edition
    ledger = Ledger(settings.ledger)
    assert ledger.events(EXAMINED, submission=submission)[0]["verdict"] == "accepted"
    assert [event["edition"] for event in ledger.events(PUBLISHED)] == [edition.edition]
    assert ledger.first_break() is None
