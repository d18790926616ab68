"""What every request goes through: the host it was sent to, whose page it comes from; and what every answer carries."""

import time
from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.api.asked import language_of
from dashboard.api.problems import ProblemError, reply
from pipeline import door

OWN_HOSTS = ("127.0.0.1", "::1", "localhost")
CARRIED = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Vary": "Accept-Language, Authorization",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
NOTED = ("check", "submissions", "look_up", "rules")
STRANGERS = (401, 403, 421)
"""What agencies' systems ask is noted; monitoring asks too often, and strangers could fill the journal."""

FAILING = "failing"
_AGAIN = "600"  # seconds, within which an operator has heard of it


class Gate:
    """Lets requests to `hosts` through, unless a browser sends them from the page of another site.

    What was served, and what failed, is noted in the journal, without anything that was sent.
    """

    def __init__(self, app: ASGIApp, *, hosts: Collection[str], settings: Any) -> None:
        self._app, self._hosts, self._settings = app, frozenset(hosts), settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        status, since = 0, time.monotonic()

        async def carry(message: Message) -> None:
            nonlocal status
            status = status or message.get("status", 0)
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(CARRIED)
            await send(message)

        problem = self._problem(Headers(scope=scope))
        if problem is None:
            try:
                await self._app(scope, receive, carry)
            except Exception as error:
                door.note_fault(self._settings, "request-failed", error, route=_route(scope))
                if status:
                    raise
                problem = storage_problem(FAILING) if door.trouble(error) else ProblemError("our-fault")
        if problem:
            await reply(problem, language_of(Request(scope), strict=False))(scope, receive, carry)
        if _route(scope) in NOTED and status not in STRANGERS:
            seconds = round(time.monotonic() - since, 3)
            door.note(self._settings, "request", route=_route(scope), status=status, seconds=seconds)

    def _problem(self, headers: Headers) -> ProblemError | None:
        named = [_name(f"//{host}") for host in headers.getlist("host")]
        if len(named) != 1 or named[0] not in self._hosts:
            return ProblemError("host-unknown")
        origin = headers.get("origin")
        if origin is not None and _name(origin) not in self._hosts:
            return ProblemError("page-of-another-site")
        return ProblemError("page-of-another-site") if headers.get("sec-fetch-site") == "cross-site" else None


def storage_problem(why: str) -> ProblemError:
    """What is answered where nothing can be kept."""
    return ProblemError("storage-full" if why == "full" else "storage-failing", headers={"Retry-After": _AGAIN})


def _route(scope: Scope) -> str | None:
    """The name of what answers the request, None where nothing does."""
    return getattr(scope.get("endpoint"), "__name__", None)


def _name(address: str) -> str | None:
    """The host that an address names."""
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None
