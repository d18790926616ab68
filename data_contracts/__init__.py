"""What is promised: collections, codes, rules, rounds, indicators, editions. Imports no other room."""

from pathlib import Path

HERE = Path(__file__).parent
LANGUAGES = ("en", "fr", "pl", "sv")
