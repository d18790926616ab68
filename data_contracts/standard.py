"""Whether a contract keeps the Open Data Contract Standard: asked when it is changed, not at every check."""

from collections.abc import Iterator
from pathlib import Path

import yaml
from open_data_contract_standard.model import OpenDataContractStandard
from pydantic import ValidationError


def departures(path: Path) -> Iterator[str]:
    """What the standard's own model says against the contract in `path`: the file, the place in it, what is wrong."""
    try:
        OpenDataContractStandard.model_validate(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))
    except ValidationError as refused:
        for error in refused.errors():
            yield f"{path.name}: {'.'.join(map(str, error['loc']))}: {error['msg']}"
