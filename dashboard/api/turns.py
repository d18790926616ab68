"""Who may have work done, and when: few at a time, few of one system, and no long queue."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from anyio import CapacityLimiter, to_thread

from dashboard.api.problems import ProblemError

AT_WORK = 2  # files that are examined side by side: reading one takes a processor and up to a gigabyte
IN_ALL = 8  # requests with a file, those that wait for the rest of it or for their turn included
OF_ONE = 2  # of them, with the same token
_AGAIN = "10"  # seconds after which to try again

Result = TypeVar("Result")


class Turns:
    """Counts the requests that are under way; made once for a server."""

    def __init__(self) -> None:
        self._limiter = CapacityLimiter(AT_WORK)
        self._under_way: Counter[str] = Counter()

    @contextmanager
    def place(self, token: str) -> Iterator[None]:
        """A place among those whose work is done; ProblemError when there is none."""
        if self._under_way[token] >= OF_ONE:
            raise ProblemError("too-many-at-once", headers={"Retry-After": _AGAIN}, most=OF_ONE)
        if self._under_way.total() >= IN_ALL:
            raise ProblemError("all-busy", headers={"Retry-After": _AGAIN})
        self._under_way[token] += 1
        try:
            yield
        finally:
            self._under_way[token] -= 1
            self._under_way += Counter()  # forget those who have none left

    async def work(self, job: Callable[[], Result]) -> Result:
        """What `job` returns, from a thread, when its turn has come."""
        return await to_thread.run_sync(job, limiter=self._limiter)
