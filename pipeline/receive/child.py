"""One reading process as its parent sees it: asked for files, answering in order, replaced when it dies."""

import os
import subprocess
import sys
import time
from collections import deque
from contextlib import suppress
from importlib.util import find_spec
from json import dumps, loads
from pathlib import Path
from signal import SIGKILL, SIGXCPU
from typing import Any, NamedTuple

from data_contracts.findings import Finding
from pipeline.receive.cells import FileRead, Sheet
from pipeline.receive.reader import OUT_OF_MEMORY, READY
from pipeline.settings import Settings

AHEAD = 2  # files asked for at a time, so that the process need not wait while its answer is looked at
SILENCE = 60  # seconds without a word after which it is taken for dead, beyond three for each that its limit allows it
MOST_ANSWER = 256 * 1024 * 1024  # bytes; the reader stays far below, so more means that it is no longer ours

_LIBRARIES = ("openpyxl", "xlrd")  # that a process may import which opens strangers' files
_CHUNK = 1 << 20


class Request(NamedTuple):
    submission: str
    path: Path


def file_read(submission: str, answer: dict[str, Any]) -> FileRead:
    """What the reader's answer says of the submission's file."""
    if refused := answer.get("refused"):
        return FileRead(submission, answer["kind"], findings=(Finding(**refused),))
    unmarked = Finding(**answer["unmarked"]) if answer.get("unmarked") else None
    sheets = tuple(Sheet(**sheet) for sheet in answer["sheets"])
    return FileRead(submission, answer["kind"], sheets, form=answer.get("form", {}), unmarked=unmarked)


def isolated(module: str, *, memory_mb: int, seconds: int) -> list[str]:
    """The command that runs `module.main(MEMORY_MB, SECONDS)` isolated (-I), without start-up files of others (-S).

    Only what is on the path that it is given can be imported.
    """
    start = f"import sys; sys.path += sys.argv[3:]; import {module} as it; it.main(*sys.argv[1:3])"
    libraries = [found.origin for name in _LIBRARIES if (found := find_spec(name)) and found.origin]
    path = dict.fromkeys([Path(__file__).parents[2], *(Path(origin).parents[1] for origin in libraries)])
    return [sys.executable, "-I", "-S", "-B", "-X", "utf8", "-c", start, *map(str, (memory_mb, seconds, *path))]


class Child:
    """The process starts when it is first asked. `asked`: the files that are not answered yet, in order.

    `silence`: how many seconds without a word are borne. Its own limits end it long before, also on a busy machine.
    """

    def __init__(self, settings: Settings, *, silence: float | None = None) -> None:
        self.asked: deque[Request] = deque()
        self.silence = SILENCE + 3 * settings.reader_seconds if silence is None else silence
        self._settings = settings
        self._process: subprocess.Popen[bytes] | None = None
        self._answer = bytearray()  # as much of it as has come
        self._deadline = 0.0

    def fileno(self) -> int:
        """Readable as soon as there is something to `take`."""
        assert self._process is not None
        assert self._process.stdout is not None
        return self._process.stdout.fileno()

    @property
    def patience(self) -> float:
        """Seconds until its silence is taken for death."""
        return max(0.0, self._deadline - time.monotonic())

    def ask(self, request: Request) -> None:
        if not self.asked:
            if self._process is None or self._process.poll() is not None:
                self._start()
            self._wait_anew()
        self.asked.append(request)
        self._send(request)

    def ask_ahead(self, request: Request) -> None:
        """As the first that it is asked, and without a wait for its start: `greet` before anything else."""
        self._launch()
        self.asked.append(request)
        self._send(request)

    def greet(self) -> None:
        """Waits until it is ready to read."""
        assert self._process is not None
        assert self._process.stdout is not None
        if loads(self._process.stdout.readline() or b"null") != READY:
            self.close()
            raise RuntimeError("the reading process does not start: try `python -m pipeline.receive.reader 1024 10`")
        self._wait_anew()

    def take(self) -> list[FileRead]:
        """The answers that are complete with what it has written; its end answers for the file it was at."""
        chunk = os.read(self.fileno(), _CHUNK)
        self._answer += chunk
        if not chunk:
            return [self._stopped(self._cause())]
        if len(self._answer) > MOST_ANSWER:
            return [self._stopped("memory")]
        self._wait_anew()
        if b"\n" not in chunk:
            return []
        *complete, rest = self._answer.split(b"\n")
        self._answer = rest
        return [self._answered(loads(line)) for line in complete]

    def give_up(self) -> FileRead:
        """Ends the process, whose silence has outlasted our patience; the file that it is at is answered for."""
        return self._stopped("time")

    def close(self) -> None:
        if self._process is not None:
            with self._process as process:  # closes its pipes and waits for it
                process.kill()
        self._process, self._answer = None, bytearray()

    def _answered(self, answer: dict[str, Any]) -> FileRead:
        submission = self.asked.popleft().submission
        if answer["retire"]:
            self._start_anew()
        return file_read(submission, answer)

    def _stopped(self, cause: str) -> FileRead:
        """The finding on the file that it was at; the next is asked of a new process."""
        limits = f"{self._settings.reader_memory_mb} MB, {self._settings.reader_seconds} s"
        finding = Finding("file-reader-stopped", found=cause, expected=limits)
        submission = self.asked.popleft().submission
        self._start_anew()
        return FileRead(submission, findings=(finding,))

    def _cause(self) -> str:
        """What ended it: memory, time, or crash."""
        assert self._process is not None
        try:
            code = self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:  # it has closed its output and lives on
            return "crash"
        return {OUT_OF_MEMORY: "memory", -SIGKILL: "memory", -SIGXCPU: "time"}.get(code, "crash")

    def _start(self) -> None:
        self._launch()
        self.greet()

    def _launch(self) -> None:
        self.close()
        self._process = subprocess.Popen(
            isolated(
                "pipeline.receive.reader",
                memory_mb=self._settings.reader_memory_mb,
                seconds=self._settings.reader_seconds,
            ),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # what a library says of a file may repeat its cells
            bufsize=0,
            cwd="/",
            env={name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ},
            start_new_session=True,  # an interrupt is for the parent, which then ends it
        )

    def _start_anew(self) -> None:
        """Ends the process; what else it was asked is asked of a new one."""
        self.close()
        if self.asked:
            self._start()
            self._wait_anew()
            for request in self.asked:
                self._send(request)

    def _send(self, request: Request) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):  # it has died: that is the next thing to be read
            self._process.stdin.write(dumps(str(request.path)).encode() + b"\n")

    def _wait_anew(self) -> None:
        self._deadline = time.monotonic() + self.silence
