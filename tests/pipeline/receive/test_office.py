"""A workbook that LibreOffice wrote is as good as one of ours."""

import subprocess
from pathlib import Path

import pytest

from tests.pipeline.receive.conftest import Deliver
from tests.pipeline.receive.making import table, text
from tests.rows import RIGHT

UTF_8 = "Text - txt - csv (StarCalc):44,34,76"  # comma, quotation mark, code page


@pytest.mark.office
def test_a_workbook_written_by_libreoffice_arrives_whole(tmp_path: Path, delivered: Deliver) -> None:
    source = tmp_path / "toolkit.csv"
    changes = [
        {"country": "FI", "quarter": "2026-Q3", "last_review": "2026-07-01"},
        {"tool": "Łódź", "effect_size": "0.25"},
    ]
    source.write_bytes(text(table("toolkit", *changes)))
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path / 'profile'}", f"--infilter={UTF_8}"]
    command += ["--convert-to", "xlsx", "--outdir", str(tmp_path), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    delivery = delivered((tmp_path / "toolkit.xlsx").read_bytes())
    assert (delivery.findings, delivery.kind, delivery.country, delivery.quarter) == ((), "xlsx", "FI", "2026-Q3")
    first, second = delivery.parts["toolkit"].to_dicts()
    assert (RIGHT["toolkit"] | changes[0]).items() <= first.items()
    assert (RIGHT["toolkit"] | changes[1]).items() <= second.items()
    assert (first["line"], second["line"], first["sheet"]) == (2, 3, "toolkit")
