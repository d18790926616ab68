"""Have a file read while what will judge it is still being loaded; the answer waits for who asks for the same bytes."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.receive.child import Child, Request
from pipeline.settings import Settings

_begun: dict[str, Child] = {}


@contextmanager
def reading_ahead(settings: Settings, submission: str, data: bytes) -> Iterator[None]:
    """A process reads `data`, the bytes of `submission`; within this, `read_files` takes its answer to them.

    Nobody else waits for it: if it is not asked for, it ends with this.
    """
    with TemporaryDirectory(prefix="cop-ahead-") as folder:
        path = Path(folder, "file")
        path.write_bytes(data)
        child = Child(settings)
        try:
            child.ask_ahead(Request(submission, path))
            _begun[submission] = child
            yield
        finally:
            _begun.pop(submission, None)
            child.close()


def begun(submission: str) -> Child | None:
    """The process that has been asked for `submission` already; whoever takes it ends it."""
    if child := _begun.pop(submission, None):
        child.greet()
    return child
