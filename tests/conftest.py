"""Tests that drive Chromium or LibreOffice are left out, and counted, where it is not installed; in CI they fail."""

import os
import shutil

import pytest
from hypothesis import settings

os.environ.setdefault("POLARS_MAX_THREADS", "1")  # tests run side by side, a process a core

settings.register_profile("suite", deadline=None)  # how long an example takes says more of the machine than of us
settings.load_profile("suite")

DRIVEN_BY = {"browser": "chromium", "office": "soffice"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if os.environ.get("CI"):
        return
    missing = {marker: program for marker, program in DRIVEN_BY.items() if shutil.which(program) is None}
    for item in items:
        for marker, program in missing.items():
            if item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=f"{program} is not installed"))
