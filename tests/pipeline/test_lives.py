"""The life of a submission follows from the ledger's events alone: where it stands, since when, by whom."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from pipeline.lives import lives, newer_than

START = datetime(2026, 11, 1, 9, tzinfo=UTC)


class Told:
    """A ledger in the making: an event an hour."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self._seq = count(1)

    def that(self, event: str, submission: str | None = None, **detail: Any) -> None:
        seq = next(self._seq)
        at = START + timedelta(hours=seq)
        self.events.append({"seq": seq, "at": at, "event": event, "submission": submission, **detail})

    def received(self, submission: str, *, country: str | None = None) -> None:
        detail = {"sha256": submission * 8, "file_name": "q3.csv", "size": 9, "sender": "desk", "country": country}
        self.that("received", submission, **detail)

    def examined(self, submission: str, verdict: str, *collections: str, country: str = "NL", rules: Any = ()) -> None:
        mine = [each["seq"] for each in self.events if each["submission"] == submission]
        told = {"country": country, "quarter": "2026-Q3", "collections": collections or ("campaigns",)}
        self.that("examined", submission, turn=mine[-1], verdict=verdict, rules=list(rules), **told)

    def states(self) -> dict[str, str]:
        return {submission: life.state for submission, life in lives(self.events).items()}

    def steps(self, submission: str) -> Iterator[str]:
        return iter([each.what for each in lives(self.events)[submission].steps])


@pytest.fixture
def told() -> Told:
    return Told()


def test_a_file_is_received_then_checked_then_gets_its_verdict(told: Told) -> None:
    told.received("a")
    assert told.states() == {"a": "received"}
    told.that("checked", "a", verdict="returned", country="NL", quarter="2026-Q3")
    assert told.states() == {"a": "checked"}
    told.examined("a", "returned", rules=["blank-cell", "negative-number"])
    (row,) = [life.as_row() for life in lives(told.events).values()]
    assert (row["state"], row["rules"]) == ("returned", ["blank-cell", "negative-number"])
    assert (row["country"], row["quarter"], row["state_at"]) == ("NL", "2026-Q3", START + timedelta(hours=3))


def test_an_explanation_leads_from_needs_explanation_to_accepted(told: Told) -> None:
    told.received("a")
    told.examined("a", "needs-explanation")
    told.that("explained", "a", by="Ada", document="d" * 64)
    assert told.states() == {"a": "needs-explanation"}
    told.that("checked", "a", turn=3, verdict="accepted", country="NL", quarter="2026-Q3")
    assert told.states() == {"a": "checked"}
    told.examined("a", "accepted")
    assert list(told.steps("a")) == ["received", "needs-explanation", "explained", "checked", "accepted"]
    assert lives(told.events)["a"].steps[2].by == "Ada"


def test_a_check_that_comes_after_the_run_takes_nothing_back(told: Told) -> None:
    told.received("a")
    told.examined("a", "accepted")
    told.that("checked", "a", turn=1, verdict="accepted", country="NL", quarter="2026-Q3")
    assert told.states() == {"a": "accepted"}


def test_the_edition_that_contained_it_first_is_named_by_its_number(told: Told) -> None:
    told.that("published", edition="e1", adds=[], drops=[])
    told.received("a")
    told.examined("a", "accepted")
    told.that("published", edition="e2", adds=["a"], drops=[])
    told.that("published", edition="e3", adds=[], drops=[])
    life = lives(told.events)["a"]
    assert life.state == "published"
    assert life.steps[-1].detail == {"edition": "e2", "number": 2}


def test_a_newer_one_supersedes_what_it_covers_and_only_when_it_covers_all(told: Told) -> None:
    for name in "abc":
        told.received(name)
    told.examined("a", "accepted", "campaigns", "partners")
    told.examined("b", "accepted", "campaigns")
    assert told.states() == {"a": "accepted", "b": "accepted", "c": "received"}
    told.examined("c", "accepted", "partners")
    assert told.states() == {"a": "superseded", "b": "accepted", "c": "accepted"}
    assert lives(told.events)["a"].as_row()["superseded_by"] == ["b", "c"]


def test_nobody_is_superseded_by_another_country_s_file(told: Told) -> None:
    told.received("a")
    told.received("b")
    told.examined("a", "accepted")
    told.examined("b", "accepted", country="FR")
    assert told.states() == {"a": "accepted", "b": "accepted"}


def test_what_was_superseded_counts_again_when_its_successor_is_withdrawn(told: Told) -> None:
    told.received("a")
    told.received("b")
    told.examined("a", "accepted")
    told.examined("b", "accepted")
    told.that("published", edition="e1", adds=["b"], drops=[])
    told.that("withdrawn", "b", by="Ada", document="d" * 64)
    assert told.states() == {"a": "accepted", "b": "withdrawn"}
    told.that("published", edition="e2", adds=["a"], drops=["b"])
    assert told.states() == {"a": "published", "b": "withdrawn"}
    assert list(told.steps("a")) == ["received", "accepted", "superseded", "restored", "published"]


def test_what_is_withdrawn_before_its_turn_stays_withdrawn(told: Told) -> None:
    told.received("a")
    told.that("withdrawn", "a", by="Ada", document="d" * 64)
    told.examined("a", "accepted")
    assert told.states() == {"a": "withdrawn"}


def test_a_newer_file_is_one_that_came_later_and_covers_a_collection_of_it(told: Told) -> None:
    for name in "abc":
        told.received(name)
    told.examined("a", "needs-explanation", "campaigns")
    told.examined("b", "accepted", "partners")
    told.examined("c", "returned", "campaigns")
    known = lives(told.events)
    assert newer_than(known["a"], known) is None
    told.examined("c", "accepted", "campaigns")
    known = lives(told.events)
    assert newer_than(known["a"], known) == known["c"]
    assert newer_than(known["c"], known) is None


def test_a_submission_is_its_sender_s_whatever_country_the_file_names(told: Told) -> None:
    told.received("a", country="PL")
    told.received("b")
    told.examined("a", "returned", country="SE", rules=["country-wrong"])
    told.examined("b", "returned", country="SE")
    assert [life.owner for life in lives(told.events).values()] == ["PL", "SE"]


def test_an_older_ledger_s_events_are_understood(told: Told) -> None:
    told.received("a")
    told.that("examined", "a", verdict="accepted", country="NL", quarter="2026-Q3")
    told.that("published", edition="e1")
    assert told.states() == {"a": "accepted"}
