"""Programs that run beside us: each leads a process group of its own, so that all that it starts can be stopped."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_LOG_BYTES = 10_000_000


@dataclass(frozen=True)
class Program:
    """A running program: what people call it, and where its words go."""

    name: str
    log: Path
    process: "subprocess.Popen[bytes]"

    @property
    def ended(self) -> int | None:
        """Its exit code once it has ended, None while it runs."""
        return self.process.poll()


def start(name: str, command: Sequence[str], *, folder: Path, environment: Mapping[str, str], log: Path) -> Program:
    """Starts `command` in a session of its own, so a Ctrl-C at the terminal reaches us alone.

    Whoever calls this handles INT and TERM: a handled signal is back at its default in the program, an ignored one
    (a script's background job) would stay ignored.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > _LOG_BYTES:
        log.replace(log.with_suffix(".old.log"))
    with log.open("ab") as words:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return Program(name, log, process)


def stop(programs: Sequence[Program], *, patience: float = 15) -> None:
    """Asks every program to end, then what is left of its group; after `patience` seconds each it does not ask."""
    for program in programs:
        if program.ended is None:
            program.process.terminate()
    _wait(lambda: all(program.ended is not None for program in programs), seconds=patience)
    for program in programs:
        _signal_group(program, signal.SIGTERM)
    _wait(lambda: not any(_signal_group(program, 0) for program in programs), seconds=patience)
    for program in programs:
        _signal_group(program, signal.SIGKILL)
        program.process.wait()


def _signal_group(program: Program, number: int) -> bool:
    """Whether anything of the program's group was there to take the signal (0 only asks)."""
    program.process.poll()  # a leader that ended but was not waited for would still count
    try:
        os.killpg(program.process.pid, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def _wait(condition: Callable[[], bool], *, seconds: float) -> None:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)
