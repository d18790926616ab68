"""Few files are taken at a time, fewer of one system; who comes too many is told when to come again."""

from collections.abc import AsyncIterator, Callable

import anyio
from starlette.applications import Starlette

from dashboard.api.turns import IN_ALL, OF_ONE
from tests.dashboard.api.asking import Reply, asked

FILE = b"country,quarter\n"


def answered(routes: Starlette, held: list[str], after: str) -> tuple[Reply, list[Reply]]:
    """The reply to `after` while files of the `held` tokens are still on their way, and then theirs."""
    arrived: list[Reply] = []

    async def run() -> Reply:
        rest, all_here = anyio.Event(), anyio.Event()
        here: list[str] = []

        async def slow(token: str) -> AsyncIterator[bytes]:
            here.append(token)  # whose file is being read has its place
            if len(here) == len(held):
                all_here.set()
            yield FILE
            await rest.wait()

        async def hold(token: str) -> None:
            arrived.append(
                await asked(routes, "/check", slow(token), method="POST", token=token, content_type="text/csv")
            )

        async with anyio.create_task_group() as all_of_them:
            for token in held:
                all_of_them.start_soon(hold, token)
            if held:
                await all_here.wait()
            reply = await asked(routes, "/check", FILE, token=after, content_type="text/csv")
            rest.set()
        return reply

    return anyio.run(run), arrived


def test_one_system_has_no_more_files_under_way_than_its_share(routes: Starlette, token: str) -> None:
    reply, arrived = answered(routes, [token] * OF_ONE, token)
    assert (reply.status, reply.headers["retry-after"]) == (429, "10")
    assert [each.status for each in arrived] == [200] * OF_ONE


def test_beyond_the_queue_everyone_is_asked_to_come_again(routes: Starlette, made: Callable[..., str]) -> None:
    reply, arrived = answered(routes, [made() for _ in range(IN_ALL)], made())
    assert (reply.status, reply.headers["retry-after"]) == (503, "10")
    assert [each.status for each in arrived] == [200] * IN_ALL
    reply, _ = answered(routes, [], made())
    assert reply.status == 200
