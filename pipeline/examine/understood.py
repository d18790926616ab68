"""Which cells were read as meant rather than as written: a record for each way of writing, with an example."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from data_contracts.contract import Column, Contract
from data_contracts.tidying import Tidying
from pipeline.examine.parsing import MINUS, SPACES, raw, status_of


@dataclass(frozen=True)
class _Way:
    """`used` is true in the rows in which `column` is written this way; `after` is what it was read as."""

    id: str
    column: str
    used: pl.Expr
    after: pl.Expr


def tidied_cells(
    part: pl.DataFrame,
    rows: pl.DataFrame,
    contract: Contract,
    *,
    letters: Mapping[str, str],
    own_lines: Mapping[tuple[int, str], int],
) -> Iterator[Tidying]:
    """`part`: one submission's raw rows; `rows`: the same rows as stored; the others: as the delivery has them."""
    columns = [name for name in letters if name in part.columns and name not in ("country", "quarter")]
    texts = part.select("sheet", "line", pl.col(columns).name.prefix(raw("")))
    typed = rows.select(name for name in rows.columns if name not in ("sheet", "line"))
    both = pl.concat([texts, typed], how="horizontal")
    ways = [way for name in columns for way in _ways(name, contract)]
    counts = both.select(way.used.fill_null(False).sum().alias(f"{at}") for at, way in enumerate(ways)).row(0)
    for way, count in zip(ways, counts, strict=True):
        if count:
            yield _example(both.filter(way.used), way, count=count, letter=letters[way.column], own_lines=own_lines)


def _example(
    used: pl.DataFrame, way: _Way, *, count: int, letter: str, own_lines: Mapping[tuple[int, str], int]
) -> Tidying:
    sheet, line, before, after = used.select(
        "sheet", "line", pl.col(raw(way.column)), way.after.cast(pl.String).alias("after")
    ).row(0)
    address = "!".join(filter(None, (sheet, f"{letter}{own_lines.get((line, way.column), line)}")))
    return Tidying(way.id, count, address, before, after or "")


def _ways(name: str, contract: Contract) -> Iterator[_Way]:
    """In the order in which a reader should see them: what changes the meaning most comes first."""
    text = pl.col(raw(name))
    plain = text.str.strip_chars()
    columns = {column.name: column for column in contract.columns}
    column = columns.get(name)
    if column is None:
        if name.endswith("_status"):
            yield _Way("status-name", name, plain != status_of(plain), status_of(plain))
        elif name == "reason":
            yield _Way("code-name", name, plain != pl.col(name), pl.col(name))
    elif column.kind in ("integer", "number"):
        yield from _ways_of_numbers(name, plain)
    elif column.kind == "code":
        yield _Way("code-name", name, plain != pl.col(name), pl.col(name))
    if column is not None and column.role == "measure":
        yield _stands_instead(column, plain)
    yield _Way("outer-spaces", name, (text != plain) & (plain != ""), plain)


def _ways_of_numbers(name: str, plain: pl.Expr) -> Iterator[_Way]:
    was_read = pl.col(name).is_not_null()
    yield _Way("decimal-comma", name, was_read & plain.str.contains(",", literal=True), pl.col(name))
    yield _Way("digit-groups", name, was_read & plain.str.contains(rf"\d[{SPACES}]\d"), pl.col(name))
    yield _Way("percent-score", name, was_read & plain.str.ends_with("%"), pl.col(name))
    yield _Way("minus-sign", name, was_read & plain.str.contains(f"[{MINUS}]"), pl.col(name))


def _stands_instead(column: Column, plain: pl.Expr) -> _Way:
    status = pl.col(f"{column.name}_status")
    beside = pl.col(column.name).is_not_null() | plain.is_null() | (plain == "")
    return _Way("status-name", column.name, ~beside & (status_of(plain) == status) & (plain != status), status)
