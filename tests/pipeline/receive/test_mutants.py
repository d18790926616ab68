"""Thousands of damaged workbooks and texts: each is read or refused, and the process that reads them lives on."""

import json
import subprocess
import sys
from collections import Counter
from itertools import pairwise

SEED, COUNT, PROCESSES = 2026, 5_000, 2


def test_every_damaged_file_is_read_or_refused() -> None:
    shares = [COUNT * at // PROCESSES for at in range(PROCESSES + 1)]
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.samples.mutating", *map(str, (SEED, first, last))],
            stdout=subprocess.PIPE,
            text=True,
        )
        for first, last in pairwise(shares)
    ]
    told = [json.loads(process.communicate()[0] or "null") for process in running]
    assert [process.returncode for process in running] == [0] * PROCESSES
    assert [failed for each in told for failed in each["failed"]] == [], f"of seed {SEED}"
    answers = sum((Counter(each["answers"]) for each in told), Counter[str]())
    assert answers.total() == COUNT
    assert min(answers["read"], COUNT - answers["read"]) > COUNT // 10
    assert set(answers) > {"read", "file-unreadable", "file-encoding", "file-kind-unknown"}
