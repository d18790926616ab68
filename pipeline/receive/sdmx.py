"""SDMX-CSV 1.0 and 2.x: which of its columns are the standard's own, which table each row is of, what it may ask."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from data_contracts.codes import fold
from data_contracts.contract import COLLECTIONS, load_contract
from data_contracts.findings import Finding
from data_contracts.tidying import Tidying
from pipeline.receive.addresses import first_lines, letter_of
from pipeline.receive.cells import Sheet
from pipeline.receive.headers import Header, collection_spellings, column_meant

# The standard's own columns, by what they are for. All others are components of a table, called by their ids.
ROLES: Mapping[str, str] = {
    "dataflow": "structure",
    "structure id": "structure",
    "structure": "type",
    "structure name": "name",
    "action": "action",
    "series key": "name",
    "obs key": "name",
    "freq": "frequency",
    "unit mult": "multiplier",
    "measure": "measure",
    "indicator": "measure",
    "obs value": "value",
    "obs status": "status",
    "conf status": "secrecy",
    "obs conf": "secrecy",
}
TYPES = ("dataflow", "datastructure", "dataprovision")
ACTIONS = {"i": "I", "information": "I", "a": "A", "append": "A", "r": "R", "replace": "R", "m": "M", "merge": "M"}
PERMITTED = {"type": TYPES, "frequency": ("Q", "A"), "multiplier": ("0",)}
LABEL = ": "  # between a code and its name, where a file gives both

_STRUCTURE = re.compile(r"(?:urn:\S+=)?(?:[\w.@-]+:)?(?P<id>[\w@-]+)(?:\((?P<version>[^)]*)\))?(?:: .*)?", re.DOTALL)


@dataclass(frozen=True)
class Message:
    """An SDMX-CSV file: its cells, the standard's own columns by role, blank in the header, rows that cannot be gone.

    `has_labels`: whether codes are followed by their names. `meanings`: a structure as it is written -> collection.
    """

    sheet: Sheet
    roles: Mapping[str, int]
    has_labels: bool
    meanings: Mapping[str | None, str | None]
    findings: list[Finding]
    tidied: list[Tidying]
    refused: int


def is_message(header: Header) -> bool:
    """Whether it says of which structure each row is, or holds observations one below the other."""
    roles = {_role(text) for text in header if text}
    return "structure" in roles or {"measure", "value"} <= roles


def read_message(sheet: Sheet) -> Message:
    """`sheet` begins with a header that `is_message` has recognised."""
    header, has_labels, tidied = _ids(sheet)
    names = {at for at, text in enumerate(header) if not text}  # of components, not read
    roles: dict[str, int] = {}
    for at, text in enumerate(header):
        if text and (role := _role(text)):
            roles.setdefault(role, at)
            header[at] = None
    columns = [
        [None] * sheet.height if at in names and sheet.columns[at][0] else [header[at], *column[1:]]
        for at, column in enumerate(sheet.columns)
    ]
    whole = replace(sheet, columns=columns)
    structures = set(whole.columns[roles["structure"]][1:]) if "structure" in roles else set()
    meanings = {text: _collection(text or "") for text in structures}
    findings = [*_not_permitted(whole, roles, has_labels=has_labels)]
    kept, refusals, actions = _without_deletions(whole, roles)
    tidied += actions
    for text in dict.fromkeys(whole.columns[roles["structure"]][1:] if structures else ()):
        if text and (collection := meanings[text]) and text != collection:
            address = whole.address(whole.columns[roles["structure"]].index(text), roles["structure"])
            tidied.append(Tidying("sdmx-structure", 1, address, text, collection))
    return Message(kept, roles, has_labels, meanings, findings + refusals, tidied, whole.height - kept.height)


def code_part(text: str) -> str:
    """The code of `F: Female`."""
    return text.partition(LABEL)[0]


def _role(text: str) -> str | None:
    """What a header cell is for, with or without its label, and the delimiter of several values in one cell."""
    return ROLES.get(fold(_id(text)))


def _id(text: str) -> str:
    return code_part(text).partition("[")[0]


def _ids(sheet: Sheet) -> tuple[list[str | None], bool, list[Tidying]]:
    """The header without labels, be they in the same cells or in columns of their own, which are blanked."""
    header = sheet.row(0)
    found: list[str | None] = list(header)
    labelled = [at for at, text in enumerate(header) if text and LABEL in text and _is_known(_id(text))]
    for at in labelled:
        found[at] = _id(header[at] or "")
    named = [at for at in range(1, len(header)) if header[at] and _is_name(header, at)] if _has_names(header) else []
    for at in named:
        found[at] = None
    tidied = [
        Tidying("sdmx-labels", len(labelled) + len(named), sheet.address(0, at), header[at] or "", found[at] or "")
        for at in [*labelled, *named][:1]
    ]
    return found, bool(labelled), tidied


def _has_names(header: Header) -> bool:
    return any(text and fold(text) == "structure name" for text in header)


def _is_name(header: Header, at: int) -> bool:
    """Whether it is the label of the component before it: no id of its own, or another name of the same column."""
    before, text = header[at - 1], header[at] or ""
    if not before or not _is_known(before) or _role(before) in ("type", "structure", "name", "action"):
        return False
    return not _is_known(text) or (bool(_columns(text) & _columns(before)) and not _role(text))


def _is_known(text: str) -> bool:
    return bool(_role(text) or _columns(text))


def _columns(text: str) -> set[str]:
    return {column for each in COLLECTIONS if (column := column_meant(text, each))}


def _collection(text: str) -> str | None:
    """The collection that `COP:PARTNERS(1.0)` means; none whose version is not the one that is collected."""
    match = _STRUCTURE.fullmatch(text.strip())
    collection = collection_spellings().get(fold(match["id"])) if match else None
    if not (match and collection):
        return None
    version = (match["version"] or "").partition(".")[0]
    is_other = version.isdigit() and version != load_contract(collection).version.partition(".")[0]
    return None if is_other else collection


def _not_permitted(sheet: Sheet, roles: Mapping[str, int], *, has_labels: bool) -> Iterator[Finding]:
    """One for each text in a column of the standard that cannot be taken at its word."""
    for role, permitted in PERMITTED.items():
        texts = sheet.columns[roles[role]] if role in roles else ()
        for text, line in first_lines(texts[1:], sheet.lines[1:]).items():
            plain = code_part(text or "") if has_labels else text or ""
            if text and plain.strip().casefold() not in {each.casefold() for each in permitted}:
                place = (None, sheet.name, line, letter_of(roles[role]), None)
                yield Finding("sdmx-value", *place, text, ", ".join(permitted))


def _without_deletions(sheet: Sheet, roles: Mapping[str, int]) -> tuple[Sheet, list[Finding], list[Tidying]]:
    """The rows that give figures. Whatever else a row asks for, what was sent before is replaced as a whole."""
    if "action" not in roles:
        return sheet, [], []
    at = roles["action"]
    texts = sheet.columns[at]
    actions = {text: ACTIONS.get(fold(code_part(text or "I"))) for text in set(texts[1:])}
    findings, tidied = [], []
    for text, row in first_lines(texts[1:], range(1, sheet.height)).items():
        if actions[text] is None:
            place = (None, sheet.name, sheet.lines[row], letter_of(at), None)
            findings.append(Finding("sdmx-action", *place, text, "I, A, R, M"))
        elif actions[text] != "I":
            tidied.append(Tidying("sdmx-action", texts.count(text), sheet.address(row, at), text or "", ""))
    rows = [0, *(row for row in range(1, sheet.height) if actions[texts[row]])]
    lines, columns = [sheet.lines[row] for row in rows], [[column[row] for row in rows] for column in sheet.columns]
    return replace(sheet, lines=lines, columns=columns), findings, tidied
