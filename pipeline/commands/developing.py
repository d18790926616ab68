"""Commands for those who work on the program itself; what follows them goes on to pytest or the benchmarks."""

import argparse
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from pipeline.commands.options import Add


def add_to(add: Add) -> None:
    add("test", _test, "run the tests (arguments are pytest's)").set_defaults(passes_on=True)
    bench = add(
        "bench", _bench, "measure how fast it is, against whom (arguments are names of benchmarks; default: all)"
    )
    bench.set_defaults(passes_on=True)


def _test(options: argparse.Namespace) -> int:
    return _run_module("pytest", options.rest)


def _bench(options: argparse.Namespace) -> int:
    return _run_module("tests.benchmarks", options.rest)


def _run_module(module: str, arguments: Sequence[str]) -> int:
    root = Path(__file__).parents[2]
    return subprocess.run([sys.executable, "-m", module, *arguments], cwd=root, check=False).returncode
