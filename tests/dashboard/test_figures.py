"""A figure is written so that hidden, missing and zero cannot be taken for each other."""

from typing import Any

import pytest

from dashboard import figures
from dashboard.words import speak
from tests.dashboard.example import figure

WORDS = speak("en")


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (figure("INT_02", "NL", 0), "0"),
        (figure("INT_02", "NL", 1234), "1\u202f234"),
        (figure("INT_02", "NL", None, conf_status="C"), "▒ hidden"),
        (figure("INT_02", "NL", 3, conf_status="C"), "▒ hidden"),
        (figure("INT_02", "NL", 3, conf_status="N"), "▒ hidden"),
        (figure("INT_02", "NL", None, obs_status="O"), "· not reported"),
        (figure("INT_02", "NL", None, obs_status="L"), "◦ not collected"),
        (figure("INT_02", "NL", None, obs_status="M"), "– not applicable"),
        (figure("INT_02", "NL", None, obs_status="J"), "× exempt"),
        (figure("INT_02", "NL", None, obs_status="K"), "→ counted elsewhere"),
        (None, "– not applicable"),
    ],
)
def test_every_state_has_a_text_of_its_own(row: dict[str, Any] | None, text: str) -> None:
    assert figures.read(row, "count", WORDS).text == text


def test_a_status_beside_a_value_is_kept() -> None:
    assert figures.read(figure("POC_04", "NL", 5, obs_status="E"), "hours", WORDS).flag == "E"
    assert figures.read(figure("POC_04", "NL", 5), "hours", WORDS).flag == ""


@pytest.mark.parametrize(
    ("unit", "text"),
    [
        ("count", "27"),
        ("percent", "26.7\u202f%"),
        ("ratio", "26.67"),
        ("per_100k", "26.7"),
        ("eur", "€26.67"),
        ("hours", "26.7 h"),
        ("days", "26.7 days"),
    ],
)
def test_a_value_is_written_in_its_unit(unit: Any, text: str) -> None:
    assert figures.write(26.666, unit, WORDS) == text


@pytest.mark.parametrize(
    ("now", "before", "unit", "better", "expected"),
    [
        (120, 100, "count", "up", ("+20.0\u202f%", "▲", "better")),
        (80, 100, "count", "up", ("−20.0\u202f%", "▼", "worse")),
        (7, 0, "count", "none", ("+7", "▲", "neutral")),
        (26.7, 30.0, "percent", "up", ("−3.3 points", "▼", "worse")),
        (2.0, 2.5, "eur", "down", ("−€0.50", "▼", "better")),
        (2.5, 2.0, "eur", "down", ("+€0.50", "▲", "worse")),
        (5, 5, "count", "up", ("0.0\u202f%", "=", "neutral")),
        (26.70, 26.66, "percent", "up", ("0.0 points", "=", "neutral")),
        (1.254, 1.251, "ratio", "up", ("0.00", "=", "neutral")),
    ],
)
def test_a_change_says_how_far_and_whether_that_is_good(
    now: float, before: float, unit: Any, better: str, expected: tuple[str, str, str]
) -> None:
    found = figures.change(_compared(now, before), unit, better, WORDS)
    assert found is not None
    assert (found.text, found.arrow, found.tone) == expected


@pytest.mark.parametrize(("now", "before"), [(None, 1), (1, None), (None, None)])
def test_nothing_is_compared_with_a_figure_that_is_not_there(now: float | None, before: float | None) -> None:
    assert figures.change(_compared(now, before), "count", "up", WORDS) is None


def test_a_sum_over_other_members_than_a_year_before_is_neither_better_nor_worse() -> None:
    row = _compared(80, 100) | {"members_before": 4}
    total, share = figures.change(row, "count", "up", WORDS), figures.change(row, "percent", "up", WORDS)
    assert total is not None
    assert share is not None
    assert (total.tone, share.tone) == ("neutral", "worse")


def _compared(now: float | None, before: float | None) -> dict[str, Any]:
    return {"value": now, "year_before": before, "members_in": 3, "members_before": 3}
