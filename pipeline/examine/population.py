"""Persons who are said to have been reached, against the persons that there are."""

import polars as pl

from data_contracts.duties import load_population
from pipeline.examine.scene import Scene

_YOUNG = ("Y12T14", "Y15T17", "Y18T21", "Y22T25")
_NOT_TOLD = ("_T", "_U")
_THE_YOUNG = ("GEN", "RSK", "FST", "USR", "REP")
"""The target groups that are young people, and not those who look after them."""
MOST_PERCENT = 20


def reached_within_population(scene: Scene) -> pl.DataFrame | None:
    """No more persons of 12 to 25 are reached in a quarter than there are in the country.

    Only those whose age is told count. Campaigns have contacts, which are no persons. value: the persons reached.
    """
    reached = _reached(scene)
    return None if reached is None else _findings(reached.filter(pl.col("sure") > pl.col("all")), "sure", pl.col("all"))


def reached_share_plausible(scene: Scene) -> pl.DataFrame | None:
    """No more than a fifth of them, where they may be so many; of target groups of the young also those of no told age.

    Nothing is said where they are more than there are.
    """
    reached = _reached(scene)
    if reached is None:
        return None
    fifth = pl.col("all") * MOST_PERCENT // 100
    return _findings(reached.filter((pl.col("sure") <= pl.col("all")) & (pl.col("may_be") > fifth)), "may_be", fifth)


def _reached(scene: Scene) -> pl.DataFrame | None:
    """candidate, sheet; persons of 12 to 25: `sure` by their age, `may_be` with those of no told age, `all` in the
    country in the newest year that is known up to the quarter's. Not those of whom the population is not known."""
    mine = scene.mine("interventions")
    if mine is None:
        return None
    persons, age = pl.col("reached").fill_null(0), pl.col("age_band")
    is_sure = age.is_in(_YOUNG)
    may_be = is_sure | (age.is_in(_NOT_TOLD) & pl.col("target_group").is_in(_THE_YOUNG))
    told = (
        mine.filter("counted")
        .group_by("candidate", "country", "quarter", maintain_order=True)
        .agg(pl.col("sheet").first(), sure=persons.filter(is_sure).sum(), may_be=persons.filter(may_be).sum())
        .with_columns(year=pl.col("quarter").str.slice(0, 4).cast(pl.Int32))
        .sort("year")
    )
    living = load_population().filter(pl.col("sex") == "_T").select("country", "year", all="population_12_25")
    return told.join_asof(living.sort("year"), on="year", by="country", check_sortedness=False).filter(
        pl.col("all").is_not_null()
    )


def _findings(broken: pl.DataFrame, found: str, expected: pl.Expr) -> pl.DataFrame:
    return broken.select(
        "candidate",
        "sheet",
        column=pl.lit("reached"),
        found=pl.col(found).cast(pl.String),
        expected=expected.cast(pl.String),
        value=pl.col(found).cast(pl.Float64),
    )
