"""Findings of one kind are told together, and none is lost."""

import pytest

from data_contracts import LANGUAGES
from data_contracts.findings import Finding
from data_contracts.groups import group_findings


def blank(line: int, *, column: str = "clicks", collection: str = "campaigns") -> Finding:
    return Finding("blank-cell", collection, collection, line, "D", column)


def test_the_same_rule_on_the_same_column_is_one_group_with_three_addresses() -> None:
    (group,) = group_findings(blank(line) for line in (9, 2, 3, 4, 5))
    assert group.count == 5
    assert group.place("en") == "campaigns!D2, campaigns!D3, campaigns!D4 and 2 more places (5 findings)"
    assert group.place("pl") == "campaigns!D2, campaigns!D3, campaigns!D4 i 2 inne miejsca (5 ustaleń)"


def test_another_column_rule_or_collection_is_another_group() -> None:
    others = [
        blank(2),
        blank(2, column="engaged"),
        blank(2, collection="training"),
        Finding("blank-key", "campaigns", None, 2, "A", "clicks"),
    ]
    assert [group.count for group in group_findings(others)] == [1, 1, 1, 1]


def test_an_explained_finding_is_not_told_with_one_that_blocks() -> None:
    found = [Finding("click-through-plausible", "campaigns", line=2, explained=each) for each in (True, False)]
    assert len(group_findings(found)) == 2


def test_the_hardest_come_first_and_none_is_lost() -> None:
    found = [Finding("collection-not-in-file", "toolkit"), blank(7), blank(3)]
    groups = group_findings(found)
    assert [each.first.rule for each in groups] == ["blank-cell", "collection-not-in-file"]
    assert sorted(map(repr, (each for group in groups for each in group.findings))) == sorted(map(repr, found))


@pytest.mark.parametrize("language", LANGUAGES)
def test_collections_that_are_not_in_the_file_are_one_sentence(language: str) -> None:
    (group,) = group_findings(Finding("collection-not-in-file", each) for each in ("toolkit", "training"))
    (alone,) = group_findings([Finding("collection-not-in-file", "toolkit")])
    assert group.says(language).count(",") >= 1
    assert alone.says(language) == alone.first.says(language)
    assert group.says(language) != alone.says(language)


def test_a_group_tells_what_is_expected_only_where_all_expect_the_same() -> None:
    blank = [Finding("unknown-code", "interventions", line=line, column="sex", expected="F, M") for line in (2, 3)]
    owed = [Finding("collection-not-in-file", each, expected=each) for each in ("campaigns", "training")]
    told = {group.first.rule: group.expects() for group in group_findings([*blank, *owed])}
    assert told == {"unknown-code": "F, M", "collection-not-in-file": ""}
