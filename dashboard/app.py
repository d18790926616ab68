"""The dashboard: pins the edition and the language of this run, then shows the page that was asked for."""

from pathlib import Path

import streamlit as st

from dashboard.parts import page, visit

PAGES = ("overview", "indicator", "country", "quality", "submit", "methods")
HERE = Path(__file__).parent

here = visit.begin()
pages = [
    st.Page(HERE / "views" / f"{name}.py", title=here.words(f"{name}.menu"), url_path=name, default=name == PAGES[0])
    for name in PAGES
]
shown = st.navigation(pages, position="top")
st.set_page_config(page_title=here.words("app.tab", page=shown.title), page_icon=str(HERE / "icon.svg"), layout="wide")
st.logo(str(HERE / "logo.svg"), size="large")
page.dress(here)
shown.run()
