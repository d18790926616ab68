"""A steward in Poland, in a browser: template, mistake, marked workbook, correction, explanation, receipt, history."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect, sync_playwright
from pypdf import PdfReader

from data_contracts.contract import load_contract
from pipeline.receipt.verifying import TRUE, verify
from pipeline.settings import Settings
from pipeline.storage.ledger import Ledger
from pipeline.storage.tokens import Tokens
from tests.journeys.test_a_steward_on_the_page import FLAGS, PATIENCE
from tests.pipeline.template.filling import fill
from tests.serving import free_port, served

pytestmark = pytest.mark.browser

ROW = {"campaign": "reklama", "platform": "search", "impressions": 1000, "clicks": 400, "engaged": 10, "spend_eur": 50}
NOTHING = ("interventions", "exit_support", "contact_point_requests", "training", "toolkit", "partners")
WHY = "Film obiegł w tym tygodniu wszystkie szkoły"


@pytest.fixture
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        page = browser.new_page(locale="pl", accept_downloads=True)
        page.set_default_timeout(PATIENCE)
        yield page
        browser.close()


def downloaded(page: Page, label: str, folder: Path) -> Path:
    """The file behind the first button that is called so."""
    with page.expect_download(timeout=PATIENCE) as given:
        page.get_by_role("button", name=label).first.click()
    path = folder / given.value.suggested_filename
    given.value.save_as(path)
    return path


def filled(template: bytes, campaign: dict[str, Any]) -> bytes:
    """The template with one campaign, and nothing to report otherwise."""
    nil = {name: [{load_contract(name).keys[0].name: "NIL"}] for name in NOTHING}
    return fill(template, {"campaigns": [campaign], **nil}, language="pl")


def test_from_the_template_to_the_receipt_in_polish(page: Page, tmp_path: Path) -> None:
    settings, port, now = Settings(home=tmp_path / "home"), free_port(), datetime.now(UTC)
    tokens = Tokens(settings.tokens, Ledger(settings.ledger))
    _, token = tokens.make("PL", name="Komenda", expires=now + timedelta(days=30), now=now)
    with served(settings.home, "--port", str(port), "--no-pipeline") as service:
        assert service.stdout
        assert str(port) in service.stdout.readline()
        page.goto(f"http://127.0.0.1:{port}/submit?lang=pl")
        page.get_by_text("Reprezentuję instytucję").click()
        page.get_by_label("Token instytucji").first.fill(token)
        page.get_by_role("button", name="Reprezentuj tę instytucję").click()
        expect(page.get_by_text("Reprezentowany kraj: Polska (Komenda)")).to_be_visible(timeout=PATIENCE)
        assert token not in page.url

        # The template, filled with a mistake.
        template = downloaded(page, "Pobierz skoroszyt", tmp_path).read_bytes()
        wrong, right = tmp_path / "pomyłka.xlsx", tmp_path / "dane.xlsx"
        wrong.write_bytes(filled(template, ROW | {"clicks": 4000}))
        right.write_bytes(filled(template, ROW))
        page.locator("input[type=file]").set_input_files(wrong)
        expect(page.get_by_text("Jeszcze nie do przyjęcia")).to_be_visible(timeout=PATIENCE)
        submit = page.get_by_role("button", name="Prześlij", exact=True)
        expect(submit).to_be_disabled(timeout=PATIENCE)
        marked = load_workbook(downloaded(page, "Pobierz swój plik z zaznaczonymi uwagami", tmp_path))
        comments = [cell.comment for row in marked["Kampanie"].iter_rows() for cell in row if cell.comment]
        assert any("4000" in comment.text for comment in comments)

        # Corrected, submitted, explained.
        page.locator("input[type=file]").set_input_files(right)
        expect(page.get_by_text("Potrzebne wyjaśnienie")).to_be_visible(timeout=PATIENCE)
        expect(submit).to_be_enabled(timeout=PATIENCE)
        submit.click()
        page.get_by_label("Dlaczego?").first.fill(WHY)
        page.get_by_role("button", name="Wyjaśnij", exact=True).click()
        expect(page.get_by_text("Stan sprawozdania: przyjęte.")).to_be_visible(timeout=PATIENCE)

        # The receipt, and what the history tells.
        proof = downloaded(page, "Pobierz potwierdzenie (JSON)", tmp_path).read_bytes()
        assert verify(settings, proof) == TRUE
        assert json.loads(proof)["country"] == "PL"
        text = PdfReader(downloaded(page, "Pobierz potwierdzenie (PDF)", tmp_path)).pages[0].extract_text()
        assert json.loads(proof)["submission"] in text
        expect(page.get_by_text(WHY).last).to_be_visible(timeout=PATIENCE)
        expect(page.get_by_text("sprawdzone; jeśli zostanie przyjęte").first).to_be_visible(timeout=PATIENCE)
