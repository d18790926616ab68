"""A receipt proves itself: altered by a letter it is known, and so is one that this installation never gave."""

import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from data_contracts import LANGUAGES
from pipeline import stages
from pipeline.cli import main
from pipeline.door import receipt_pdf, submit
from pipeline.intake import receive
from pipeline.receipt.proof import proof_of
from pipeline.receipt.verifying import ALTERED, BYTES_GONE, NOT_A_RECEIPT, NOT_OURS, TRUE, verify
from pipeline.receive.archive import path_of
from pipeline.settings import Settings
from tests.files import csv_file

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
FILE = csv_file(("campaigns", [{}]), ("partners", []))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


def given(settings: Settings, data: bytes = FILE) -> dict[str, Any]:
    return submit(settings, data, "figures.csv", sender="test", country="NL", now=NOW).proof


def as_json(proof: dict[str, Any]) -> bytes:
    return json.dumps(proof).encode()


def test_a_receipt_says_what_was_received_and_against_what_it_was_held(settings: Settings) -> None:
    proof = given(settings)
    assert (proof["country"], proof["quarter"], proof["verdict"]) == ("NL", "2026-Q3", "accepted")
    assert (proof["collections"], proof["nil"]) == ({"campaigns": 1}, ["partners"])
    assert set(proof["contracts"]) == {"campaigns", "partners"}
    assert proof["agency"]
    assert proof["previous"] is None


def test_each_receipt_names_the_one_before(settings: Settings) -> None:
    first = given(settings)
    second = given(settings, csv_file(("partners", [{}])))
    assert second["previous"] == first["seal"]


def test_the_same_file_again_gets_the_same_receipt(settings: Settings) -> None:
    assert given(settings) == given(settings)


def test_a_true_receipt_is_known_alone_or_in_the_answer_that_it_came_with(settings: Settings) -> None:
    receipt = submit(settings, FILE, "figures.csv", sender="test", now=NOW)
    assert verify(settings, as_json(receipt.proof)) == TRUE
    assert verify(settings, json.dumps(receipt.as_dict("pl")).encode()) == TRUE


@pytest.mark.parametrize("name", ["sha256", "submission", "received_at", "verdict", "country", "findings", "previous"])
def test_an_altered_receipt_is_known(settings: Settings, name: str) -> None:
    assert verify(settings, as_json(given(settings) | {name: "another"})) == ALTERED


def test_a_receipt_of_another_installation_is_not_ours(settings: Settings, tmp_path: Path) -> None:
    given(settings)
    elsewhere = submit(Settings(home=tmp_path / "b"), FILE, "x.csv", sender="b", now=NOW)
    assert verify(settings, as_json(elsewhere.proof)) == NOT_OURS


def test_a_receipt_whose_file_is_gone_says_so(settings: Settings) -> None:
    proof = given(settings)
    path_of(settings.archive, proof["sha256"]).unlink()
    assert verify(settings, as_json(proof)) == BYTES_GONE


@pytest.mark.parametrize("text", [b"", b"[]", b"{}", b'{"proof": 3}', b"\xff", b'{"seal": "x"}'])
def test_anything_else_is_no_receipt(settings: Settings, text: bytes) -> None:
    assert verify(settings, text) in (NOT_A_RECEIPT, ALTERED)


def test_a_file_from_the_inbox_has_a_receipt_once_it_is_examined(settings: Settings) -> None:
    submission = receive(settings, FILE, "figures.csv", sender="inbox", now=NOW).submission
    assert proof_of(settings, submission) is None
    stages.examine_pending(settings, now=NOW)
    proof = proof_of(settings, submission)
    assert proof
    assert verify(settings, as_json(proof)) == TRUE


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pdf_is_tagged_and_speaks_the_language(settings: Settings, language: str) -> None:
    proof = given(settings)
    reader = PdfReader(io.BytesIO(receipt_pdf(proof, language=language)))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == language
    text = "".join(page.extract_text() for page in reader.pages)
    assert proof["submission"] in text
    assert proof["seal"][:20] in text.replace("\n", "")


def test_the_pdf_of_a_file_with_a_strange_name_is_made_too(settings: Settings) -> None:
    proof = submit(settings, FILE, '#eval("1")\u202e $x$ \\*.csv', sender="test", now=NOW).proof
    assert receipt_pdf(proof).startswith(b"%PDF-")


def test_the_command_shows_writes_and_verifies(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    proof = given(settings)
    home = ["--home", str(settings.home)]
    assert main([*home, "receipt", proof["submission"], "--json"]) == 0
    path = tmp_path / "receipt.json"
    path.write_text(capsys.readouterr().out, encoding="utf-8")
    assert main([*home, "--lang", "fr", "receipt", "verify", str(path)]) == 0
    assert "récépissé authentique" in capsys.readouterr().out
    assert main([*home, "receipt", proof["submission"], "--pdf", str(tmp_path / "receipt.pdf")]) == 0
    assert (tmp_path / "receipt.pdf").read_bytes().startswith(b"%PDF-")
    path.write_text(path.read_text(encoding="utf-8").replace("NL", "BE"), encoding="utf-8")
    assert main([*home, "receipt", "verify", str(path)]) == 1
    assert main([*home, "receipt", "0123456789abcdef"]) == 1
