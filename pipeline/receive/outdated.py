"""Whether a template was made for the contracts of today: its cover names the version of each."""

import re
from collections.abc import Iterator

from data_contracts.contract import COLLECTIONS, load_contract
from data_contracts.findings import Finding
from pipeline.receive.cover import Cover

_VERSION = re.compile(r"\b([a-z_]+)\s+(\d+)\.(\d+)(\.\d+)?\b", re.ASCII)


def outdated_contracts(cover: Cover) -> Iterator[Finding]:
    """A finding for each contract of another version: another main version blocks, any other is only told."""
    stated = cover.statements.get("contracts")
    if stated is None:
        return
    for match in _VERSION.finditer(stated.text):
        collection, major, minor, _ = match.groups()
        if collection not in COLLECTIONS:
            continue
        now = load_contract(collection).version
        if [major, minor] != now.split(".")[:2]:
            rule = "template-older" if major == now.split(".")[0] else "template-outdated"
            found = match.group().split()[1]
            yield Finding(rule, collection, stated.sheet, stated.line, stated.letter, None, found, now)
