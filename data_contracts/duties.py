"""Who owes what, when: dated membership, rounds and exemptions, as tables."""

from datetime import date
from functools import cache

import polars as pl

from data_contracts import HERE
from data_contracts.contract import COLLECTIONS, load_contract


@cache
def load_members() -> pl.DataFrame:
    """country, valid_from, valid_to (quarters; null while it lasts), role, agency, duties (`*`, or collections)."""
    return pl.read_csv(HERE / "members.csv", infer_schema=False).with_columns(pl.col("valid_to").replace("", None))


@cache
def load_calendar() -> pl.DataFrame:
    """quarter, opens, due, closes (dates): one round of submissions a row."""
    return pl.read_csv(HERE / "rounds" / "calendar.csv", infer_schema=False).with_columns(
        pl.col("opens", "due", "closes").str.to_date()
    )


@cache
def load_exemptions() -> pl.DataFrame:
    """country, collection, valid_from, valid_to (quarters), reason: what a member does not owe."""
    return pl.read_csv(HERE / "rounds" / "exemptions.csv", infer_schema=False)


@cache
def load_letters() -> pl.DataFrame:
    """kind, counted_from (`opens`, `due`; `complete`: all has come), days after that, to (roles): a round's letters."""
    return pl.read_csv(HERE / "rounds" / "letters.csv", infer_schema=False).with_columns(pl.col("days").cast(pl.Int32))


@cache
def load_population() -> pl.DataFrame:
    """country, year, sex (F, M, _T), population_12_25 (persons). Source: reference/README.md."""
    return pl.read_csv(
        HERE / "reference" / "population.csv",
        schema={"country": pl.String, "year": pl.Int32, "sex": pl.String, "population_12_25": pl.Int64},
    )


def open_quarters(*, on: date) -> list[str]:
    """The quarters whose round has opened by the day `on`, in time order."""
    return load_calendar().filter(pl.col("opens") <= on).get_column("quarter").to_list()


@cache
def is_member(country: str, *, quarter: str) -> bool:
    return country in _members_in(pl.DataFrame({"quarter": [quarter]})).get_column("country").to_list()


def owed(quarters: list[str]) -> pl.DataFrame:
    """country, quarter, collection, due, exempt (reason or null): a row for all that membership asks for.

    A yearly collection is asked for with the fourth quarter.
    """
    yearly = [each for each in COLLECTIONS if load_contract(each).frequency == "yearly"]
    rounds = load_calendar().filter(pl.col("quarter").is_in(quarters)).select("quarter", "due")
    asked = (
        _members_in(rounds)
        .join(pl.DataFrame({"collection": COLLECTIONS}), how="cross")
        .filter(
            (pl.col("duties") == "*") | pl.col("duties").str.split(" ").list.contains(pl.col("collection")),
            ~pl.col("collection").is_in(yearly) | pl.col("quarter").str.ends_with("Q4"),
        )
        .select("country", "quarter", "collection", "due")
    )
    exempt = asked.join(load_exemptions(), on=["country", "collection"]).filter(_valid_in("quarter"))
    return asked.join(
        exempt.select("country", "quarter", "collection", exempt="reason"),
        how="left",
        on=["country", "quarter", "collection"],
    ).sort("country", "quarter", "collection")


def _members_in(rounds: pl.DataFrame) -> pl.DataFrame:
    return rounds.join(load_members(), how="cross").filter(_valid_in("quarter"))


def _valid_in(quarter: str) -> pl.Expr:
    until = pl.col("valid_to").fill_null("9999-Q4")
    return (pl.col("valid_from") <= pl.col(quarter)) & (pl.col(quarter) <= until)
