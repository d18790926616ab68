"""Serve an installation as an operator does, for journeys through the whole system."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

COP = Path(sys.executable).with_name("cop")
PATIENCE_SECONDS = 120


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(condition: Callable[[], object], *, seconds: float = PATIENCE_SECONDS) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.1)


@contextmanager
def served(home: Path, *options: str) -> Iterator["subprocess.Popen[str]"]:
    """`cop up` for `home`; what it has printed when it ends can be read from its pipes."""
    service = subprocess.Popen(
        [COP, "up", *options],
        env={**os.environ, "COP_HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield service
    finally:
        service.terminate()
        service.communicate(timeout=PATIENCE_SECONDS)
