"""One installation with tokens of two countries for all tests of a module, and its routes."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from starlette.applications import Starlette

from dashboard.api.routes import api
from pipeline.settings import Settings
from pipeline.storage.ledger import Ledger
from pipeline.storage.tokens import Tokens

NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(home=Path(tmp_path_factory.mktemp("home")), max_file_mb=1, hosts="cop.example.org")


@pytest.fixture(scope="module")
def tokens(settings: Settings) -> Tokens:
    return Tokens(settings.tokens, Ledger(settings.ledger))


@pytest.fixture(scope="module")
def routes(settings: Settings) -> Starlette:
    return api(settings)


@pytest.fixture(scope="module")
def made(tokens: Tokens) -> Callable[..., str]:
    """Makes a token."""

    def make(country: str = "NL", *, days: int = 30) -> str:
        return tokens.make(country, name="Registry", expires=NOW + timedelta(days=days), now=NOW)[1]

    return make


@pytest.fixture(scope="module")
def token(made: Callable[..., str]) -> str:
    return made()
