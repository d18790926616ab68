"""`cop check` against frictionless, Great Expectations and pandera on pandas: one contract, the same wrong rows found.

Each peer checks what its idiom can say of the contract: closed lists, a value or a status in every owed cell, numbers
not below 0, the contract's own rules, keys that are not repeated. We check more, and say where and how to mend it.
"""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from data_contracts.codes import load_obs_status
from data_contracts.contract import load_contract
from tests.benchmarks.measuring import COP, Cost, cost_of_process, in_turns
from tests.benchmarks.results import Result
from tests.benchmarks.rows import Example, examples
from tests.files import csv_file

ROWS, RUNS = 12_000, 3
"""Nearly as many rows of interventions as there are combinations of their keys."""

PEERS = {
    "frictionless": "with_frictionless.py",
    "Great Expectations": "with_great_expectations.py",
    "pandera on pandas": "with_pandera_on_pandas.py",
}

_FOLDER = Path(__file__).parent / "peers"
_VENV = Path(__file__).parents[2] / ".venv-peers"
_THEIRS = {"PYTHONPATH": "", "GX_ANALYTICS_ENABLED": "false"}


def compare() -> list[Result]:
    """Whole processes; rows a second of processor time, start included."""
    python = _environment()
    return [result for example in examples(ROWS) for result in _compared(example, python)]


def contract_for_peers() -> dict[str, object]:
    """The contract of interventions as the peers' programs read it."""
    contract = load_contract("interventions")
    return {
        "envelope": ["collection", "country", "quarter"],
        "keys": {key.name: key.codes for key in contract.keys},
        "measures": {measure.name: measure.kind for measure in contract.measures},
        "statuses": [code for code, kind in load_obs_status().items() if kind != "value"],
        "within": [rule.expression.split(" <= ") for rule in contract.rules],
    }


def _compared(example: Example, python: str) -> list[Result]:
    with TemporaryDirectory() as folder:
        path, contract = Path(folder, "file.csv"), Path(folder, "contract.json")
        path.write_bytes(csv_file(example.part))
        contract.write_text(json.dumps(contract_for_peers()), encoding="utf-8")
        Path(folder, "hypothesis.py").write_text("raise ImportError('for developers only')")
        ours = [COP, "check", str(path)]
        theirs = [[python, str(_FOLDER / program), str(path), str(contract)] for program in PEERS.values()]
        _assert_same(example, [*ours, "--json"], theirs)
        mine, *others = in_turns(
            partial(cost_of_process, ours, ends_with=example.ends_with, PYTHONPATH=folder),
            *(partial(cost_of_process, command, **_THEIRS) for command in theirs),
            runs=RUNS,
        )
    told = [_results(example, mine, other, peer) for peer, other in zip(PEERS, others, strict=True)]
    return [result for pair in told for result in pair]


def _results(example: Example, ours: Cost, theirs: Cost, peer: str) -> list[Result]:
    what = f"{ROWS:,} rows of CSV, {example.kind}"
    speed = f"{peer}: {ROWS / theirs.cpu:,.0f} rows/s, ours {ROWS / ours.cpu:,.0f}"
    return [
        Result(f"cop check, {what}", "CPU s", ours.cpu, theirs.cpu, speed, 1),
        Result(f"cop check, {what}, memory", "MB", ours.memory_mb, theirs.memory_mb, peer),
    ]


def _assert_same(example: Example, ours: Sequence[str], theirs: Sequence[Sequence[str]]) -> None:
    answer = json.loads(_output(ours))
    found = [sorted({each["line"] for each in answer["findings"] if each["blocks"]})]
    found += [json.loads(_output(command, **_THEIRS)) for command in theirs]
    for lines in found:
        assert tuple(lines) == example.lines, f"{len(lines)} wrong rows found, {len(example.lines)} made"


def _output(command: Sequence[str], **environment: str) -> str:
    """The last line that it prints: some libraries greet before they work."""
    run = subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True, check=False)
    if not run.stdout.strip():
        raise RuntimeError(f"{' '.join(command)} said nothing but: {run.stderr[-2000:]}")
    return run.stdout.splitlines()[-1]


def _environment() -> str:
    """The Python of the peers, in an environment that holds exactly what their lock says; made when it changed."""
    lock, stamp, python = _FOLDER / "requirements.lock", _VENV / "made-from", _VENV / "bin" / "python"
    wanted = lock.read_text(encoding="utf-8")
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted:
        print(f"making {_VENV.name} from {lock.name} of the peers (once, about two minutes)", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(_VENV)], check=True)
        pip = [str(python), "-m", "pip", "--disable-pip-version-check", "-qq", "install", "--no-deps"]
        subprocess.run([*pip, "--require-hashes", "--only-binary=:all:", "-r", str(lock)], check=True)
        stamp.write_text(wanted, encoding="utf-8")
    return str(python)
