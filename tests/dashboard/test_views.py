"""Each page shows what the edition holds, and nothing that it hides."""

from pathlib import Path

import pytest

from data_contracts.cards import load_cards
from data_contracts.contract import load_contracts
from tests.dashboard.example import SECRET, figure, write_edition
from tests.dashboard.pages import PAGES, open_dashboard, seen, sent, visit

pytestmark = pytest.mark.usefixtures("published")

SHOWN: list[tuple[str, dict[str, str]]] = [
    *((page, {}) for page in PAGES),
    *(("methods", {"part": part}) for part in ("collections", "codes", "rules", "hiding", "members")),
    ("indicator", {"indicator": "INT_02", "country": "MT,NL", "breakdown": "sex"}),
    ("country", {"country": "MT"}),
]


@pytest.mark.parametrize(("page", "choices"), SHOWN)
def test_every_page_is_shown_without_an_exception(page: str, choices: dict[str, str]) -> None:
    app = visit(page, **choices)
    assert not app.exception
    assert app.title[0].value


@pytest.mark.parametrize(("page", "choices"), SHOWN)
def test_a_hidden_figure_reaches_no_page_even_if_the_edition_holds_it(page: str, choices: dict[str, str]) -> None:
    assert f"{SECRET:.0f}" not in sent(visit(page, **choices)).replace("\u202f", "")


def test_the_overview_says_who_has_reported() -> None:
    words = seen(visit("overview"))
    assert "2 of 4 members have an accepted submission for Q3 2026." in words
    assert "corrected, version 2" in words


def test_the_overview_compares_a_figure_with_the_same_quarter_a_year_before() -> None:
    words = seen(visit("overview"))
    assert "1 234" in words
    assert "+23.4 % against Q3 2025" in words
    assert "3 of 4 members" in words


def test_a_total_over_other_members_than_a_year_before_says_how_many_there_were(published: Path) -> None:
    rows = [figure("INT_02", "_T", 9, quarter="2025-Q3", members_in=4), figure("INT_02", "_T", 8)]
    write_edition(published, edition="fedcba9876543210", indicators=rows)
    assert "3 of 4 members (Q3 2025: 4)" in seen(visit("overview"))


def test_example_data_is_called_so(published: Path) -> None:
    assert "Example data." in seen(visit("overview"))
    write_edition(published, edition="fedcba9876543210", synthetic=False)
    assert "Example data." not in seen(visit("overview"))


def test_a_page_follows_the_pointer_to_a_new_edition(published: Path) -> None:
    app = visit("indicator", indicator="INT_02")
    assert "1 234" in seen(app)
    write_edition(published, edition="fedcba9876543210", indicators=[figure("INT_02", "_T", 777)])
    assert "777" in seen(app.run())


def test_an_indicator_is_shown_with_its_numerator_and_denominator() -> None:
    words = seen(visit("indicator", indicator="INT_06", country="NL"))
    for part in ("Invitation to attendance", "26.7 %", "56", "210", "−3.3 points against Q3 2025"):
        assert part in words


def test_hidden_missing_and_zero_look_different() -> None:
    counts = seen(visit("indicator", indicator="INT_02"))
    assert "▒ hidden" in counts
    assert "· not reported" in counts
    shares = seen(visit("indicator", indicator="INT_06"))
    for sign in ("◦ not collected", "× exempt", "– not applicable"):
        assert sign in shares


def test_the_parts_of_a_figure_that_was_not_reported_were_not_reported_either() -> None:
    words = seen(visit("indicator", indicator="INT_02", country="PL", breakdown="sex"))
    assert "Female 1 234 · not reported" in " ".join(words.split())


def test_an_address_reproduces_the_choices() -> None:
    app = visit("indicator", indicator="INT_02", quarter="2025-Q3", country="NL,FI", breakdown="sex")
    assert app.selectbox(key="choice indicator").value == "INT_02"
    assert app.selectbox(key="choice quarter").value == "2025-Q3"
    assert app.selectbox(key="choice breakdown").value == "sex"
    assert app.multiselect(key="choice country").value == ["NL", "FI"]


def test_a_choice_is_written_into_the_address() -> None:
    app = visit("indicator", indicator="INT_06")
    app.multiselect(key="choice country").select("PL").run()
    app.selectbox(key="choice indicator").select("INT_02").run()
    assert app.query_params["indicator"] == "INT_02"
    assert app.query_params["country"] == "PL"


