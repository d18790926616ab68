"""An agency's system sends a file to the service that an operator started: checked, submitted, looked up."""

import json
import os
import socket
import subprocess
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from tests.files import workbook
from tests.serving import COP, PATIENCE_SECONDS, free_port, served

WRONG = workbook(("campaigns", [{"clicks": "many"}]))
RIGHT = workbook(("campaigns", [{}]))
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def cop(home: Path, *arguments: str) -> bytes:
    """What the command prints."""
    environment = {**os.environ, "COP_HOME": str(home)}
    return subprocess.run([COP, *arguments], env=environment, capture_output=True).stdout


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("journey") / "home"


@pytest.fixture(scope="module")
def port(home: Path) -> Iterator[int]:
    port = free_port()
    with served(home, "--port", str(port), "--no-pipeline") as service:
        assert service.stdout
        assert service.stdout.readline() == f"Dashboard  http://127.0.0.1:{port}\n"
        yield port


@pytest.fixture(scope="module")
def token(home: Path) -> str:
    return cop(home, "token", "new", "NL", "--name", "Registry").decode().strip()


def sent(port: int, method: str, address: str, *, token: str, data: bytes | None = None) -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    headers = {"Authorization": f"Bearer {token}"} | ({"Content-Type": XLSX} if data else {})
    connection.request(method, f"/api/v1{address}", body=data, headers=headers)
    reply = connection.getresponse()
    body = reply.read()
    connection.close()
    return reply, body


def test_a_file_is_answered_as_the_command_answers_it(port: int, home: Path, token: str, tmp_path: Path) -> None:
    path = tmp_path / "figures.xlsx"
    path.write_bytes(WRONG)
    reply, body = sent(port, "POST", "/check?lang=pl", token=token, data=WRONG)
    assert (reply.status, reply.headers["Content-Language"]) == (200, "pl")
    assert body == cop(home, "--lang", "pl", "check", "--json", "--country", "NL", str(path))
    assert json.loads(body)["verdict"] == "returned"


def test_a_submitted_file_is_in_the_country_s_list(port: int, home: Path, token: str) -> None:
    reply, body = sent(port, "POST", "/submissions?filename=figures.xlsx", token=token, data=RIGHT)
    receipt = json.loads(body)
    assert (reply.status, receipt["answer"]["verdict"]) == (201, "accepted")
    assert sent(port, "GET", f"/submissions/{receipt['submission']}", token=token)[0].status == 200
    _, body = sent(port, "GET", "/submissions", token=token)
    assert [(each["submission"], each["file_name"]) for each in json.loads(body)["submissions"]] == [
        (receipt["submission"], "figures.xlsx")
    ]


def test_a_wrong_token_is_refused_before_its_file_is_read(port: int, token: str) -> None:
    reply, body = sent(port, "POST", "/submissions", token=f"{token[:-1]}!", data=RIGHT)
    assert (reply.status, json.loads(body)["type"]) == (401, "urn:cop:problem:token-refused")
    assert reply.headers["Content-Type"] == "application/problem+json"


def test_the_service_says_that_it_is_well(port: int) -> None:
    reply, body = sent(port, "GET", "/health", token="")
    assert (reply.status, json.loads(body)["status"]) == (200, "ok")


def test_a_request_that_names_two_hosts_is_not_served(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS) as line:
        line.sendall(b"GET /api/v1/health HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n")
        assert line.recv(64).startswith(b"HTTP/1.1 421 ")


def test_the_service_listens_to_this_machine_only(port: int) -> None:
    """A server on all addresses would be found at the machine's other ones, of which 127.0.0.2 is one."""
    with socket.socket() as other:
        assert other.connect_ex(("127.0.0.2", port)) != 0


def test_the_pages_are_served_as_they_are_configured(port: int) -> None:
    ask = BackMsg()
    ask.rerun_script.query_string = ""
    with connect(f"ws://127.0.0.1:{port}/_stcore/stream", subprotocols=["streamlit"], max_size=None) as page:
        page.send(ask.SerializeToString())
        said = ForwardMsg()
        while said.WhichOneof("type") != "new_session":
            said = ForwardMsg.FromString(page.recv(timeout=PATIENCE_SECONDS))
    config = said.new_session.config
    assert (config.gather_usage_stats, config.disable_data_export) == (False, True)
