"""From the text of cells to typed values: numbers, codes, dates, and the status that stands beside or instead.

Nothing is judged here. A cell that cannot be read becomes null; its text stays beside it under `raw.<column>`.
"""

from collections.abc import Collection, Mapping

import polars as pl

from data_contracts.codes import load_obs_status, load_spellings
from data_contracts.contract import Column, Contract

MINUS = "−–‐‑"
"""What typesetters and some programs write for a minus."""
SPACES = " \u00a0\u202f\u2009\u2007"
"""What may stand between groups of three digits."""
_DIGITS = rf"(?:\d+|[1-9]\d{{0,2}}(?:[{SPACES}]\d{{3}})+)"
NUMBER = rf"^[-{MINUS}]?{_DIGITS}(?:[.,]\d+)?(?:[eE][-+]?\d+)?$"
PERCENT_SIGN = r"\s?%$"
AMBIGUOUS = rf"^[-{MINUS}]?[1-9]\d{{0,2}}(?:[{SPACES}]\d{{3}})*[.,]\d{{3}}(?:{PERCENT_SIGN}|$)"
"""12.450 is twelve and a half in one country and twelve thousand in another: it is asked, never guessed."""


def raw(column: str) -> str:
    """The name under which a column's own text is kept."""
    return f"raw.{column}"


def parse(rows: pl.DataFrame, contract: Contract) -> pl.DataFrame:
    """Typed rows beside their raw text, from raw rows of any number of submissions (`raw_columns` of the room receive).

    Measures: Float64, String (codes) or Date, null where a status stands instead; `<measure>_status` holds that
    status, a qualifier beside a value, or A (normal).
    """
    mine = [name for name in rows.columns if name not in ("submission", "country", "quarter", "sheet", "line")]
    blank_is_null = pl.when(pl.col(mine).str.strip_chars() != "").then(pl.col(mine).str.strip_chars())
    text = rows.with_columns(blank_is_null).rename({name: raw(name) for name in mine})
    typed: list[pl.Expr] = []
    spelled = _with_words(text, [raw(column.name) for column in contract.measures])
    for column in contract.columns:
        typed += (
            _measure(column, spelled=raw(column.name) in spelled)
            if column.role == "measure"
            else [_key_or_text(column)]
        )
    reason = _code(pl.col(raw("reason")), load_spellings("revision_reason")).alias("reason")
    return text.with_columns(*typed, reason, pl.col(raw("comment")).alias("comment"))


def status_of(cell: pl.Expr) -> pl.Expr:
    """The OBS_STATUS that a text means, by its code or its name."""
    return _code(cell, load_spellings("obs_status"))


def is_score(column: Column) -> bool:
    """Whether it counts points of a hundred, so that 72 % can only mean 72."""
    return column.maximum == 100


def _with_words(text: pl.DataFrame, columns: Collection[str]) -> set[str]:
    """Those of `columns` in which any cell begins with a word: only there can a status be spelled out."""
    found = text.select(pl.col(columns).str.contains(r"^\p{L}{2}").any()).row(0, named=True)
    return {column for column, has_words in found.items() if has_words}


def _measure(column: Column, *, spelled: bool) -> list[pl.Expr]:
    """The value and its status. A column's own codes win: N is "no" where yes or no is asked."""
    cell, beside = pl.col(raw(column.name)), status_of(pl.col(raw(f"{column.name}_status")))
    instead = [code for code, kind in load_obs_status().items() if kind != "value" and code not in column.codes]
    value = _value(column, cell)
    status = status_of(cell) if spelled else cell.str.to_uppercase()
    stands_instead = pl.when(status.is_in(instead)).then(status)
    if spelled and column.kind == "code":  # what names one of its own codes is that code
        stands_instead = pl.when(value.is_null()).then(stands_instead)
    normal = pl.when(value.is_not_null()).then(pl.lit("A"))
    return [value.alias(column.name), pl.coalesce(stands_instead, beside, normal).alias(f"{column.name}_status")]


def _value(column: Column, cell: pl.Expr) -> pl.Expr:
    if column.kind == "code":
        assert column.code_list
        return _code(cell, load_spellings(column.code_list))
    if column.kind == "date":
        return cell.str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False)
    if column.kind in ("integer", "number"):
        if is_score(column):
            cell = cell.str.replace(PERCENT_SIGN, "")
        plain = cell.str.replace_many({",": ".", **dict.fromkeys(MINUS, "-"), **dict.fromkeys(SPACES, "")})
        readable = cell.str.contains(NUMBER) & ~cell.str.contains(AMBIGUOUS)
        value = pl.when(readable).then(plain).cast(pl.Float64, strict=False)
        return pl.when(value.is_finite()).then(value)  # 1e999 is written like a number, and is none
    return cell


def _key_or_text(column: Column) -> pl.Expr:
    cell = pl.col(raw(column.name))
    return (_code(cell, load_spellings(column.code_list)) if column.code_list else cell).alias(column.name)


def _code(cell: pl.Expr, spellings: Mapping[str, str]) -> pl.Expr:
    """The code that a spelling means; the same folding as `data_contracts.codes.fold`."""
    plain = cell.str.normalize("NFC").str.to_lowercase().str.replace_all("’", "'", literal=True)
    folded = plain.str.replace_all(r"[\s_-]+", " ").str.strip_chars()
    return folded.replace_strict(dict(spellings), default=None, return_dtype=pl.String)


def stored(rows: pl.DataFrame, contract: Contract) -> pl.DataFrame:
    """The columns that the warehouse keeps, whole numbers as integers."""
    keep: list[str | pl.Expr] = ["submission", "country", "quarter", "sheet", "line"]
    for column in contract.columns:
        whole = column.kind == "integer"
        keep.append(pl.col(column.name).cast(pl.Int64, strict=False) if whole else column.name)
        if column.role == "measure":
            keep.append(f"{column.name}_status")
    return rows.select(*keep, "reason", "comment", "counted")


def stored_columns(contract: Contract) -> Mapping[str, str]:
    """Column -> DuckDB type of the collection's table, in order."""
    types = {"integer": "BIGINT", "number": "DOUBLE", "date": "DATE"}
    columns = {
        "submission": "VARCHAR",
        "country": "VARCHAR",
        "quarter": "VARCHAR",
        "sheet": "VARCHAR",
        "line": "INTEGER",
    }
    for column in contract.columns:
        columns[column.name] = types.get(column.kind, "VARCHAR")
        if column.role == "measure":
            columns[f"{column.name}_status"] = "VARCHAR"
    return columns | {"reason": "VARCHAR", "comment": "VARCHAR", "counted": "BOOLEAN"}
