"""Before anything is published, and when what is published is damaged, pages stay kind."""

from pathlib import Path

import pytest

from tests.dashboard.example import point_to, write_edition
from tests.dashboard.pages import PAGES, seen, visit


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.usefixtures("home")
def test_without_an_edition_every_page_is_kind(page: str) -> None:
    app = visit(page)
    assert not app.exception
    assert app.title[0].value in ("Nothing is published yet", "Submit", "Methods")


@pytest.mark.usefixtures("home")
def test_the_rules_are_explained_before_anything_is_published() -> None:
    app = visit("methods", part="rules", rule="blank-cell")
    assert not app.exception
    assert "A blank may be a zero" in seen(app)
    assert "Members and rounds" not in app.radio[0].options


def test_the_first_edition_appears_without_a_restart(home: Path) -> None:
    app = visit("overview")
    assert app.title[0].value == "Nothing is published yet"
    write_edition(home / "published")
    assert app.run().title[0].value == "Preventing cybercrime among young people"


def test_a_damaged_edition_is_not_shown(home: Path) -> None:
    folder = home / "published"
    write_edition(folder)
    (folder / "00ff00ff00ff00ff.duckdb").write_bytes(b"half an edition")
    point_to(folder, "00ff00ff00ff00ff.duckdb")
    app = visit("overview")
    assert not app.exception
    assert app.title[0].value == "Nothing is published yet"
