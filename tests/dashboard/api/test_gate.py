"""Only known hosts are served, no page of another site gets in, and nothing is kept on the way."""

from pathlib import Path

import pytest
from starlette.applications import Starlette

from dashboard.api.gate import CARRIED
from dashboard.api.routes import api
from pipeline.journal import lines
from pipeline.settings import Settings
from tests.dashboard.api.asking import ask


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8501", "LOCALHOST:1", "[::1]:8501", "cop.example.org"])
def test_the_machine_is_known_by_its_names(routes: Starlette, host: str) -> None:
    assert ask(routes, "/health", host=host).status == 200


@pytest.mark.parametrize(
    "host", ["", "evil.example", "127.0.0.1.evil.example", "localhost@evil.example", "[::1", "a:b:c"]
)
def test_another_host_is_not_served(routes: Starlette, token: str, host: str) -> None:
    assert ask(routes, "/health", host=host).status == 421
    assert ask(routes, "/rules", host=host, token=token).status == 421


@pytest.mark.parametrize(
    "headers", [{"origin": "https://evil.example"}, {"origin": "null"}, {"sec_fetch_site": "cross-site"}]
)
def test_a_page_of_another_site_is_refused(routes: Starlette, token: str, headers: dict[str, str]) -> None:
    reply = ask(routes, "/rules", token=token, **headers)
    assert reply.status == 403
    assert not [name for name in reply.headers if name.startswith("access-control")]


def test_every_reply_says_that_it_is_not_to_be_kept(routes: Starlette, token: str) -> None:
    for reply in (
        ask(routes, "/rules", token=token),
        ask(routes, "/rules"),
        ask(routes, "/nothing"),
        ask(routes, "/health", host="evil.example"),
    ):
        assert {name: reply.headers.get(name.lower()) for name in CARRIED} == CARRIED
        assert "set-cookie" not in reply.headers


def test_a_fault_of_ours_is_a_problem_without_details(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    settings.tokens.parent.mkdir(parents=True)
    settings.tokens.write_text("not a database, whatever its name says")
    reply = ask(api(settings), "/rules", token=f"cop_12345678_{'x' * 43}")
    assert reply.status == 500
    assert b"database" not in reply.body
    assert [(each["event"], each.get("error")) for each in lines(settings)] == [
        ("request", None),
        ("request-failed", "DatabaseError"),
    ]
