"""A scene: the submissions that are examined, and before each of them what was in force when its turn came."""

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property

import polars as pl

from pipeline.examine.past import Fetch

CANDIDATES = pl.Schema({"submission": pl.String(), "turn": pl.Int64(), "country": pl.String(), "quarter": pl.String()})
_WHOSE = ["candidate", "country", "quarter", "collection"]


def ordinal(quarter: pl.Expr) -> pl.Expr:
    """A quarter's place in time, as `data_contracts.quarters.ordinal`."""
    return quarter.str.slice(0, 4).cast(pl.Int32) * 4 + quarter.str.slice(6).cast(pl.Int32) - 1


class Scene:
    """Tables for rules that compare. In every table `candidate` is the submission whose turn it is.

    What is in force for a candidate is what was accepted, and not withdrawn, before its turn; its own rows are never
    among it. Rows that a sum must not take have `counted` false.
    """

    def __init__(
        self,
        candidates: pl.DataFrame,
        rows: Mapping[str, pl.DataFrame],
        nil: Mapping[str, frozenset[str]],
        versions: pl.DataFrame,
        fetch: Fetch,
    ) -> None:
        self.candidates = candidates.rename({"submission": "candidate"})
        self._rows, self._nil, self._versions, self._fetch = rows, nil, versions, fetch
        self._fetched: dict[str, pl.DataFrame] = {}

    def among(self, candidates: Collection[str]) -> "Scene":
        """The same scene with these candidates only."""
        found = Scene(
            self.candidates.filter(pl.col("candidate").is_in(list(candidates))).rename({"candidate": "submission"}),
            {name: rows.filter(pl.col("submission").is_in(list(candidates))) for name, rows in self._rows.items()},
            {each: nil for each, nil in self._nil.items() if each in candidates},
            self._versions,
            self._fetch,
        )
        found._fetched = self._fetched
        found.in_force = self.in_force.filter(pl.col("candidate").is_in(list(candidates)))
        return found

    def changed_since(self, other: "Scene") -> tuple[set[str], set[str]]:
        """The candidates for whom something of their own country is in force otherwise than in `other`; then those for
        whom anything is. What was fetched there is not fetched again."""
        self._fetched = other._fetched
        here, there = self.in_force, other.in_force
        on = ["candidate", "country", "quarter", "collection", "submission"]
        differ = pl.concat([here.join(there, on=on, how="anti"), there.join(here, on=on, how="anti")])
        return set(differ.filter("own")["candidate"]), set(differ["candidate"])

    def mine(self, collection: str) -> pl.DataFrame | None:
        """What the candidates deliver of `collection`: `candidate`, `turn`, and the stored columns; None if nothing."""
        rows = self._rows.get(collection)
        if rows is None or rows.is_empty():
            return None
        whose = self.candidates.select("candidate", "turn")
        return rows.rename({"submission": "candidate"}).join(whose, on="candidate", maintain_order="left")

    def count(self, collection: str) -> int:
        """How many rows of `collection` the candidates deliver."""
        return self._rows[collection].height if collection in self._rows else 0

    def delivers(self, collection: str) -> pl.DataFrame:
        """The candidates that deliver `collection`, nil returns included: candidate, turn, country, quarter."""
        return self.candidates.filter(pl.col("candidate").is_in(self._delivered.get(collection, [])))

    @cached_property
    def delivered(self) -> frozenset[str]:
        """The collections that any candidate delivers, nil returns included."""
        return frozenset(self._delivered)

    @cached_property
    def _delivered(self) -> dict[str, list[str]]:
        """Collection -> who delivers it."""
        full = [(name, rows["submission"].unique(maintain_order=True)) for name, rows in self._rows.items()]
        found = {name: whose.to_list() for name, whose in full if len(whose)}
        for candidate, names in self._nil.items():
            for name in names:
                found.setdefault(name, []).append(candidate)
        return found

    def sheets(self, collection: str) -> pl.DataFrame:
        """candidate, sheet: where each candidate's rows of `collection` stand."""
        rows = self._rows.get(collection)
        if rows is None:
            return pl.DataFrame(schema={"candidate": pl.String, "sheet": pl.String})
        return rows.select(pl.col("submission").alias("candidate"), "sheet").unique("candidate", keep="first")

    @cached_property
    def in_force(self) -> pl.DataFrame:
        """candidate, back (quarters before the candidate's; 0 is its own, a correction), country, own, quarter,
        collection, submission, nil_return: of every country and quarter up to the candidate's own."""
        mine = self.candidates.rename({"country": "_country", "quarter": "_quarter", "turn": "_turn"})
        mine = mine.with_columns(_at=ordinal(pl.col("_quarter")))
        versions = self._versions.with_columns(_of=ordinal(pl.col("quarter")))
        known = mine.join_where(
            versions,
            pl.col("turn") < pl.col("_turn"),
            pl.col("_of") <= pl.col("_at"),
        ).filter(
            (pl.col("submission") != pl.col("candidate"))
            & (pl.col("withdrawn").is_null() | (pl.col("withdrawn") > pl.col("_turn")))
            & ((pl.col("country") == pl.col("_country")) | (pl.col("_of") == pl.col("_at")))
        )
        return (
            known.sort("turn")
            .group_by(_WHOSE, maintain_order=True)
            .last()
            .select(
                "candidate",
                (pl.col("_at") - pl.col("_of")).alias("back"),
                "country",
                (pl.col("country") == pl.col("_country")).alias("own"),
                "quarter",
                "collection",
                "submission",
                "nil_return",
            )
            .sort("candidate", "back", "country", "collection")
        )

    def parts(self, collection: str, *, back: Sequence[int]) -> pl.DataFrame:
        """The candidate's own country's parts in force, `back` quarters before: rows of `in_force`."""
        return self._own(collection).filter(pl.col("back").is_in(list(back)))

    def before(self, collection: str, *, back: Sequence[int], of: pl.DataFrame | None = None) -> pl.DataFrame | None:
        """Rows in force of the candidate's own country, `back` quarters before: candidate, back, stored columns.

        None where there are none. `back=[0]` is what the candidate corrects. `of`: candidates, and more columns that
        their rows get; all where it is not given.
        """
        parts = self.parts(collection, back=back)
        return self._rows_of(parts if of is None else parts.join(of, on="candidate", maintain_order="left"), collection)

    def long_before(self, collection: str) -> pl.DataFrame | None:
        """Rows in force of the candidate's own country in any quarter before its own, as `before`."""
        return self._rows_of(self._own(collection).filter(pl.col("back") > 0), collection)

    def others(self, collection: str) -> pl.DataFrame | None:
        """Rows in force of the other countries in the candidate's quarter: candidate, back (0), stored columns."""
        return self._rows_of(self.in_force.filter(~pl.col("own") & (pl.col("collection") == collection)), collection)

    def _own(self, collection: str) -> pl.DataFrame:
        return self._own_parts.get((collection,), self.in_force.clear())

    @cached_property
    def _own_parts(self) -> dict[tuple[object, ...], pl.DataFrame]:
        return self.in_force.filter("own").partition_by("collection", as_dict=True)

    def _rows_of(self, parts: pl.DataFrame, collection: str) -> pl.DataFrame | None:
        parts = parts.filter(~pl.col("nil_return"))
        if parts.is_empty():
            return None
        wanted = parts["submission"].unique(maintain_order=True).to_list()
        there = self._fetched.get(collection)
        held = set() if there is None else set(there["submission"].unique())
        missing = [each for each in wanted if each not in held]
        if missing:
            more = self._fetch(collection, missing)
            self._fetched[collection] = more if there is None else pl.concat([there, more], how="diagonal_relaxed")
        parts = parts.drop("country", "own", "quarter", "collection", "nil_return")
        return parts.join(self._fetched[collection], on="submission", maintain_order="left")
