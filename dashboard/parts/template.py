"""The workbook to fill in: what one country owes for one quarter, in the reader's language."""

from datetime import UTC, datetime
from typing import Any

import streamlit as st

from dashboard.parts import choices
from dashboard.parts.visit import Visit
from data_contracts.duties import is_member, load_members, open_quarters

_ROUNDS = 8  # the last two years: older quarters are corrected, not begun
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def offer(here: Visit, agency: Any) -> None:
    """Country and quarter to choose, and the workbook to take along; it is made when it is asked for.

    An agency has its own country's, with what it sent last beside each cell.
    """
    from pipeline import door

    words, now = here.words, datetime.now(UTC)
    quarters = open_quarters(on=now.date())[::-1][:_ROUNDS]
    left, right = st.columns(2)
    with right:
        quarter = choices.one(
            "template_quarter", quarters, default=quarters[0], label=words("template.quarter"), show=words.quarter
        )
    members = [each for each in load_members()["country"].unique() if is_member(each, quarter=quarter)]
    own = [each for each in members if agency and each == agency.country]
    members = own or sorted(members, key=words.country)
    with left:
        country = choices.one(
            "template_country", members, default=members[0], label=words("template.country"), show=words.country
        )

    def make() -> bytes:
        return door.template(
            here.settings, country=country, quarter=quarter, language=words.language, now=now, former=bool(own)
        )

    name = f"{country}-{quarter}.xlsx"
    label = words("template.former" if own else "template.download")
    st.download_button(label, make, file_name=name, mime=_XLSX, on_click="ignore")
