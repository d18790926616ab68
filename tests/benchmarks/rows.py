"""Rows of interventions to measure on: all right, or one in a hundred wrong, each in one of six ways by turns."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product

from data_contracts.contract import load_contract

_WRONG = ({"reached": "many"}, {"sex": "X"}, {"invited": "-5"}, {"reached": "50"}, {"completed": "9"}, {"started": ""})
"""No number, no code, less than 0, more than were invited, more than started, blank."""


@dataclass(frozen=True)
class Example:
    """`part` is for `tests.files`; `lines` are those of the text file that hold a wrong row."""

    kind: str
    part: tuple[str, list[dict[str, str]]]
    lines: tuple[int, ...]

    @property
    def ends_with(self) -> int:
        """How `cop check` ends on it."""
        return 1 if self.lines else 0


def examples(count: int) -> Iterator[Example]:
    """Twice `count` rows, no two with the same keys: first all right, then one in a hundred wrong."""
    keys = load_contract("interventions").keys
    codes = [[code for code in key.codes if code != "_T"] for key in keys]
    right = [dict(zip((key.name for key in keys), row, strict=True)) for row in islice(product(*codes), count)]
    assert len(right) == count
    yield Example("clean", ("interventions", right), ())
    places = range(50, count, 100)
    changes = {at: _WRONG[turn % len(_WRONG)] for turn, at in enumerate(places)}
    wrong = [row | changes.get(at, {}) for at, row in enumerate(right)]
    yield Example("1 % wrong", ("interventions", wrong), tuple(at + 2 for at in places))
