"""A file is taken out of a request whole, by its name, up to its limit; anything else is a problem with a way out."""

import anyio
import pytest
from starlette.applications import Starlette
from starlette.requests import Request

from dashboard.api.problems import ProblemError
from dashboard.api.uploads import MEGABYTE, TYPES, take_file
from data_contracts.findings import Finding
from tests.dashboard.api.asking import ask
from tests.files import csv_file

FILE = csv_file(("campaigns", [{}]))
FORM = "multipart/form-data; boundary=cut"


def form(*parts: tuple[str, bytes]) -> bytes:
    """A form of these parts: what follows the part's name, and the part."""
    lines = [
        f'--cut\r\nContent-Disposition: form-data; name="file"{more}\r\n\r\n'.encode() + data + b"\r\n"
        for more, data in parts
    ]
    return b"".join(lines) + b"--cut--\r\n"


def taken(body: bytes, *, query: str = "", content_type: str = "text/csv", **headers: str) -> tuple[str, bytes]:
    """The name and the bytes that are taken out of a request."""

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": body, "more_body": False}

    sent = {"content-type": content_type} | {name.replace("_", "-"): value for name, value in headers.items()}
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/check",
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in sent.items()],
    }

    async def take() -> tuple[str, bytes]:
        with await take_file(Request(scope, receive), most_mb=1) as file:
            return file.name, file.data

    return anyio.run(take)


@pytest.mark.parametrize("content_type", [each for each in TYPES if not each.startswith("multipart")])
def test_a_file_comes_as_the_body(content_type: str) -> None:
    assert taken(FILE, content_type=content_type) == ("submission", FILE)
    assert taken(FILE, content_type=f"{content_type.upper()}; charset=utf-8") == ("submission", FILE)


def test_a_file_comes_as_the_one_part_of_a_form() -> None:
    body = form(('; filename="figures.csv"\r\nContent-Type: text/csv', FILE))
    assert taken(body, content_type=FORM) == ("figures.csv", FILE)


@pytest.mark.parametrize(
    ("query", "disposition", "name"),
    [
        ("filename=a.csv", 'attachment; filename="b.csv"', "a.csv"),
        ("", 'attachment; filename="b.csv"', "b.csv"),
        ("", "attachment; filename*=UTF-8''z%C5%82oty.csv", "złoty.csv"),
        ("filename=C%3A%5Cdesk%5Cfigures.csv", "", "figures.csv"),
        ("filename=../../etc/passwd", "", "passwd"),
        ("filename=a%00b%E2%80%AEcsv%0A", "", "a�b�csv "),
        ("filename=/", "", "submission"),
        ("filename=" + "a" * 500, "", "a" * 199 + "…"),
    ],
)
def test_its_name_is_a_name_and_nothing_more(query: str, disposition: str, name: str) -> None:
    assert taken(FILE, query=query, content_disposition=disposition)[0] == name


@pytest.mark.parametrize(
    "body",
    [
        form(),
        form(("", FILE)),
        form(('; filename="a"', FILE), ('; filename="b"', FILE)),
        b"--cut\r\nContent-Disposition",
        b"",
    ],
    ids=["empty", "a field", "two files", "torn", "nothing"],
)
def test_a_form_that_is_not_one_file_is_a_problem(body: bytes) -> None:
    with pytest.raises(ProblemError, match="body-damaged"):
        taken(body, content_type=FORM)


@pytest.mark.parametrize("content_type", ["", "application/json", "application/x-www-form-urlencoded", "text/html"])
def test_another_content_type_is_a_problem(routes: Starlette, token: str, content_type: str) -> None:
    reply = ask(routes, "/check", FILE, token=token, content_type=content_type)
    assert reply.status == 415
    assert "application/octet-stream" in reply.headers["accept"]


def test_a_packed_body_is_a_problem(routes: Starlette, token: str) -> None:
    assert ask(routes, "/check", FILE, token=token, content_type="text/csv", content_encoding="gzip").status == 415


def test_as_much_as_may_be_is_taken() -> None:
    data = b"x" * MEGABYTE
    assert taken(data)[1] == data
    assert taken(form(('; filename="a"', data)), content_type=FORM)[1] == data


@pytest.mark.parametrize("language", ["en", "pl"])
def test_a_file_that_is_too_large_is_told_so_in_the_words_of_the_finding(
    routes: Starlette, token: str, language: str
) -> None:
    reply = ask(routes, f"/check?lang={language}", b"x" * (2 * MEGABYTE), token=token, content_type="text/csv")
    finding = Finding("file-too-large", found="2.0 MB", expected="1 MB")
    assert reply.status == 413
    assert (reply.json["detail"], reply.json["fix"]) == (finding.says(language), finding.fix(language))


def test_no_more_is_read_than_may_be(routes: Starlette, token: str) -> None:
    """However much there is: of a body that does not say how long it is, too."""
    given = []

    def endless() -> object:
        while True:
            given.append(1)
            yield b"x" * (MEGABYTE // 4)

    reply = ask(routes, "/check", endless(), token=token, content_type="text/csv")  # type: ignore[arg-type]
    assert (reply.status, len(given)) == (413, 5)


def test_a_form_hides_nothing_that_is_too_large(routes: Starlette, token: str) -> None:
    for size in (MEGABYTE + 1, 2 * MEGABYTE):
        body = form(('; filename="a"', b"x" * size))
        assert ask(routes, "/check", body, token=token, content_type=FORM).status == 413
