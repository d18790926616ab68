"""Read many files of strangers' making: each answer is cells or findings, and no file harms this process."""

import select
from collections.abc import Iterator, Sequence
from pathlib import Path

from data_contracts.findings import Finding
from pipeline.receive.ahead import begun
from pipeline.receive.cells import FileRead
from pipeline.receive.child import AHEAD, Child, Request
from pipeline.settings import Settings

CHILDREN = 2  # side by side, when there are files enough to be worth the second start
WORTH_A_CHILD = 4


def read_files(files: Sequence[tuple[str, Path]], *, settings: Settings) -> Iterator[FileRead]:
    """`files`: (submission, path), every one of which is answered once, in any order."""
    waiting = []
    for submission, path in files:
        if finding := _size_finding(path, settings=settings):
            yield FileRead(submission, findings=(finding,))
        else:
            waiting.append(Request(submission, path.absolute()))
    yield from _read(waiting, settings=settings)


def _size_finding(path: Path, *, settings: Settings) -> Finding | None:
    size = path.stat().st_size
    if size == 0:
        return Finding("file-empty")
    if size > settings.max_file_mb * 1024 * 1024:
        return Finding("file-too-large", found=f"{size / 1024 / 1024:.1f} MB", expected=f"{settings.max_file_mb} MB")
    return None


def _read(waiting: list[Request], *, settings: Settings) -> Iterator[FileRead]:
    children = [child for each in waiting if (child := begun(each.submission))]
    asked = {each.submission for child in children for each in child.asked}
    waiting = [each for each in waiting[::-1] if each.submission not in asked]
    children += [Child(settings) for _ in range(min(CHILDREN, -(-len(waiting) // WORTH_A_CHILD)))]
    try:
        while waiting or any(child.asked for child in children):
            for child in children:
                while waiting and len(child.asked) < AHEAD:
                    child.ask(waiting.pop())
            yield from next_answers([child for child in children if child.asked])
    finally:
        for child in children:
            child.close()


def next_answers(busy: list[Child]) -> Iterator[FileRead]:
    """Waits until one of the children has something to say, or has been silent for too long."""
    poll = select.poll()
    for child in busy:
        poll.register(child, select.POLLIN)
    heard = {handle for handle, _ in poll.poll(min(child.patience for child in busy) * 1000)}
    # Who has run out of time is decided before the caller, who may take long over an answer, has the next word.
    speaking = [child for child in busy if child.fileno() in heard]
    silent = [child for child in busy if child.fileno() not in heard and child.patience == 0]
    for child in speaking:
        yield from child.take()
    for child in silent:
        yield child.give_up()
