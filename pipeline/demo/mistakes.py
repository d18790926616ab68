"""What stewards get wrong: each mistake spoils a right submission in one way."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from pipeline.demo.figures import Figures
from pipeline.demo.habits import EXIT_SUPPORT_SINCE
from pipeline.demo.row import Row

WRONG_QUARTER = "wrong-quarter"  # said on the cover or in the rows: the file's quarter is one that is yet to come


@dataclass(frozen=True)
class Mistake:
    """`spoil` changes the rows in place; `needs` is the collection in which it is made."""

    spoil: Callable[[list[Row], Random], None]
    needs: str = "interventions"

    def fits(self, country: str, collections: tuple[str, ...]) -> bool:
        has_rows = self.needs != "exit_support" or country not in EXIT_SUPPORT_SINCE
        return self.needs in collections and has_rows


def spoil(figures: Figures, mistakes: tuple[str, ...], rng: Random) -> Figures:
    """`figures` with the mistakes made in them, and the right ones left as they are."""
    spoiled = {collection: [dict(row) for row in rows] for collection, rows in figures.items()}
    for name in mistakes:
        MISTAKES[name].spoil(spoiled[MISTAKES[name].needs], rng)
    return spoiled


def _unknown_code(rows: list[Row], rng: Random) -> None:
    rng.choice(rows)["intervention_type"] = rng.choice(("XYZ", "KNOCK", "Workshop"))


def _text_in_number(rows: list[Row], rng: Random) -> None:
    _with_number(rows, rng, "actions")["actions"] = rng.choice(("ca. 40", "several", "see note"))


def _negative(rows: list[Row], rng: Random) -> None:
    row = _with_number(rows, rng, "requests")
    row["requests"] = -int(row["requests"])


def _fraction(rows: list[Row], rng: Random) -> None:
    row = _with_number(rows, rng, "actions")
    row["actions"] = int(row["actions"]) + 0.5


def _blank(rows: list[Row], rng: Random) -> None:
    for row in rng.sample(rows, min(3, len(rows))):
        row["cost_eur"] = ""


def _same_key_twice(rows: list[Row], rng: Random) -> None:
    rows.append(dict(rng.choice(rows)))


def _more_completed_than_started(rows: list[Row], rng: Random) -> None:
    row = _with_number(rows, rng, "reached")
    row["started"], row["completed"] = 2, 5


def _stock_out_of_balance(rows: list[Row], rng: Random) -> None:
    row = rng.choice(rows)
    row["stock_end"] = int(row["stock_end"]) + 2


def _formula_error(rows: list[Row], rng: Random) -> None:
    rng.choice(rows)["in_kind_eur"] = "#DIV/0!"


def _unknown_column(rows: list[Row], rng: Random) -> None:
    for row in rows:
        row["internal_ref"] = f"R{rng.randrange(1000, 9999)}"


def _e_mail_in_comment(rows: list[Row], rng: Random) -> None:
    rng.choice(rows)["comment"] = "Ask first.last@police.example about this row"


def _with_number(rows: list[Row], rng: Random, measure: str) -> Row:
    return rng.choice([row for row in rows if isinstance(row[measure], int)])


MISTAKES: Mapping[str, Mistake] = {
    "unknown-code": Mistake(_unknown_code),
    "formula-error": Mistake(_formula_error, "partners"),
    "stock-out-of-balance": Mistake(_stock_out_of_balance, "exit_support"),
    "text-in-number": Mistake(_text_in_number),
    "negative-count": Mistake(_negative, "contact_point_requests"),
    "fractional-count": Mistake(_fraction),
    "blank-cell": Mistake(_blank),
    "same-key-twice": Mistake(_same_key_twice),
    "more-completed-than-started": Mistake(_more_completed_than_started),
    WRONG_QUARTER: Mistake(lambda rows, rng: None, "training"),
    "unknown-column": Mistake(_unknown_column, "toolkit"),
    "e-mail-in-comment": Mistake(_e_mail_in_comment, "training"),
}
