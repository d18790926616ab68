"""The routes for agencies' own systems: check and submit a file, look back; described in openapi.yaml."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from anyio import to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard.api.asked import language_of
from dashboard.api.gate import OWN_HOSTS, Gate, storage_problem
from dashboard.api.health import Health
from dashboard.api.problems import ProblemError, reply
from dashboard.api.rules import described
from dashboard.api.turns import AGAIN, FILES_IN_ALL, FILES_OF_ONE, Turns
from dashboard.api.uploads import take_file
from pipeline import door

AT = "/api/v1"
DESCRIPTION = Path(__file__).parent / "openapi.yaml"
_OF_HTTP = {404: "address-unknown", 405: "method-refused"}


def api(settings: Any) -> Starlette:
    """The routes of one installation, as an application of its own."""
    desk = Desk(settings)
    routes = [
        Route("/check", desk.check, methods=["POST"]),
        Route("/submissions", desk.submissions, methods=["GET", "POST"]),
        Route("/submissions/{submission}", desk.look_up),
        Route("/rules", desk.rules),
        Route("/health", desk.health),
        Route("/health/live", desk.live),
        Route("/openapi.yaml", desk.description),
    ]
    handlers: dict[Any, Any] = {ProblemError: _problem, HTTPException: _http_problem, door.BusyError: _busy}
    handlers[door.NotTakenError] = handlers[door.LedgerLostError] = _not_taken
    hosts = {*OWN_HOSTS, *settings.hosts.split()}
    found = Starlette(
        routes=routes, exception_handlers=handlers, middleware=[Middleware(Gate, hosts=hosts, settings=settings)]
    )
    found.router.redirect_slashes = False  # an address is right, or answered with what is wrong with it
    return found


class Desk:
    """Answers the requests. Whoever asks is known by a token, which speaks for one country."""

    def __init__(self, settings: Any) -> None:
        self._settings, self._turns, self._health = settings, Turns(), Health(settings)
        self._files = Turns(of_one=FILES_OF_ONE, in_all=FILES_IN_ALL)

    async def check(self, request: Request) -> Response:
        """The answer to a file, of which nothing is stored."""
        return await self._examine(request, self._turns, self._check)

    async def submissions(self, request: Request) -> Response:
        """The receipt of a file, which is kept for good; or all that was received of the token's country.

        A file is received however many wait for an answer: it follows then.
        """
        if request.method == "POST":
            return await self._examine(request, self._files, self._submit)
        token = await self._token(request)
        found = await to_thread.run_sync(partial(door.history, self._settings, country=token.country))
        return _json({"submissions": found})

    async def look_up(self, request: Request) -> Response:
        """One submission of the token's country, with the answer to it."""
        token, language = await self._token(request), language_of(request)
        with self._turns.place(token.id):
            return await self._turns.work(
                lambda: self._look_up(token.country, request.path_params["submission"], language)
            )

    async def rules(self, request: Request) -> Response:
        """Every rule with its words."""
        await self._token(request)
        language = language_of(request)
        return _json({"rules": described(language)}, language=language)

    async def health(self, request: Request) -> Response:
        """Whether the installation can do its work (readiness); anyone may ask."""
        found = await to_thread.run_sync(self._health.told)
        return _json(found, status_code=200 if found["status"] == "ok" else 503)

    async def live(self, request: Request) -> Response:
        """That this process answers, whatever else ails (liveness); anyone may ask."""
        return _json({"status": "ok"})

    async def description(self, request: Request) -> Response:
        """These routes in OpenAPI; anyone may read it."""
        return Response(DESCRIPTION.read_bytes(), media_type="application/yaml")

    async def _token(self, request: Request) -> Any:
        scheme, _, text = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not text:
            raise ProblemError("token-missing", headers={"WWW-Authenticate": "Bearer"})
        found = await to_thread.run_sync(partial(door.find_token, self._settings, text.strip(), now=_now()))
        if found is None:
            raise ProblemError("token-refused", headers={"WWW-Authenticate": 'Bearer error="invalid_token"'})
        return found

    async def _examine(self, request: Request, turns: Turns, work: Callable[..., Response]) -> Response:
        token, language = await self._token(request), language_of(request)
        with turns.place(token.id), await take_file(request, most_mb=self._settings.max_file_mb) as file:
            return await turns.work(partial(work, file, token, language))

    def _check(self, file: Any, token: Any, language: str) -> Response:
        answer = door.check(self._settings, file.data, file.name, now=_now(), country=token.country)
        return _text(door.answer_json(answer, language), language=language)

    def _submit(self, file: Any, token: Any, language: str) -> Response:
        sender, country = token.signature, token.country
        receipt = door.submit(self._settings, file.data, file.name, sender=sender, now=_now(), country=country)
        told = {"Location": f"{AT}/submissions/{receipt.submission}"}
        code = 200 if receipt.already_received else 201
        if receipt.answer is None:
            code, told = 202, {**told, "Retry-After": AGAIN}
        whose = receipt.country or (receipt.answer and receipt.answer.country)
        if receipt.answer is None and whose is None:  # a stranger brought these bytes before: whose they are, follows
            raise ProblemError("all-busy", headers={"Retry-After": AGAIN})
        if whose != token.country:
            raise ProblemError("received-from-elsewhere")
        return _text(door.answer_json(receipt, language), language=language, status_code=code, headers=told)

    def _look_up(self, country: str, submission: str, language: str) -> Response:
        found = (each for each in door.history(self._settings, country=country) if each["submission"] == submission)
        entry = next(found, None)
        if entry is None:
            raise ProblemError("submission-unknown")
        answer = door.answer_to(self._settings, submission)
        return _json({"submission": entry, "answer": answer.as_dict(language)}, language=language)


def _json(content: Any, **more: Any) -> Response:
    """`content` may hold moments."""
    return _text(json.dumps(content, ensure_ascii=False, default=datetime.isoformat) + "\n", **more)


def _text(
    text: str, *, language: str | None = None, status_code: int = 200, headers: dict[str, str] | None = None
) -> Response:
    told = {"Content-Language": language} if language else {}
    return Response(text, status_code, {**(headers or {}), **told}, media_type="application/json")


async def _problem(request: Request, problem: ProblemError) -> Response:
    return reply(problem, language_of(request, strict=False))


async def _http_problem(request: Request, refused: HTTPException) -> Response:
    problem = ProblemError(_OF_HTTP.get(refused.status_code, "our-fault"), headers=refused.headers)
    return await _problem(request, problem)


async def _busy(request: Request, _: Exception) -> Response:
    return await _problem(request, ProblemError("all-busy", headers={"Retry-After": AGAIN}))


async def _not_taken(request: Request, refused: Exception) -> Response:
    assert isinstance(refused, door.NotTakenError | door.LedgerLostError)
    return await _problem(request, storage_problem(refused.why))


def _now() -> datetime:
    return datetime.now(UTC)
