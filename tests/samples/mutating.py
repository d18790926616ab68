"""Reads damaged files in bulk, in one process: `python -m tests.samples.mutating SEED FIRST LAST`.

Prints one line of JSON: how many got which answer, and which got none as they should (`mutants.mutant(SEED, AT)`).
"""

import sys
from collections import Counter
from json import dumps, loads
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pipeline.receive.child import file_read
from pipeline.receive.reader import read_file
from pipeline.receive.unpacking import unpack
from tests.samples.mutants import mutant
from tests.samples.sample import answered, is_whole


def read_mutants(seed: int, first: int, last: int) -> dict[str, Any]:
    answers: Counter[str] = Counter()
    failed = []
    with TemporaryDirectory() as folder:
        path = Path(folder, "file")
        for at in range(first, last):
            path.write_bytes(mutant(seed, at))
            try:
                delivery = unpack(file_read("s1", loads(dumps(read_file(path)))))
                assert is_whole(delivery), "rows are lost"
                answers[answered(delivery)] += 1
            except Exception as error:  # noqa: BLE001 - whatever it is, it is ours, and is told with its number
                failed.append([at, repr(error)])
    return {"answers": answers, "failed": failed}


if __name__ == "__main__":
    print(dumps(read_mutants(*map(int, sys.argv[1:4]))))
