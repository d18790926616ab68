"""Asks the routes as an agency's system does, in this process, and holds every reply against their description."""

import json
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import unquote, urlsplit

import anyio
import yaml
from jsonschema import Draft202012Validator
from starlette.applications import Starlette

from dashboard.api.routes import AT, DESCRIPTION

HOST = "127.0.0.1:8501"


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@cache
def description() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(DESCRIPTION.read_text(encoding="utf-8"))
    return found


def ask(
    api: Starlette,
    address: str,
    body: bytes | Iterable[bytes] = b"",
    *,
    method: str | None = None,
    token: str | None = None,
    **headers: str,
) -> Reply:
    """The reply to one request; `address` is what follows /api/v1. Underscores of header names are hyphens."""
    return anyio.run(lambda: asked(api, address, body, method=method, token=token, **headers))


async def asked(
    api: Starlette,
    address: str,
    body: bytes | Iterable[bytes] | AsyncIterator[bytes] = b"",
    *,
    method: str | None = None,
    token: str | None = None,
    **headers: str,
) -> Reply:
    """The same, among others in one loop. A body that comes in pieces does not say how long it is."""
    method = method or ("POST" if body else "GET")
    sent = {"host": HOST, **{name.replace("_", "-"): value for name, value in headers.items()}}
    if token:
        sent["authorization"] = f"Bearer {token}"
    if isinstance(body, bytes):
        sent["content-length"] = str(len(body))
    address = urlsplit(address)
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": AT + unquote(address.path),
        "raw_path": (AT + address.path).encode(),
        "root_path": AT,
        "query_string": address.query.encode(),
        "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in sent.items()],
    }
    pieces = _pieces(body)
    said: list[Any] = []

    async def receive() -> dict[str, Any]:
        return await anext(pieces, {"type": "http.disconnect"})

    async def send(message: Any) -> None:
        said.append(message)

    await api(scope, receive, send)
    start, *rest = said
    reply = Reply(
        start["status"],
        {name.decode(): value.decode() for name, value in start["headers"]},
        b"".join(each.get("body", b"") for each in rest),
    )
    _hold_against_description(address.path, method, reply)
    return reply


async def _pieces(body: bytes | Iterable[bytes] | AsyncIterator[bytes]) -> AsyncIterator[dict[str, Any]]:
    if isinstance(body, AsyncIterator):
        async for piece in body:
            yield {"type": "http.request", "body": piece, "more_body": True}
    else:
        for piece in [body] if isinstance(body, bytes) else body:
            yield {"type": "http.request", "body": piece, "more_body": True}
    yield {"type": "http.request", "body": b"", "more_body": False}


def _hold_against_description(path: str, method: str, reply: Reply) -> None:
    """Whatever is answered is foreseen there: its status, its type, every field of it."""
    known = description()["paths"].get(path) or description()["paths"].get(path.rpartition("/")[0] + "/{submission}")
    if known is None:  # no route: a problem, as everywhere
        schema, kind = _schema("Problem"), "application/problem+json"
    else:
        operation = known.get(method.lower()) or next(each for each in known.values() if "405" in each["responses"])
        response = _followed(operation["responses"][str(reply.status)])
        ((kind, content),) = response["content"].items()
        schema = content["schema"]
        assert set(response.get("headers", ())) <= {_titled(name) for name in reply.headers}
    assert reply.headers["content-type"].partition(";")[0] == kind
    if kind.endswith("json"):
        components = {"components": description()["components"]}
        Draft202012Validator({**schema, **components}, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(
            reply.json
        )


def _schema(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _followed(node: dict[str, Any]) -> dict[str, Any]:
    """What a reference points to."""
    if "$ref" not in node:
        return node
    found: Any = description()
    for step in node["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    return found


def _titled(name: str) -> str:
    return "WWW-Authenticate" if name == "www-authenticate" else name.title()
