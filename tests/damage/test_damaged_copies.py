"""Whatever happens to a file of a home, `cop verify` finds it; what it does not find has done no harm."""

import pytest

from tests.damage.copies import damaged_copies, missed, table
from tests.damage.damaging import targets
from tests.damage.home import Home, make_home

HOW_MANY = {
    "ledger": 36,
    "ledger's log": 12,
    "anchor": 18,
    "archive": 35,
    "tokens": 24,
    "warehouse": 18,
    "warehouse's log": 12,
    "shelf": 12,
    "edition": 10,
    "own figures": 5,
    "pointer": 12,
    "list of editions": 12,
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return make_home(tmp_path_factory.mktemp("damage"))


@pytest.mark.parametrize("name", HOW_MANY)
def test_no_damage_is_missed(home: Home, name: str) -> None:
    told = [*damaged_copies(home, {name: HOW_MANY[name]}, seed=2026)]
    assert missed(told) == [], table(told)
    assert len(told) == HOW_MANY[name]


def test_two_hundred_copies_of_everything_there_is_are_damaged(home: Home) -> None:
    assert HOW_MANY.keys() == targets(home).keys()
    assert sum(HOW_MANY.values()) >= 200
