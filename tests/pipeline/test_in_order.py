"""Verdicts rest on what was accepted before, in the order in which files came, never on how they were batched."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from data_contracts.findings import ACCEPTED, NEEDS_EXPLANATION, RETURNED
from pipeline.examine.further import FurtherRule, look_further
from pipeline.examine.past import Past
from pipeline.examine.scene import CANDIDATES, Scene
from pipeline.judgement import judge
from pipeline.weighing import Turn
from tests.rows import delivery
from tests.turns import one_by_one, verdicts_of
from tests.turns import turns as files

AT = datetime(2026, 11, 1, tzinfo=UTC)
LONG = tuple(f"{year}-Q{number}" for year in (2024, 2025, 2026) for number in range(1, 5))[:-1]
QUARTERS = LONG[-4:]


def stock(name: str, quarter: str, *, start: int, intake: int, seq: int, country: str = "NL") -> Turn:
    """A file of exit support in which nobody leaves."""
    row = {
        "stock_start": f"{start}",
        "intake": f"{intake}",
        "stock_end": f"{start + intake}",
        "exited_positive": "0",
        "multi_agency_plans": "0",
        "reason": "ERR",  # where it corrects
    }
    return Turn(delivery(name, country, quarter, exit_support=[row]), at=AT, seq=seq)


def test_a_stock_that_goes_on_is_accepted() -> None:
    judged = judge([stock("a", "2026-Q2", start=3, intake=2, seq=1), stock("b", "2026-Q3", start=5, intake=1, seq=2)])
    assert verdicts_of(judged) == {"a": ACCEPTED, "b": ACCEPTED}


def test_a_stock_that_jumps_between_quarters_is_returned_with_both_numbers() -> None:
    judged = judge([stock("a", "2026-Q2", start=3, intake=2, seq=1), stock("b", "2026-Q3", start=9, intake=1, seq=2)])
    (finding,) = [each for each in judged.findings_of("b") if each.blocks]
    assert (finding.rule, finding.column, finding.found, finding.expected) == (
        "stock-continuity",
        "stock_start",
        "9",
        "5",
    )
    assert finding.key == "SLF · Y18T21 · M"


def test_a_file_that_came_from_another_country_than_it_says_is_told_nothing_of_that_country() -> None:
    earlier, later = stock("a", "2026-Q2", start=3, intake=2, seq=1), stock("b", "2026-Q3", start=9, intake=1, seq=2)
    judged = judge([earlier, replace(later, sender="FI")])
    assert [each.rule for each in judged.findings_of("b") if each.blocks] == ["country-wrong"]


def test_what_came_later_is_not_held_against_what_came_before() -> None:
    judged = judge([stock("b", "2026-Q3", start=9, intake=1, seq=1), stock("a", "2026-Q2", start=3, intake=2, seq=2)])
    assert verdicts_of(judged) == {"b": ACCEPTED, "a": ACCEPTED}


def test_what_is_returned_is_held_against_nobody() -> None:
    turns = [
        stock("a", "2026-Q1", start=0, intake=4, seq=1),
        stock("b", "2026-Q2", start=9, intake=0, seq=2),  # does not go on from a
        stock("c", "2026-Q3", start=0, intake=1, seq=3),  # would not go on from b
    ]
    assert verdicts_of(judge(turns)) == {"a": ACCEPTED, "b": RETURNED, "c": ACCEPTED}


def test_the_order_in_which_a_batch_is_given_says_nothing() -> None:
    turns = [stock("a", "2026-Q2", start=3, intake=2, seq=1), stock("b", "2026-Q3", start=9, intake=1, seq=2)]
    assert verdicts_of(judge(turns[::-1])) == verdicts_of(judge(turns))


@st.composite
def histories(draw: st.DrawFn) -> list[Turn]:
    """Files of one country in any order, corrections among them, whose stocks fit or do not."""
    picked = draw(st.lists(st.tuples(st.sampled_from(QUARTERS), st.integers(0, 2), st.integers(0, 1)), max_size=7))
    return [
        stock(f"s{seq}", quarter, start=start, intake=intake, seq=seq)
        for seq, (quarter, start, intake) in enumerate(picked)
    ]


@settings(deadline=None, max_examples=20)
@given(histories())
def test_one_by_one_or_together_is_the_same(turns: list[Turn]) -> None:
    assert verdicts_of(judge(turns)) == one_by_one(turns)


@st.composite
def counts_of_partners(draw: st.DrawFn) -> list[Turn]:
    """Files of one country, quarter after quarter and some again, whose counts jump or do not, explained or not."""
    counts, comments = st.sampled_from((3, 4, 90)), st.sampled_from((None, "A new register"))
    picked = draw(st.lists(st.tuples(counts, comments, st.booleans()), min_size=5, max_size=7))
    found: list[dict[str, Any]] = []
    for count, comment, again in picked:
        quarter = (LONG.index(found[-1]["quarter"]) + (not again)) if found else 0
        rows = [{"active": f"{count}", "reason": "ERR", "comment": comment}]
        found.append({"quarter": LONG[quarter], "partners": rows})
    return files(*found)


@settings(deadline=None, max_examples=10)
@given(counts_of_partners())
def test_jumps_and_what_is_remembered_of_them_are_the_same_one_by_one_or_together(turns: list[Turn]) -> None:
    assert verdicts_of(judge(turns)) == one_by_one(turns)


def test_every_rule_leaves_a_record_of_having_run() -> None:
    judged = judge([stock("a", "2026-Q2", start=3, intake=2, seq=1)])
    assert judged.rule_runs.filter(rule="stock-continuity").rows() == [("exit_support", "stock-continuity", 1, 0)]


def test_a_rule_that_cannot_run_holds_up_only_whom_it_concerns() -> None:
    def fail(scene: Scene) -> None:
        if "FR" in scene.candidates["country"]:
            raise ZeroDivisionError

    whose = [("nl", 1, "NL", "2026-Q3"), ("fr", 2, "FR", "2026-Q3")]
    nil = dict.fromkeys(("nl", "fr"), frozenset(["exit_support"]))
    scene = Scene(pl.DataFrame(whose, schema=CANDIDATES, orient="row"), {}, nil, Past().versions, Past().fetch)
    found = look_further(scene, [FurtherRule("some-rule", "exit_support", fail)]).findings
    assert found.select("submission", "rule", "found").rows() == [("fr", "rule-could-not-run", "some-rule")]


def test_what_was_withdrawn_in_between_is_held_against_those_before_that_only() -> None:
    turns = [
        stock("a", "2026-Q2", start=3, intake=2, seq=1),
        stock("b", "2026-Q3", start=9, intake=0, seq=2),  # a counts, and b does not go on from it
        stock("c", "2026-Q3", start=9, intake=1, seq=4),  # a was withdrawn at 3
    ]
    withdrawn = pl.DataFrame({"submission": ["a"], "withdrawn": [3]})
    assert verdicts_of(judge(turns, Past(withdrawn=withdrawn))) == {"a": ACCEPTED, "b": RETURNED, "c": ACCEPTED}


def test_an_explanation_is_remembered_until_what_it_was_given_in_is_withdrawn() -> None:
    def unusual(name: str, quarter: str, seq: int, **more: str) -> Turn:
        row = {"impressions": "1000", "clicks": "400", **more}
        return Turn(delivery(name, quarter=quarter, campaigns=[row]), at=AT, seq=seq)

    turns = [
        unusual("a", "2026-Q1", 1, comment="A video went round the schools"),
        unusual("b", "2026-Q2", 2),
        unusual("c", "2026-Q3", 4),  # a was withdrawn at 3
    ]
    withdrawn = pl.DataFrame({"submission": ["a"], "withdrawn": [3]})
    judged = judge(turns, Past(withdrawn=withdrawn))
    assert verdicts_of(judged) == {"a": ACCEPTED, "b": ACCEPTED, "c": NEEDS_EXPLANATION}
