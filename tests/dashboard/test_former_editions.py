"""A former edition is one choice away, is called so, and shows what was shown then."""

from datetime import datetime
from pathlib import Path

import pytest

from dashboard import editions
from tests.dashboard.example import EDITION, NETWORK, figure, write_edition
from tests.dashboard.pages import seen, visit

FORMER = "0123456789abcdef0123"


@pytest.fixture
def both(published: Path) -> Path:
    """A former edition beside the current one, and the catalogue of both."""
    write_edition(published, edition=FORMER, indicators=[figure("INT_02", NETWORK, 777)], move_pointer=False)
    lines = ["edition,published_at", f"{FORMER},2026-08-14T02:30:00+00:00", f"{EDITION},2026-11-21T14:05:00+00:00"]
    (published / "editions.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return published


def test_the_current_edition_is_shown_first(both: Path) -> None:
    app = visit("indicator", indicator="INT_02")
    assert "1 234" in seen(app)
    assert "You look at a former edition." not in seen(app)
    choice = next(each for each in app.selectbox if each.label == "Look at another edition")
    assert choice.options == ["the current one", "14 Aug 2026, 02:30 UTC"]


@pytest.mark.parametrize("page", ["overview", "indicator", "country", "quality"])
def test_a_former_edition_is_shown_and_called_so(both: Path, page: str) -> None:
    app = visit(page, edition=FORMER)
    assert not app.exception
    assert "You look at a former edition." in seen(app)
    assert app.query_params["edition"] == FORMER


def test_the_figures_are_those_of_then(both: Path) -> None:
    words = seen(visit("indicator", indicator="INT_02", edition=FORMER))
    assert "777" in words
    assert "1 234" not in words


@pytest.mark.parametrize("asked", ["../../etc/passwd", "ffffffffffffffffffff", EDITION])
def test_what_is_no_former_edition_shows_the_current_one(both: Path, asked: str) -> None:
    app = visit("indicator", indicator="INT_02", edition=asked)
    assert not app.exception
    assert "1 234" in seen(app)
    assert "You look at a former edition." not in seen(app)


def test_a_catalogue_that_is_not_there_hides_nothing_else(published: Path) -> None:
    assert editions.former_editions(published) == {}
    assert "1 234" in seen(visit("indicator", indicator="INT_02"))


def test_an_indicator_shows_how_its_figures_were_revised(published: Path) -> None:
    app = visit("indicator", indicator="INT_02", country="NL")
    assert "Revisions: Netherlands" in [each.value for each in app.header]
    words = seen(app)
    assert "2 Nov 2026" in words
    assert "1 200" in words


def test_a_series_without_revisions_has_no_such_table(published: Path) -> None:
    app = visit("indicator", indicator="INT_02", country="FI")
    assert not [each.value for each in app.header if each.value.startswith("Revisions")]


def test_vintages_are_in_the_order_in_which_they_were_shown(published: Path) -> None:
    edition = editions.current_edition(published)
    assert edition
    found = editions.vintages(edition, indicator="INT_02", country="NL")
    assert found["value"].to_list() == [1200, 1234]
    assert found["published_at"].to_list() == [datetime(2026, 11, 2, 14), datetime(2026, 11, 12, 14)]
