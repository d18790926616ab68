"""What every request goes through: the host it was sent to, whose page it comes from; and what every answer carries."""

import logging
from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.api.asked import language_of
from dashboard.api.problems import ProblemError, reply

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
_log = logging.getLogger(__name__)


class Gate:
    """Lets requests to `hosts` through, unless a browser sends them from the page of another site."""

    def __init__(self, app: ASGIApp, *, hosts: Collection[str]) -> None:
        self._app, self._hosts = app, frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def carry(message: Message) -> None:
            nonlocal begun
            begun = True
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(CARRIED)
            await send(message)

        problem = self._problem(Headers(scope=scope))
        if problem is None:
            try:
                await self._app(scope, receive, carry)
            except Exception:
                _log.exception("a request of an agency's system failed")
                if begun:
                    raise
                problem = ProblemError("our-fault")
        if problem:
            await reply(problem, language_of(Request(scope), strict=False))(scope, receive, carry)

    def _problem(self, headers: Headers) -> ProblemError | None:
        named = [_name(f"//{host}") for host in headers.getlist("host")]
        if len(named) != 1 or named[0] not in self._hosts:
            return ProblemError("host-unknown")
        origin = headers.get("origin")
        if origin is not None and _name(origin) not in self._hosts:
            return ProblemError("page-of-another-site")
        return ProblemError("page-of-another-site") if headers.get("sec-fetch-site") == "cross-site" else None


def _name(address: str) -> str | None:
    """The host that an address names."""
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None
