"""Serves the dashboard together with the route for agencies' own systems: `python -m dashboard.server --port 8501`.

Everything else that can be set stands in `.streamlit/config.toml`.
"""

import argparse
from pathlib import Path

from starlette.routing import Mount
from streamlit import App

from dashboard.api.routes import AT, api
from dashboard.quiet import quieten
from pipeline.door import load_settings

HERE = Path(__file__).parent


def serve(*, address: str, port: int) -> None:
    """Serves until told to stop."""
    settings = load_settings()
    quieten(settings)
    routes = [Mount(AT, app=api(settings))]
    App(HERE / "app.py", routes=routes).run(config={"server.address": address, "server.port": port})


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--address", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8501)
    serve(**vars(parser.parse_args()))
