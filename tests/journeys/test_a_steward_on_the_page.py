"""A steward in a browser: a file with a mistake, its finding, the corrected file, the receipt, and the figure."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from pipeline.publish.pointer import current_edition
from pipeline.settings import Settings
from tests.files import workbook
from tests.serving import PATIENCE_SECONDS, free_port, served, wait_until

pytestmark = pytest.mark.browser

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
CAMPAIGN = {"impressions": "360000", "clicks": "27000", "spend_eur": "60000", "engaged": "L"}
PATIENCE = PATIENCE_SECONDS * 1000


@pytest.fixture
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        page = browser.new_page(locale="en")
        page.set_default_timeout(PATIENCE)
        yield page
        browser.close()


def written(folder: Path, name: str, *changes: dict) -> Path:
    path = folder / name
    path.write_bytes(workbook(("campaigns", list(changes))))
    return path


def test_from_a_mistake_to_a_figure(page: Page, tmp_path: Path) -> None:
    wrong = written(tmp_path, "wrong.xlsx", CAMPAIGN | {"clicks": "many"})
    right = written(tmp_path, "right.xlsx", CAMPAIGN)
    home, port, operators = tmp_path / "home", free_port(), free_port()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    with served(home, "--port", str(port), "--dagster-port", str(operators)) as service:
        assert service.stdout
        assert str(port) in service.stdout.readline()
        page.goto(f"http://127.0.0.1:{port}/submit")

        page.locator("input[type=file]").set_input_files(wrong)
        expect(page.get_by_text("campaigns!D2")).to_be_visible(timeout=PATIENCE)
        expect(page.get_by_role("button", name="Submit", exact=True)).to_be_disabled(timeout=PATIENCE)
        assert not Settings(home=home).archive.exists()

        page.locator("input[type=file]").set_input_files(right)
        submit = page.get_by_role("button", name="Submit", exact=True)
        expect(submit).to_be_enabled(timeout=PATIENCE)
        submit.click()
        expect(page.get_by_text("SHA-256", exact=False).first).to_be_visible(timeout=PATIENCE)
        assert [path.is_file() for path in Settings(home=home).archive.rglob("*") if path.is_file()] == [True]

        page.goto(f"http://127.0.0.1:{port}/indicator?indicator=CAM_02&quarter=2026-Q3&country=NL")
        expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=PATIENCE)
        wait_until(lambda: current_edition(Settings(home=home).editions))  # the pipeline publishes by itself
        page.reload()
        expect(page.get_by_text("7.5").first).to_be_visible(timeout=PATIENCE)
        own = (f"http://127.0.0.1:{port}", f"ws://127.0.0.1:{port}", "data:", "blob:")
        assert [url for url in asked if not url.startswith(own)] == []
