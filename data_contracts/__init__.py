"""What is promised: collections, codes, rules, rounds, indicators, editions. Imports no other room."""

import os
from pathlib import Path

HERE = Path(os.environ.get("COP_CONTRACTS") or Path(__file__).parent)
"""Where the files lie. `COP_CONTRACTS` names another folder: a rehearsal reads changed contracts from there."""

LANGUAGES = ("en", "fr", "pl", "sv")
