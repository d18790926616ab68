"""`cop up` as an operator knows it: it serves, takes up what lands in the inbox, and leaves nothing running."""

import os
import signal
import socket
from pathlib import Path

import pytest

from pipeline.publish.pointer import current_edition
from pipeline.settings import Settings
from tests.serving import PATIENCE_SECONDS, free_port, served, wait_until

FILE = """country,quarter,campaign,platform,impressions,clicks,engaged,spend_eur
IE,2026-Q3,spring,SEARCH,80000,6000,900,4000
"""


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def alive(home: Path) -> dict[int, str]:
    """The processes that were started for this home, by id: their command lines."""
    found = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if f"COP_HOME={home}".encode() in (process / "environ").read_bytes().split(b"\0"):
                found[int(process.name)] = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue  # it ended while we looked
    return found


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def test_a_file_in_the_inbox_becomes_an_edition_and_nothing_is_left_running(home: Path) -> None:
    settings, port, operators = Settings(home=home), free_port(), free_port()
    with served(home, "--port", str(port), "--dagster-port", str(operators)) as service:
        assert service.stdout
        assert service.stdout.readline() == f"Dashboard  http://127.0.0.1:{port}\n"
        assert service.stdout.readline() == f"Pipeline   http://127.0.0.1:{operators}\n"
        settings.inbox.mkdir(exist_ok=True)
        (settings.inbox / "ireland.csv").write_text(FILE, encoding="utf-8")
        wait_until(lambda: current_edition(settings.editions))
        service.terminate()
        assert service.wait(timeout=PATIENCE_SECONDS) == 0
    assert alive(home) == {}
    assert is_free(port)
    assert is_free(operators)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_can_be_stopped_before_it_is_ready(home: Path, number: signal.Signals) -> None:
    with served(home, "--port", str(free_port()), "--no-pipeline") as service:
        wait_until(lambda: len(alive(home)) > 1)
        service.send_signal(number)
        assert service.wait(timeout=PATIENCE_SECONDS) == 0
    assert alive(home) == {}


def test_a_part_that_dies_ends_the_service_and_is_named(home: Path) -> None:
    with served(home, "--port", str(free_port()), "--no-pipeline") as service:
        assert service.stdout
        assert service.stderr
        service.stdout.readline()
        (dashboard,) = [process for process, command in alive(home).items() if "dashboard.server" in command]
        os.kill(dashboard, signal.SIGKILL)
        assert service.wait(timeout=PATIENCE_SECONDS) == 1
        assert "dashboard has ended by itself" in service.stderr.read()


def test_a_home_is_served_once(home: Path) -> None:
    with served(home, "--port", str(free_port()), "--no-pipeline") as service:
        assert service.stdout
        service.stdout.readline()
        with served(home, "--port", str(free_port()), "--no-pipeline") as second:
            assert second.stderr
            assert second.wait(timeout=PATIENCE_SECONDS) == 1
            assert second.stderr.read() == f"cop up: {home} is being served already\n"


def test_a_port_that_is_taken_is_named(home: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with served(home, "--port", str(port), "--no-pipeline") as service:
            assert service.stderr
            assert service.wait(timeout=PATIENCE_SECONDS) == 1
            assert service.stderr.read() == f"cop up: port {port} is taken by another program; choose another\n"
