"""Examine a collection's rows of a whole batch of submissions at once: typed rows, all findings."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from data_contracts.contract import Contract
from data_contracts.findings import KEY_SIGN
from data_contracts.rules import WARNING, load_rules
from pipeline.examine.checks import Check, checks
from pipeline.examine.parsing import parse, raw, stored
from pipeline.examine.totals import add_totals

FINDING_COLUMNS = pl.Schema(
    {
        "submission": pl.String(),
        "rule": pl.String(),
        "collection": pl.String(),
        "sheet": pl.String(),
        "line": pl.Int32(),
        "column": pl.String(),
        "found": pl.String(),
        "expected": pl.String(),
        "explained": pl.Boolean(),
        "key": pl.String(),
        "value": pl.Float64(),
        "explanation": pl.String(),
    }
)


@dataclass(frozen=True)
class Examination:
    """rows: as the warehouse stores them, good and bad. findings: FINDING_COLUMNS, in the order of the file.

    ran: every rule that was checked, how many rows it saw, and how many of them broke it.
    """

    rows: pl.DataFrame
    findings: pl.DataFrame
    ran: pl.DataFrame


def examine(part: pl.DataFrame, contract: Contract) -> Examination:
    """`part`: raw rows (`raw_columns` of the room receive) of any number of submissions of one collection.

    One pass of plain Polars decides whether all is well; pandera names the failures of the rows that are not.
    """
    rows = prepare(part, contract)
    mine = checks(contract)
    broken = rows.select((~check.ok.fill_null(True)).sum().alias(f"{at}") for at, check in enumerate(mine)).row(0)
    ran = (
        pl.DataFrame({"rule": [check.rule for check in mine], "broken": list(broken)})
        .group_by("rule", maintain_order=True)
        .agg(pl.col("broken").sum())
        .select(collection=pl.lit(contract.collection), rule="rule", rows=pl.lit(rows.height), broken="broken")
    )
    failing = [check for check, count in zip(mine, broken, strict=True) if count]
    findings = pl.DataFrame(schema=FINDING_COLUMNS)
    if failing:
        bad = rows.filter(pl.any_horizontal(~check.ok.fill_null(True) for check in failing))
        findings = _findings(bad, contract, failing)
    return Examination(stored(rows, contract), findings, ran)


def prepare(part: pl.DataFrame, contract: Contract) -> pl.DataFrame:
    """Parsed rows with everything that a check looks at, windows over several rows included."""
    keys = ["submission", *(key.name for key in contract.keys)]
    rows = add_totals(parse(part, contract), contract)
    known = pl.all_horizontal(pl.col(key).is_not_null() for key in keys)
    return rows.with_columns((~(pl.struct(keys).is_duplicated() & known)).alias("ok.key-twice"))


def key_of(contract: Contract) -> pl.Expr:
    """The codes of a row's key, as a finding names them; null where a part is unknown."""
    return pl.concat_str([pl.col(key.name) for key in contract.keys], separator=KEY_SIGN)


def _findings(bad: pl.DataFrame, contract: Contract, failing: Sequence[Check]) -> pl.DataFrame:
    """Where the rows of `bad` break the checks that fail: pandera costs by the check, and most hold throughout."""
    from pipeline.examine.pandera_alone import SchemaErrors  # slow to import, and a clean file does not need it
    from pipeline.examine.schema import compile_schema

    bad = bad.with_row_index("index")
    try:
        compile_schema(failing).validate(bad, lazy=True)
    except SchemaErrors as errors:
        failures = errors.failure_cases.select(
            pl.col("index").cast(pl.UInt32), pl.col("check").alias("rule"), pl.col("column")
        )
    else:
        raise AssertionError(f"{contract.collection}: rows that break a check passed the schema compiled from them")
    unknown = failures.filter(~pl.col("rule").is_in(list(load_rules())))
    if unknown.height:
        raise AssertionError(f"{contract.collection}: a check could not run: {unknown.get_column('rule')[0]}")
    failures = _without_echoes(failures, contract)
    texts = [name for name in bad.columns if name.startswith("raw.")]
    found = bad.select("index", *texts).unpivot(texts, index="index", variable_name="column", value_name="found")
    found = found.with_columns(pl.col("column").str.strip_prefix(raw("")))
    expected = pl.DataFrame(
        [(check.rule, check.column, check.expected) for check in failing],
        schema=["rule", "column", "expected"],
        orient="row",
    )
    warnings = [rule.id for rule in load_rules().values() if rule.severity == WARNING]
    rows = bad.select("index", "submission", "sheet", "line", "comment", key_of(contract).alias("key"))
    return (
        failures.join(rows, on="index")
        .join(found, on=["index", "column"], how="left")
        .join(expected, on=["rule", "column"], how="left")
        .with_columns(explanation=pl.when(pl.col("rule").is_in(warnings)).then("comment"))
        .with_columns(
            collection=pl.lit(contract.collection),
            explained=pl.col("explanation").is_not_null(),
            value=pl.col("found").cast(pl.Float64, strict=False),
        )
        .sort("submission", "index", "column", maintain_order=True)
        .select(list(FINDING_COLUMNS))
        .cast(FINDING_COLUMNS)
    )


def _without_echoes(failures: pl.DataFrame, contract: Contract) -> pl.DataFrame:
    """Less the row rules that compare a cell which is itself wrong: mending the cell may mend them."""
    ids = [rule.id for rule in contract.rules]
    compared = [
        (check.rule, name) for check in checks(contract) if check.rule in ids for name in check.ok.meta.root_names()
    ]
    cells = failures.filter(~pl.col("rule").is_in(ids)).select("index", "column")
    echoes = (
        failures.filter(pl.col("rule").is_in(ids))
        .select("index", "rule")
        .join(pl.DataFrame(compared, schema={"rule": pl.String, "column": pl.String}, orient="row"), on="rule")
        .join(cells, on=["index", "column"], how="semi")
    )
    return failures.join(echoes, on=["index", "rule"], how="anti")
