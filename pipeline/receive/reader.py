"""The reading process: opens what strangers sent, in a process of its own that may be killed at any file.

`python -m pipeline.receive.reader MEMORY_MB SECONDS` reads paths from standard input, a JSON string a line, and answers
each with one line of JSON: the sheets' cells, or why there are none. Besides the standard library it imports xlrd only.
"""

import gc
import json
import os
import resource
import sys
from pathlib import Path
from typing import Any, BinaryIO

from pipeline.receive.kinds import ODS, READABLE, XLS, XLSX, kind_of
from pipeline.receive.limits import allow_seconds, limit_process
from pipeline.receive.refusal import RefusedError

OUT_OF_MEMORY = 3  # the exit code that says so
READY = {"ready": True}


def read_file(path: Path) -> dict[str, Any]:
    """`kind` and `sheets`, or `kind` and `refused`: the place and rule of the first thing that is wrong."""
    kind = None
    try:
        kind = kind_of(path)
        return {"kind": kind, **_read(path, kind)}
    except RefusedError as refused:
        return {"kind": kind, "refused": refused.place}
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - bytes from strangers can break a parser in any way: the file is damaged
        expected = kind.upper() if kind else READABLE
        return {"kind": kind, "refused": RefusedError("file-unreadable", expected=expected).place}


def _read(path: Path, kind: str) -> dict[str, Any]:
    """What the reader of that kind finds; none is loaded, nor what it rests on, before such a file comes."""
    if kind == XLSX:
        from pipeline.receive.workbook import read_workbook

        return {"sheets": read_workbook(path)}
    if kind == ODS:
        from pipeline.receive.opendocument import read_opendocument

        return {"sheets": read_opendocument(path)}
    if kind == XLS:
        from pipeline.receive.old_workbook import read_old_workbook

        return {"sheets": read_old_workbook(path)}
    from pipeline.receive.csv_text import read_csv

    return read_csv(path)


def main(memory_mb: str, seconds: str) -> None:
    """Answers until standard input ends, or until this process has grown so much that the next file would suffer."""
    answers, sys.stdout = sys.stdout.buffer, sys.stderr  # nothing but answers goes where answers go
    limit_process(memory_mb=int(memory_mb))
    gc.disable()  # rows are no cycles, and looking for some among them takes a fifth of the time
    _say(answers, READY)
    for line in sys.stdin.buffer:
        allow_seconds(int(seconds))
        try:
            retires = _answer(answers, Path(json.loads(line)), memory_mb=int(memory_mb))
        except MemoryError:
            os._exit(OUT_OF_MEMORY)
        if retires:
            return


def _answer(answers: BinaryIO, path: Path, *, memory_mb: int) -> bool:
    """Answers for one file; whether this was the last answer."""
    answer = read_file(path)
    answer["retire"] = _has_grown(memory_mb)
    _say(answers, answer)
    return bool(answer["retire"])


def _say(answers: BinaryIO, answer: dict[str, Any]) -> None:
    answers.write(json.dumps(answer, ensure_ascii=False).encode() + b"\n")
    answers.flush()


def _has_grown(memory_mb: int) -> bool:
    """Whether a quarter of the memory is taken, if only by pieces. (ru_maxrss would tell of the parent's size too.)"""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except FileNotFoundError:  # not Linux
        return False
    return pages * resource.getpagesize() * 4 > memory_mb * 1024 * 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
