"""The processes that meet the faults: `python -m tests.faults.victim` takes requests as lines of JSON and answers them.

One process is kept for what fails and is done again in the same one, as in a service; a new one, forked before
anything has started a thread, is for what kills. Both have everything imported already, so that a fault is cheap.
"""

import gc
import json
import os
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

from data_contracts.contract import load_contracts
from pipeline.sweeping import KEPT_SECONDS, sweep
from tests.faults.effects import watching
from tests.faults.scenario import ARRIVALS, RUNS, WHOLE, act, settings_for
from tests.faults.state import State, broken_at_once, differences, state_of
from tests.faults.striking import END, Strike

STAGES = {stage.name: stage for stage in (*ARRIVALS, *RUNS, *WHOLE)}
_known: dict[str, tuple[State, State]] = {}
"""Stage -> what a home holds before and after it, where nothing is disturbed."""


def ready(stage: str, home: str) -> None:
    """Whatever has to have happened before the stage."""
    STAGES[stage].ready(settings_for(Path(home)))


def learn(stage: str, home: str) -> list[list[str]]:
    """Go through it undisturbed; every step that it took, in order."""
    before = state_of(Path(home))
    strike = Strike()
    with watching(Path(home), strike), strike.going_on():
        act(STAGES[stage], settings_for(Path(home)))
    _known[stage] = before, state_of(Path(home))
    return [list(step) for step in (*strike.steps, END)]


def attempt(stage: str, home: str, fault: str, at: int) -> dict[str, Any]:
    """Go through it with a fault; what came of it, unless the process does not live to tell."""
    strike = Strike(fault, at=at)
    failed = None
    with watching(Path(home), strike), strike.going_on():
        try:
            act(STAGES[stage], settings_for(Path(home)))
            strike.plain(END)
        except Exception as error:  # noqa: BLE001 - whatever it is, it has to be survived
            failed = f"{type(error).__name__}: {error}"
    struck = list(strike.steps[at]) if strike.has_struck else None
    return {"struck": struck, "failed": failed}


def recover(stage: str, home: str) -> dict[str, Any]:
    """Look at once, do it again as people and the daemon would, and look what is different then."""
    gc.collect()  # what failed is forgotten, and with it what it held open
    before, after = _known[stage]
    settings = settings_for(Path(home))
    at_once = broken_at_once(settings, before=before, after=after)
    _let_a_day_pass(settings.root)
    try:
        act(STAGES[stage], settings, again=True)
        sweep(settings)  # as every run does
    except Exception:  # noqa: BLE001 - a fault that is not survived
        return {"lost": [], "doubled": [], "left": [], "torn": [*at_once, traceback.format_exc()]}
    found = differences(state_of(Path(home)), after)
    found.torn += at_once
    return vars(found)


def _let_a_day_pass(home: Path) -> None:
    """What was left over is swept when it is a day old."""
    yesterday = time.time() - 2 * KEPT_SECONDS
    for path in home.rglob("*"):
        os.utime(path, (yesterday, yesterday), follow_symlinks=False)


_ANSWERS: dict[str, Callable[..., Any]] = {each.__name__: each for each in (ready, learn, attempt, recover)}


def _serve(asked: TextIO, answers: TextIO) -> None:
    for line in asked:
        name, values = json.loads(line)
        answers.write(json.dumps(_ANSWERS[name](*values)) + "\n")
        answers.flush()


def _in_a_new_process(name: str, values: list[Any], *, seconds: float | None = None) -> Any:
    """What it answers, or None where it was killed: by itself, or by us after so many seconds."""
    reading, writing = os.pipe()
    if not (pid := os.fork()):
        os.close(reading)
        answer = json.dumps(_ANSWERS[name](*values))
        os.write(writing, answer.encode())
        os._exit(0)
    os.close(writing)
    if seconds is not None:
        select.select([reading], [], [], seconds)
        os.kill(pid, signal.SIGKILL)
    with os.fdopen(reading, encoding="utf-8") as pipe:
        answer = pipe.read()
    _, status = os.waitpid(pid, 0)
    if os.WIFSIGNALED(status):
        return None
    return json.loads(answer) if answer else None


def _keep_one() -> tuple[TextIO, TextIO]:
    """A process that answers one request after the other; the two ends to talk to it by."""
    asked, asking = os.pipe()
    answered, answering = os.pipe()  # neither is inherited by what the product starts
    if not os.fork():
        os.close(asking)
        os.close(answered)
        _serve(os.fdopen(asked, encoding="utf-8"), os.fdopen(answering, "w", encoding="utf-8"))
        os._exit(0)
    os.close(asked)
    os.close(answering)
    return os.fdopen(asking, "w", encoding="utf-8"), os.fdopen(answered, encoding="utf-8")


def main() -> None:
    """Requests: new, or kept, or the seconds after which a new one is killed; then name and values. What the product
    prints goes to the errors."""
    os.umask(0o077)
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    load_contracts()
    asking, answered = _keep_one()
    for line in sys.stdin:
        process, name, values = json.loads(line)
        if process != "kept":
            seconds = None if process == "new" else process
            answer = json.dumps(_in_a_new_process(name, values, seconds=seconds)) + "\n"
        else:
            asking.write(json.dumps([name, values]) + "\n")
            asking.flush()
            answer = answered.readline()
        answers.write(answer)
        answers.flush()
    asking.close()
    os.wait()


if __name__ == "__main__":
    main()
