"""Seals: the hash of what an event says, so that a copy of it proves itself."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def seal_of(said: Mapping[str, Any]) -> str:
    """SHA-256 of the values as JSON, sorted by name, without spaces: any program can compute it."""
    text = json.dumps(dict(said), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
