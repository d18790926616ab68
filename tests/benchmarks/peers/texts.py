"""What both peers on pandas start from: every cell as its text, and beside each measure its number."""

import json
from pathlib import Path
from typing import Any

import pandas as pd

NUMBER = "_number"
"""The ending of the column that holds a measure's number, missing where a status stands instead."""


def load(path: str, contract: str) -> tuple[pd.DataFrame, dict[str, Any]]:
    told = json.loads(Path(contract).read_text(encoding="utf-8"))
    texts = pd.read_csv(path, dtype=str, keep_default_na=False)
    numbers = {f"{name}{NUMBER}": pd.to_numeric(texts[name], errors="coerce") for name in told["measures"]}
    return texts.assign(**numbers), told


def value_or_status(kind: str, statuses: list[str]) -> str:
    """A pattern for the whole text of a cell that is owed."""
    number = r"-?\d+" if kind == "integer" else r"-?\d+(?:\.\d+)?"
    return rf"^(?:{number}|{'|'.join(statuses)})$"
