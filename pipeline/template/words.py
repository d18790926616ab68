"""What a template says besides labels and names, from `languages/<language>.toml`."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from data_contracts.codes import load_codes
from data_contracts.labels import pick

FOLDER = Path(__file__).parent / "languages"


def say(key: str, language: str, /, **values: Any) -> str:
    return load_texts(language)[key].format(**values)


def envelope(code: str, language: str) -> str:
    """The word for what all collections share: `country`, `comment`, `status` …"""
    return pick(load_codes("envelope")[code], language)


@cache
def load_texts(language: str) -> Mapping[str, str]:
    return tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
