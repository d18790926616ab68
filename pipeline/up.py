"""Serves an installation: the dashboard with the route for agencies' systems, and the pipeline, until told to stop."""

import os
import signal
import socket
import sys
import sysconfig
import threading
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

from pipeline.heartbeat import PAGE, ServedAlreadyError, beat, serving
from pipeline.processes import Program, start, stop
from pipeline.settings import Settings

CODE = Path(__file__).parent.parent
_HOST = "127.0.0.1"  # whoever comes from elsewhere comes through a gate that signs people in
_LOOK_SECONDS = 600  # between looks at the first page
_PATIENCE_SECONDS = 120  # for a program to be ready, on a slow machine that starts all of them at once


class NotServingError(Exception):
    """Why the installation is not served, in a sentence for the operator."""


class _ToldToStop(Exception):  # noqa: N818 - not an error: INT or TERM came before all was ready
    pass


def serve(settings: Settings, *, port: int, dagster_port: int | None) -> int:
    """Runs until INT or TERM (0), or until it cannot go on (1, after saying why); no `dagster_port`, no pipeline.

    Prints an address a line as soon as it answers. Whatever was started is stopped before this returns.
    """
    told = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: told.set())
    os.umask(0o077)
    try:
        with serving(settings, pipeline=dagster_port is not None), _Service(settings, told) as service:
            service.start_dashboard(port)
            if dagster_port is not None:
                service.start_pipeline(dagster_port)
            service.show_dashboard(port)
            if dagster_port is not None:
                service.show_pipeline(dagster_port)
            while True:
                service.pause(_LOOK_SECONDS)
                service.look_at_page(port)
    except _ToldToStop:
        return 0
    except ServedAlreadyError:
        print(f"cop up: {settings.root} is being served already", file=sys.stderr, flush=True)
        return 1
    except (NotServingError, OSError) as reason:
        print(f"cop up: {reason}", file=sys.stderr, flush=True)
        return 1


class _Service:
    """The programs of one installation, in the order in which they were started."""

    def __init__(self, settings: Settings, told_to_stop: threading.Event) -> None:
        self._settings, self._told_to_stop = settings, told_to_stop
        self._programs: list[Program] = []

    def __enter__(self) -> "_Service":
        return self

    def __exit__(self, *_: object) -> None:
        stop(self._programs)

    def start_dashboard(self, port: int) -> None:
        _must_be_free(port)
        where = (f"--address={_HOST}", f"--port={port}")  # the rest is in dashboard/.streamlit/config.toml
        self._keep("dashboard", sys.executable, "-m", "dashboard.server", *where)

    def start_pipeline(self, port: int) -> None:
        _must_be_free(port)
        self._finish("preparation", sys.executable, "-m", "pipeline.orchestration.home")
        scripts = Path(sysconfig.get_path("scripts"))
        workspace = ("-w", "workspace.yaml", "--log-level", "warning", "--log-format", "json")
        self._keep("daemon", str(scripts / "dagster-daemon"), "run", *workspace)
        serving = ("--read-only", "-h", _HOST, "-p", str(port))
        self._keep("webserver", str(scripts / "dagster-webserver"), *serving, *workspace)

    def show_dashboard(self, port: int) -> None:
        if not self.look_at_page(port):
            raise NotServingError(f"first page failed; see {self._settings.logs / 'first_page.log'}")
        print(f"Dashboard  http://{_HOST}:{port}", flush=True)

    def look_at_page(self, port: int) -> bool:
        """Whether the first page is shown, asked for as a reader would; leaves a sign of life where it is."""
        shown = self._ends_well("first page", sys.executable, "-m", "pipeline.first_page", f"http://{_HOST}:{port}")
        if shown:
            beat(self._settings, PAGE, at=datetime.now(UTC))
        return shown

    def show_pipeline(self, port: int) -> None:
        for _ in range(_PATIENCE_SECONDS * 4):
            if _answers(f"http://{_HOST}:{port}/server_info"):
                print(f"Pipeline   http://{_HOST}:{port}", flush=True)
                return
            self.pause(0.25)
        raise NotServingError(f"the pipeline's page does not answer; see {self._settings.logs}")

    def pause(self, seconds: float) -> None:
        """Waits, unless told to stop or a program has ended that should not have."""
        until = time.monotonic() + seconds
        while True:
            if self._told_to_stop.wait(min(0.5, seconds)):
                raise _ToldToStop
            for program in self._programs:
                if program.ended is not None:
                    raise NotServingError(f"{program.name} has ended by itself ({program.ended}); see {program.log}")
            if time.monotonic() >= until:
                return

    def _keep(self, name: str, *command: str) -> None:
        self._programs.append(self._start(name, command))

    def _finish(self, name: str, *command: str) -> None:
        """Runs a program to its end, which has to be a good one."""
        if not self._ends_well(name, *command):
            raise NotServingError(f"{name} failed; see {self._settings.logs / name}.log")

    def _ends_well(self, name: str, *command: str) -> bool:
        program = self._start(name, command)
        try:
            while program.ended is None:
                self.pause(0.1)
        finally:
            stop([program])
        return program.ended == 0

    def _start(self, name: str, command: tuple[str, ...]) -> Program:
        environment = {
            **self._settings.as_environment(),
            "COP_HOME": str(self._settings.root),
            "DAGSTER_HOME": str(self._settings.dagster),
            "DAGSTER_REDACT_USER_CODE_ERRORS": "1",  # an error may quote a value: its text stays in the log
        }
        log = self._settings.logs / f"{name.replace(' ', '_')}.log"
        return start(name, command, folder=CODE, environment=environment, log=log)


def _must_be_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_HOST, port))
        except OSError:
            raise NotServingError(f"port {port} is taken by another program; choose another") from None


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return False
