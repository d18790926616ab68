"""Fifty files at the same moment by every way in, while runs are on and people read: each exactly once, all in the end.

Which of them are answered at once, and which later, is left open: that is for the machine to say.
"""

import os
import subprocess
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from itertools import product
from pathlib import Path

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount

from dashboard import editions
from dashboard.api.routes import AT, api
from data_contracts.duties import load_members
from pipeline import door, queueing, stages
from pipeline.publish.pointer import current_edition
from pipeline.settings import Settings
from pipeline.storage.ledger import EXAMINED, PUBLISHED, RECEIVED, Ledger
from pipeline.storage.tokens import Tokens
from tests.files import csv_file
from tests.serving import COP, PATIENCE_SECONDS, free_port, wait_until

PAGE, ROUTE, FOLDER, COMMAND = 18, 16, 12, 4
QUARTERS = ("2026-Q2", "2026-Q3")
COUNTRIES = load_members().filter(valid_from="2023-Q3")["country"].to_list()[:25]
FILES = [
    (country, csv_file(("partners", [{"active": f"{number}"}]), country=country, quarter=quarter))
    for number, (quarter, country) in enumerate(product(QUARTERS, COUNTRIES), start=5)
]


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """With an edition to read while everything else goes on."""
    settings = Settings(home=tmp_path_factory.mktemp("busy") / "home")
    now = datetime.now(UTC)
    door.submit(settings, csv_file(("campaigns", [{}]), country="SE"), "s.csv", sender="t", now=now)
    assert stages.run(settings, now=now).edition
    return settings


@contextmanager
def served(settings: Settings) -> Iterator[int]:
    """The route on this machine, in the process whose threads are the page's."""
    port = free_port()
    routes = Starlette(routes=[Mount(AT, app=api(settings))])
    server = uvicorn.Server(uvicorn.Config(routes, host="127.0.0.1", port=port, log_config=None, backlog=100))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        wait_until(lambda: server.started)
        yield port
    finally:
        server.should_exit = True
        thread.join(PATIENCE_SECONDS)


@contextmanager
def readers(settings: Settings) -> Iterator[list[str]]:
    """Two people who open the current edition again and again, each time all of it; what went wrong for them."""
    wrong: list[str] = []
    done = threading.Event()

    def read() -> None:
        while not done.wait(0.5):
            edition = editions.current_edition(settings.editions)
            if edition is None:
                wrong.append("no edition")
                continue
            quarters = editions.quarters(edition)
            first = editions.figures(edition, quarter=quarters[0])
            editions._kept.cache_clear()  # as another session would: asked anew, of the same file
            if not first.equals(editions.figures(edition, quarter=quarters[0])) or first.is_empty():
                wrong.append("an edition changed while it was read")

    with ThreadPoolExecutor(2) as pool:
        reading = [pool.submit(read) for _ in range(2)]
        try:
            yield wrong
        finally:
            done.set()
    for each in reading:
        each.result()


def cop(settings: Settings, *arguments: str) -> "subprocess.Popen[str]":
    command = [COP, "--home", str(settings.root), *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def posted(port: int, token: str, data: bytes) -> int:
    """The status of the reply."""
    line = HTTPConnection("127.0.0.1", port, timeout=2 * PATIENCE_SECONDS)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "text/csv"}
    line.request("POST", f"{AT}/submissions", body=data, headers=headers)
    status = line.getresponse().status
    line.close()
    return status


def dropped(settings: Settings, country: str, data: bytes) -> None:
    """As a program drops it: whole at once, and it has lain still."""
    folder = settings.inbox / country
    folder.mkdir(parents=True, exist_ok=True)
    making = folder / f"{door.submission_id(data)}.csv.part"
    making.write_bytes(data)
    os.utime(making, (0, 0))
    making.rename(making.with_suffix(""))


def test_each_is_received_and_examined_once_and_all_are_in_the_end(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queueing, "PATIENCE", 0.1)  # so that some have no answer at once
    now = datetime.now(UTC)
    tokens = Tokens(settings.tokens, Ledger(settings.ledger))
    files = iter(FILES)
    page, route, folder, command = ([next(files) for _ in range(count)] for count in (PAGE, ROUTE, FOLDER, COMMAND))
    known = [tokens.make(country, name="S", expires=now + timedelta(days=1), now=now)[1] for country, _ in route]
    sent = []
    for number, (_, data) in enumerate(command):
        sent.append(tmp_path / f"{number}.csv")
        sent[-1].write_bytes(data)

    def submitted(country: str, data: bytes) -> door.Receipt:
        return door.submit(settings, data, "p.csv", sender="page", now=datetime.now(UTC), country=country)

    start = threading.Barrier(PAGE + ROUTE + FOLDER)

    def together(work: Callable[..., object], *given: object) -> Callable[[], object]:
        def go() -> object:
            start.wait(PATIENCE_SECONDS)
            return work(*given)

        return go

    with served(settings) as port, readers(settings) as wrong, ThreadPoolExecutor(PAGE + ROUTE + FOLDER) as pool:
        others = [cop(settings, "run"), cop(settings, "run"), cop(settings, "submit", *map(str, sent))]
        receipts = [pool.submit(together(submitted, *each)) for each in page]
        replies: list[Future[object]] = [
            pool.submit(together(posted, port, token, data)) for token, (_, data) in zip(known, route, strict=True)
        ]
        drops = [pool.submit(together(dropped, settings, *each)) for each in folder]
        assert {each.result() for each in drops} == {None}
        assert {each.result() for each in replies} <= {201, 202}
        assert all(isinstance(each.result(), door.Receipt) for each in receipts)
        for each in others:
            said, _ = each.communicate(timeout=2 * PATIENCE_SECONDS)
            assert each.returncode in (0, 75), said  # 75: received, and the answer follows
        last = cop(settings, "run")
        said, _ = last.communicate(timeout=2 * PATIENCE_SECONDS)
        assert last.returncode == 0, said
    assert wrong == []

    ledger, ids = Ledger(settings.ledger), {door.submission_id(data) for _, data in FILES}
    assert ledger.first_break() is None
    for event in (RECEIVED, EXAMINED):
        times = Counter(each["submission"] for each in ledger.events(event))
        assert {each: times[each] for each in ids} == dict.fromkeys(ids, 1), event
    assert {each["verdict"] for each in ledger.events(EXAMINED)} == {"accepted"}
    assert ids < ledger.counted()
    path = current_edition(settings.editions)
    assert path
    assert ledger.events(PUBLISHED)[-1]["edition"] == path.stem
    assert list(settings.inbox.rglob("*.csv*")) == []


def test_two_runs_at_once_collect_a_file_once(settings: Settings) -> None:
    data = csv_file(("partners", [{"active": "77"}]), country="BE", quarter="2026-Q2")
    for number in range(8):
        dropped(settings, "BE", data + b"\n" * number)
    start = threading.Barrier(4)

    def collect() -> list[str]:
        start.wait(PATIENCE_SECONDS)
        return stages.collect_inbox(settings, now=datetime.now(UTC))

    with ThreadPoolExecutor(4) as pool:
        found = [each.result() for each in [pool.submit(collect) for _ in range(4)]]
    assert {each for one in found for each in one} == {door.submission_id(data + b"\n" * n) for n in range(8)}
    assert list(settings.inbox.rglob("*.csv")) == []
