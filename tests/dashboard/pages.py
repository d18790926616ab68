"""The dashboard's pages without a browser: run one, and read all that it would send to the reader."""

import html
import re
from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button

DASHBOARD = Path(__file__).parents[2] / "dashboard"
PAGES = ("overview", "indicator", "country", "quality", "submit", "methods")


def open_dashboard() -> AppTest:
    """The dashboard, before its first run."""
    return AppTest.from_file(str(DASHBOARD / "app.py"), default_timeout=60)


def visit(page: str, **choices: str) -> AppTest:
    """The page `page`, opened by an address with these choices, after its run."""
    app = open_dashboard()
    if page != PAGES[0]:
        app.run().switch_page(f"views/{page}.py")  # pages are known after a first run only
    app.query_params = choices
    return app.run()


def sent(app: AppTest) -> str:
    """Everything that reaches the reader's browser: texts, HTML, charts with all of their data."""
    return "\n".join(_sent(app))


def seen(app: AppTest) -> str:
    """The words of the page's own HTML, without its tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", each.value)) for each in app.html).replace("\u202f", " ")


def press(app: AppTest, label: str) -> Button:
    """The button that is called so."""
    return next(each for each in app.button if each.label == label)


def _sent(app: AppTest) -> Iterable[str]:
    for element in app:
        proto = getattr(element, "proto", None)
        yield str(proto)
        for data in getattr(proto, "datasets", ()):
            yield str(pa.ipc.open_stream(data.data.data).read_all().to_pydict())
