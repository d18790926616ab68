"""pandera for Polars without what it loads beside it wherever it finds it: pandas alone would triple its start.

pandera allows for a place that has Polars and nothing else. The dashboard needs pandas, so it is installed; here it is
as if it were not, while pandera is imported and for the thread that imports it. Afterwards anyone may import it.
"""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import polars as pl  # before: it remembers for good which libraries it found when it was imported

_NOT_FOR_POLARS = frozenset({"pandas", "numpy", "hypothesis"})


class _Absent:
    """Asked first for every import: some modules are then nowhere to be found."""

    def __init__(self) -> None:
        self._thread = threading.get_ident()

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if threading.get_ident() == self._thread and name.partition(".")[0] in _NOT_FOR_POLARS:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


@contextmanager
def _alone() -> Iterator[None]:
    absent = _Absent()
    sys.meta_path.insert(0, absent)
    try:
        yield
    finally:
        sys.meta_path.remove(absent)


with _alone():
    from pandera.errors import SchemaErrors as SchemaErrors
    from pandera.polars import Check as Check
    from pandera.polars import Column as Column
    from pandera.polars import DataFrameSchema as DataFrameSchema

    # It looks for the rest when it first validates: that is now.
    DataFrameSchema({"": Column(int, Check.ge(0))}).validate(pl.DataFrame({"": [0]}))
