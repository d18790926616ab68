"""What the readme tells agencies to type works as it stands there."""

import argparse
import re
import shlex
from pathlib import Path

import pytest
from starlette.applications import Starlette

from dashboard.api.routes import AT, DESCRIPTION
from tests.dashboard.api.asking import Reply, ask
from tests.dashboard.api.test_uploads import FORM, form
from tests.files import csv_file

README = DESCRIPTION.with_name("README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
FILE = csv_file(("campaigns", [{}]), country="NL")


def typed(command: str, *, routes: Starlette, token: str) -> Reply:
    """What curl would get for this command."""
    curl = argparse.ArgumentParser("curl")
    curl.add_argument("address")
    curl.add_argument("--header", action="append", default=[])
    curl.add_argument("--data-binary")
    curl.add_argument("--form")
    program, *arguments = shlex.split(command.replace("\\\n", "").replace("$COP_TOKEN", token))
    assert program == "curl"
    options = curl.parse_args(arguments)
    headers = {
        name.lower().replace("-", "_"): value for name, _, value in (each.partition(": ") for each in options.header)
    }
    body = b""
    if options.data_binary:
        assert options.data_binary == "@figures.csv"
        body = FILE
    elif options.form:
        assert options.form == "file=@figures.csv"
        body, headers["content_type"] = form(('; filename="figures.csv"', FILE)), FORM
    service, at, address = options.address.partition(AT)
    assert (service, at) == ("http://127.0.0.1:8501", AT)
    return ask(routes, address, body, **headers)


def test_its_examples_work(routes: Starlette, token: str) -> None:
    check, submit, look_back = (typed(each, routes=routes, token=token) for each in EXAMPLES)
    assert (check.status, check.json["verdict"], check.headers["content-language"]) == (200, "accepted", "pl")
    assert (submit.status, submit.json["file_name"]) == (201, "figures.csv")
    assert [each["submission"] for each in look_back.json["submissions"]] == [submit.json["submission"]]


@pytest.mark.parametrize("path", re.findall(r"\]\(([^)#:]+)\)", README))
def test_every_path_that_it_links_to_exists(path: str) -> None:
    assert Path(DESCRIPTION.parent, path).exists()
