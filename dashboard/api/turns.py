"""How many requests with a file are under way: few of one system, and not too many in all."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from anyio import CapacityLimiter, to_thread

from dashboard.api.problems import ProblemError
from pipeline import door

IN_ALL = 8  # requests with a file to check, those that wait for the rest of it or for their turn included
OF_ONE = 2  # of them, with the same token
FILES_IN_ALL = 64  # files that are submitted: receiving one costs little, and waits for no examination
FILES_OF_ONE = 16
AGAIN = str(door.AGAIN)  # seconds after which to try again

_THREADS = 16  # more than may sit at the desk, so that receiving goes on while all of those wait

Result = TypeVar("Result")


class Turns:
    """Counts the requests that are under way; made once for a server. What they may cost together, the desk bounds."""

    def __init__(self, *, of_one: int = OF_ONE, in_all: int = IN_ALL) -> None:
        self._of_one, self._in_all = of_one, in_all
        self._limiter = CapacityLimiter(_THREADS)
        self._under_way: Counter[str] = Counter()

    @contextmanager
    def place(self, token: str) -> Iterator[None]:
        """A place among those whose work is done; ProblemError when there is none."""
        if self._under_way[token] >= self._of_one:
            raise ProblemError("too-many-at-once", headers={"Retry-After": AGAIN}, most=self._of_one)
        if self._under_way.total() >= self._in_all:
            raise ProblemError("all-busy", headers={"Retry-After": AGAIN})
        self._under_way[token] += 1
        try:
            yield
        finally:
            self._under_way[token] -= 1
            self._under_way += Counter()  # forget those who have none left

    async def work(self, job: Callable[[], Result]) -> Result:
        """What `job` returns, from a thread, when its turn has come."""
        return await to_thread.run_sync(job, limiter=self._limiter)
