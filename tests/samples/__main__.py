"""`python -m tests.samples [WORD …] [--mutants N] [--seed N]`: what was tried, how it was answered, what that took.

WORDs choose samples by their names. Times and memory are the reading process's own; both depend on the machine.
"""

import argparse
import os
import re
import sys
import tempfile
from collections import Counter
from pathlib import Path
from select import select

from pipeline.receive.child import Child, Request
from pipeline.receive.unpacking import deliver, unpack
from pipeline.settings import Settings
from tests.samples.bombs import FAMILIES
from tests.samples.mutating import read_mutants
from tests.samples.sample import Sample, answered

_LINE = "{mark} {answer:<22} {seconds:>6} {memory:>7}  {name}"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.samples", description=__doc__)
    parser.add_argument("words", nargs="*", metavar="WORD")
    parser.add_argument("--mutants", type=int, default=0, metavar="N")
    parser.add_argument("--seed", type=int, default=2026)
    options = parser.parse_args()
    wrong = 0
    if options.words or not options.mutants:
        wrong += _show_samples([each for family in FAMILIES for each in family() if _is_meant(each, options.words)])
    if options.mutants:
        told = read_mutants(options.seed, 0, options.mutants)
        print(f"{options.mutants} mutants of seed {options.seed}: {dict(told['answers'])}")
        for at, error in told["failed"]:
            print(f"! mutants.mutant({options.seed}, {at}): {error}")
        wrong += len(told["failed"])
    return bool(wrong)


def _is_meant(sample: Sample, words: list[str]) -> bool:
    return not words or any(word.lower() in sample.name.lower() for word in words)


def _show_samples(samples: list[Sample]) -> int:
    """A line for each; how many were not answered as they should be."""
    answers: Counter[str] = Counter()
    wrong, slowest, largest = 0, 0.0, 0.0
    print(_LINE.format(mark=" ", answer="answer", seconds="s", memory="MB", name="sample"))
    with tempfile.TemporaryDirectory() as folder:
        path, settings = Path(folder, "file"), Settings(home=Path(folder))
        for sample in samples:
            sample.write(path)
            answer, seconds, memory = _answer(path, settings)
            path.unlink()
            is_right = answer in sample.answers
            wrong += not is_right
            answers[answer] += 1
            slowest, largest = max(slowest, seconds), max(largest, memory)
            mark = " " if is_right else "!"
            shown = {"seconds": f"{seconds:.2f}", "memory": f"{memory:.0f}"}
            print(_LINE.format(mark=mark, answer=answer, name=sample.name, **shown), flush=True)
    print(f"{len(samples)} samples, {wrong} not as they should be: {dict(answers)}")
    print(f"at most {slowest:.2f} processor seconds and {largest:.0f} MB in a reading process")
    return wrong


def _answer(path: Path, settings: Settings) -> tuple[str, float, float]:
    """The answer, and what the reading process had taken when it gave it: processor seconds, and MB at its largest."""
    if not 0 < path.stat().st_size <= settings.max_file_mb * 2**20:
        (refused,) = deliver([("s1", path)], settings=settings)
        return answered(refused), 0.0, 0.0
    child, found, taken = Child(settings), [], (0.0, 0.0)
    child.ask(Request("s1", path))
    while child.asked:
        select([child], [], [])
        taken = max(taken, _taken_by(child))
        found += child.take()
    child.close()
    return answered(unpack(found[0])), *taken


def _taken_by(child: Child) -> tuple[float, float]:
    assert child._process is not None
    process = Path("/proc", str(child._process.pid))
    times = process.joinpath("stat").read_text().rpartition(")")[2].split()[11:13]
    largest = re.search(r"VmHWM:\s+(\d+)", process.joinpath("status").read_text())
    return sum(map(int, times)) / os.sysconf("SC_CLK_TCK"), int(largest[1]) / 1024 if largest else 0.0


if __name__ == "__main__":
    sys.exit(main())
