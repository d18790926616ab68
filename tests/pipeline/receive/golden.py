"""The golden files: a filled template as LibreOffice saves it in four countries, in every kind that is read.

Made by `python -m tests.pipeline.receive.golden` and kept, so that every run of the tests reads what other people's
computers write, with or without LibreOffice.
"""

import subprocess
import tempfile
from collections.abc import Iterable
from datetime import date
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook

from data_contracts.codes import load_codes
from data_contracts.labels import collection_label, pick
from pipeline.template.lists import country_name
from pipeline.template.order import Order
from pipeline.template.workbook import make_template
from tests.pipeline.template.filling import Row, fill

FOLDER = Path(__file__).parents[2] / "samples" / "golden"
QUARTER = "2026-Q3"
COUNTRIES = {"en": "IE", "fr": "FR", "pl": "PL", "sv": "SE"}
KINDS = ("xlsx", "ods", "xls", "csv")

_LOCALES = {"en": "en-IE", "fr": "fr-FR", "pl": "pl-PL", "sv": "sv-SE"}
_TOOLS = {"en": "First step’s", "fr": "L’été prévenu", "pl": "Zażółć gęślą jaźń", "sv": "Första åtgärden, öppen"}
# Delimiter and code page as they are usual there: comma and UTF-8, else semicolon; Windows-1252, Windows-1250, UTF-8.
_TEXTS = {"en": (44, 76), "fr": (59, 1), "pl": (59, 33), "sv": (59, 76)}
_FILTERS = {"xlsx": "xlsx:Calc MS Excel 2007 XML", "ods": "ods:calc8", "xls": "xls:MS Excel 97"}
_TEXT_SHEET = 3  # after the guide and the cover
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale"><value>{0}</value></prop></item>
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooLocale"><value>{0}</value></prop></item>
</oor:items>"""


def rows(language: str) -> dict[str, list[Row]]:
    """What every file of `language` holds: dates, decimals, statuses, and texts with the letters of that language."""
    tool = {
        "tool": _TOOLS[language],
        "status": "ACT",
        "intervention_type": "WLT",
        "last_review": date(2026, 5, 1),
        "plan_evaluation": "Y",
        "process_evaluation": "N",
        "effect_evaluation": "Y",
        "sms_level": 2,
        "emmie_effect": 1,
        "emmie_mechanism": 1,
        "emmie_moderator": 0,
        "emmie_implementation": "M",
        "emmie_economic": 0,
        "effect_size": -0.25,
        "effect_se": 0.5,
        "effect_measure": "SMD",
    }
    without = {"effect_evaluation": "N", "effect_size": "M", "effect_se": "M", "effect_measure": "M"}
    campaign = {
        "campaign": "=1+1",
        "platform": "search",
        "impressions": 1234567,
        "clicks": 98765,
        "engaged": 0,
        "spend_eur": 54321.75,
    }
    return {
        "toolkit": [tool, tool | without | {"tool": f"{_TOOLS[language]} 2", "last_review": date(2025, 12, 31)}],
        "campaigns": [campaign, campaign | {"campaign": "a & b <c>", "engaged": "M", "spend_eur": "Q"}],
    }


def make(folder: Path, language: str, *, kinds: Iterable[str] = KINDS) -> None:
    """The files of `language`, each saved anew by LibreOffice as it works in that country."""
    with tempfile.TemporaryDirectory() as work:
        source, profile = Path(work, f"{language}.xlsx"), Path(work, "profile")
        source.write_bytes(_filled(language))
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS.format(_LOCALES[language]))
        for kind in kinds:
            command = ["soffice", "--headless", f"-env:UserInstallation=file://{profile}", "--convert-to"]
            command += [_FILTERS.get(kind) or _text_filter(language), "--outdir", f"{folder}", f"{source}"]
            subprocess.run(command, check=True, capture_output=True, timeout=240)
        for made in folder.glob(f"{language}-*.csv"):  # LibreOffice adds the sheet's name
            made.rename(folder / f"{language}.csv")


def _filled(language: str) -> bytes:
    """The template with its rows, and beside them country and quarter, which a text file has no cover for."""
    country, mine = COUNTRIES[language], rows(language)
    order = Order(country, QUARTER, date(2026, 11, 15), "COP", language, tuple(mine))
    book = load_workbook(BytesIO(fill(make_template(order), mine, language=language)))
    whose = {"country": country_name(country, language), "quarter": QUARTER}
    for collection, filled in mine.items():
        sheet = book[collection_label(collection, language)]
        for column, (name, value) in enumerate(whose.items(), start=sheet.max_column + 1):
            sheet.cell(1, column).value = pick(load_codes("envelope")[name], language)
            for line in range(2, len(filled) + 2):
                sheet.cell(line, column).value = value
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _text_filter(language: str) -> str:
    """Cells as they are shown: with the decimal comma, where there is one."""
    delimiter, code_page = _TEXTS[language]
    return f"csv:Text - txt - csv (StarCalc):{delimiter},34,{code_page},1,,0,false,true,false,false,false,{_TEXT_SHEET}"


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for each in COUNTRIES:
        make(FOLDER, each)
