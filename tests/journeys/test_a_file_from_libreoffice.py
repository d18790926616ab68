"""A workbook of several collections, saved by LibreOffice, goes all the way to the edition's figures."""

import subprocess
from pathlib import Path

import pytest

from pipeline.cli import main
from pipeline.settings import Settings
from tests.editions import published
from tests.files import workbook

pytestmark = pytest.mark.office


def test_a_workbook_saved_by_libreoffice_becomes_figures(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    ours, theirs = tmp_path / "q3.xlsx", tmp_path / "saved" / "q3.xlsx"
    campaign = {"impressions": "360000", "clicks": "27000", "spend_eur": "60000.125"}
    ours.write_bytes(workbook(("campaigns", [campaign]), ("toolkit", [{}]), ("partners", []), country="PL"))
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = ["soffice", "--headless", profile, "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir"]
    subprocess.run([*command, theirs.parent, ours], check=True, capture_output=True, timeout=180)
    assert theirs.read_bytes() != ours.read_bytes()
    home = tmp_path / "home"
    assert main(["--home", str(home), "submit", "--country", "PL", str(theirs)]) == 0, capsys.readouterr().out
    assert main(["--home", str(home), "run"]) == 0
    figures = published(Settings(home=home), "indicators").filter(country="PL", dimension="_T")
    shown = dict(figures.select("indicator", "value").iter_rows())
    assert (shown["CAM_02"], shown["PAR_01"], shown["PRJ_01"]) == (7.5, 0.0, 1.0)
