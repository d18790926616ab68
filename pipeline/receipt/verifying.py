"""Verify a receipt that somebody shows: is it whole, is it ours, and do we still hold the bytes?"""

import json
from collections.abc import Mapping
from typing import Any

from pipeline.receipt.proof import is_sealed, proof_of
from pipeline.receive.archive import DamagedArchiveError, load
from pipeline.settings import Settings

TRUE, NOT_A_RECEIPT, ALTERED, NOT_OURS, BYTES_GONE = "true", "not-a-receipt", "altered", "not-ours", "bytes-gone"


def verify(settings: Settings, text: bytes) -> str:
    """One of TRUE, NOT_A_RECEIPT, ALTERED, NOT_OURS, BYTES_GONE, for a receipt as JSON."""
    try:
        shown = json.loads(text)
    except ValueError:
        return NOT_A_RECEIPT
    proof = shown.get("proof", shown) if isinstance(shown, Mapping) else None
    if not isinstance(proof, Mapping) or "seal" not in proof:
        return NOT_A_RECEIPT
    if not is_sealed(proof):
        return ALTERED
    return _held(settings, proof)


def _held(settings: Settings, proof: Mapping[str, Any]) -> str:
    if proof_of(settings, proof["submission"]) != dict(proof):
        return NOT_OURS
    try:
        load(settings.archive, proof["sha256"])
    except DamagedArchiveError:
        return BYTES_GONE
    return TRUE