def test_an_address_with_nonsense_shows_the_page_all_the_same() -> None:
    app = visit("indicator", indicator="XXX", quarter="2026", country="XX,NL", breakdown="'; DROP TABLE indicators")
    assert not app.exception
    assert app.multiselect(key="choice country").value == ["NL"]


def test_a_step_back_takes_a_choice_back() -> None:
    app = visit("indicator", indicator="INT_02")
    before = dict(app.query_params)
    app.multiselect(key="choice country").select("PL").run()
    app.query_params = before
    assert app.run().multiselect(key="choice country").value == []


def test_a_choice_goes_along_from_page_to_page() -> None:
    app = visit("country", country="PL")
    app.query_params = {}
    app.switch_page("views/indicator.py").run()
    assert app.multiselect(key="choice country").value == ["PL"]


def test_text_from_a_submission_is_never_taken_for_html() -> None:
    app = visit("indicator", indicator="CAM_03", breakdown="campaign")
    assert "&lt;b&gt;=1+1&lt;/b&gt;" in "".join(each.value for each in app.html)
    assert "<b>=1+1</b>" not in "".join(each.value for each in app.html)


def test_a_country_is_shown_with_its_agency_and_its_deliveries() -> None:
    words = seen(visit("country", country="MT"))
    for part in ("Police of MT", "member since Q3 2023", "↩", "× exempt"):
        assert part in words


def test_quality_shows_completeness_or_punctuality_by_country_and_quarter() -> None:
    assert "50.0 %" in seen(visit("quality"))
    assert "−12.0 days" in seen(visit("quality", measure="Q_TP3"))


def test_every_chart_has_words_that_say_what_it_shows() -> None:
    charts = visit("indicator", indicator="INT_06", breakdown="sex", country="NL").get("vega_lite_chart")
    assert charts
    assert all(chart.proto.alt for chart in charts)


def test_methods_explain_every_rule_and_the_threshold() -> None:
    assert "above 0 and below 5" in seen(visit("methods", part="hiding"))
    assert "reached-within-invited" in seen(visit("methods", part="rules"))


def test_a_rule_has_a_page_that_its_id_links_to_wherever_it_stands() -> None:
    app = visit("methods", part="rules", rule="stock-continuity", lang="pl")
    assert not app.exception
    assert "Po co jest ta reguła" in seen(app)
    assert "<mark>15</mark>" in sent(app)
    assert app.query_params == {"lang": "pl", "part": "rules", "rule": "stock-continuity"}
    assert 'href="methods?part=rules&amp;rule=key-twice&amp;lang=pl"' in "".join(each.value for each in app.html)


def test_a_rule_that_there_is_not_is_passed_over() -> None:
    app = visit("methods", part="rules", rule="no-such-rule")
    assert not app.exception
    assert "Why it is asked" not in seen(app)


@pytest.mark.parametrize("language", ["fr", "pl", "sv"])
def test_the_methods_describe_indicators_and_collections_in_the_readers_language(language: str) -> None:
    indicators = seen(visit("methods", part="indicators", lang=language))
    collections = seen(visit("methods", part="collections", lang=language))
    assert load_cards()["INT_08"].descriptions[language] in indicators
    for contract in load_contracts().values():
        for words in (contract.purpose, *(column.descriptions for column in contract.columns if column.role != "key")):
            assert words[language] in collections


@pytest.mark.parametrize("language", ["fr", "pl", "sv"])
def test_the_whole_page_speaks_the_language_of_the_address(language: str) -> None:
    app = visit("overview", lang=language)
    assert not app.exception
    assert "Netherlands" not in seen(app)
    assert f"lang={language}" in "".join(each.value for each in app.html)


def test_another_language_is_one_choice_away_and_stays() -> None:
    app = visit("overview")
    app.selectbox(key="choice lang").select("sv").run()
    assert "Nederländerna" in seen(app)
    app.query_params = {}
    app.switch_page("views/quality.py").run()
    assert "Nederländerna" in seen(app)
    assert app.query_params["lang"] == "sv"


def test_the_browsers_language_is_spoken_unless_another_is_asked_for() -> None:
    app = open_dashboard()
    app.context = {"locale": "pl-PL"}
    assert "Holandia" in seen(app.run())
    app.query_params = {"lang": "en"}
    assert "Netherlands" in seen(app.run())
