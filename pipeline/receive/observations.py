"""The rows of an SDMX-CSV table: observations one below the other put side by side, a status that several share."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from data_contracts.contract import load_contract
from data_contracts.findings import Finding
from data_contracts.tidying import Tidying
from pipeline.receive.addresses import letter_of
from pipeline.receive.blocks import Block
from pipeline.receive.cells import Texts
from pipeline.receive.headers import nearest
from pipeline.receive.sdmx import Message
from pipeline.receive.sdmx_cells import key_code, measure_named, secrecy_findings, without_missing, without_names

Key = tuple[str | None, ...]


@dataclass
class Rows:
    """A block whose rows are those of its table, and what was seen on the way.

    `pieces`: how many observations make them; `refused`: how many lines are in no row.
    """

    block: Block
    findings: list[Finding] = field(default_factory=list)
    tidied: list[Tidying] = field(default_factory=list)
    pieces: int = 0
    refused: int = 0


def in_rows(block: Block, message: Message) -> Rows:
    """`block`: the lines of one collection as the file has them, the standard's own columns among them."""
    roles = message.roles
    rows = Rows(replace(block, outside=[at for at in block.outside if at not in set(roles.values())]))
    if "secrecy" in roles:
        rows.findings += secrecy_findings(rows.block, roles)
        rows.tidied += _not_kept(rows.block, roles["secrecy"])
    if "value" in roles:
        _put_side_by_side(rows, roles)
    elif "status" in roles:
        rows.block = _with_shared_status(rows.block, roles["status"])
    if message.has_labels:
        rows.block, tidied = without_names(rows.block)
        rows.tidied += tidied
    rows.block, tidied = without_missing(rows.block)
    rows.tidied += tidied
    return rows


def _not_kept(block: Block, at: int) -> Iterator[Tidying]:
    rows = [row for row, text in enumerate(block.columns[at]) if text]
    for row in rows[:1]:
        address = "!".join(filter(None, (block.sheet, f"{letter_of(at)}{block.lines[row]}")))
        yield Tidying("conf-status", len(rows), address, block.columns[at][row] or "", "")


def _put_side_by_side(rows: Rows, roles: Mapping[str, int]) -> None:
    """A row for each key, at the line of its first observation; every other cell knows its own line."""
    block = rows.block
    groups, cells = _grouped(rows, roles)
    free = {each.name for each in load_contract(block.collection).texts} | {"reason", "comment"}
    joined = set(range(len(block.columns))) - {at for name, at in block.places.items() if name not in free}
    columns: list[Texts] = [
        [_remarks(texts, group) if at in joined else texts[group[0]] for group in groups.values()]
        for at, texts in enumerate(block.columns)
    ]
    owed = _owed(block.collection)
    places = {column: at for column, at in block.places.items() if column not in owed}
    header = list(block.header)
    stands: dict[str, int] = {}
    own: dict[tuple[int, str], int] = {}
    for measure, line_of in cells.items():
        for column, role in ((measure, "value"), (f"{measure}_status", "status")):
            if role in roles:
                texts = block.columns[roles[role]]
                name = _name(block, roles, line_of) if role == "value" else None
                header.append(name or column)
                places[column], stands[column] = len(columns), roles[role]
                columns.append([texts[line_of[key]] if key in line_of else None for key in groups])
                own |= {(block.lines[groups[key][0]], column): block.lines[at] for key, at in line_of.items()}
    beside = [at for column, at in block.places.items() if column in owed]  # figures beside observations
    rows.pieces = sum(len(line_of) for line_of in cells.values())
    rows.block = replace(
        block,
        header=header,
        lines=[block.lines[group[0]] for group in groups.values()],
        columns=columns,
        places=places,
        outside=[*block.outside, *beside],
        stands=stands,
        own_lines=own,
    )


def _grouped(rows: Rows, roles: Mapping[str, int]) -> tuple[dict[Key, list[int]], dict[str, dict[Key, int]]]:
    """The lines of each row, by key; the line of each observation, by measure and key. What is neither is refused."""
    block = rows.block
    blank: Texts = [None] * len(block.lines)
    named = block.columns[roles["measure"]] if "measure" in roles else blank
    values = block.columns[roles["value"]]
    statuses = block.columns[roles["status"]] if "status" in roles else blank
    measures = {text: measure_named(text, block.collection) for text in set(named)}
    groups: dict[Key, list[int]] = {}
    cells: dict[str, dict[Key, int]] = {}
    for at, key in enumerate(_keys(block)):
        measure = measures[named[at]]
        if not measure and (named[at] or values[at] or statuses[at]):
            _refuse(rows, "measure-unknown", at, roles.get("measure", roles["value"]), named[at])
        elif measure and key in cells.get(measure, {}):
            _refuse(rows, "key-twice", at, roles["value"], values[at])
        else:
            groups.setdefault(key, []).append(at)
            if measure and (named[at] or values[at] or statuses[at]):
                cells.setdefault(measure, {})[key] = at
    return groups, cells


def _keys(block: Block) -> Iterator[Key]:
    """What makes the observations of several lines one row: whose they are, of when, and the code of every key."""
    whose = [texts for column in ("country", "quarter") if (texts := block.texts(column))]
    keys = [(key, texts) for key in load_contract(block.collection).keys if (texts := block.texts(key.name))]
    for at in range(len(block.lines)):
        yield (*(texts[at] for texts in whose), *(key_code(key, texts[at]) for key, texts in keys))


def _with_shared_status(block: Block, at: int) -> Block:
    """OBS_STATUS stands beside every measure of its row that has no column of its own for it."""
    measures = [each.name for each in load_contract(block.collection).measures if each.name in block.places]
    added = [f"{name}_status" for name in measures if f"{name}_status" not in block.places]
    return replace(
        block,
        header=[*block.header, *added],
        columns=[*block.columns, *(block.columns[at] for _ in added)],
        places={**block.places, **{column: len(block.columns) + more for more, column in enumerate(added)}},
        stands=dict.fromkeys(added, at),
    )


def _owed(collection: str) -> set[str]:
    return {name for each in load_contract(collection).measures for name in (each.name, f"{each.name}_status")}


def _name(block: Block, roles: Mapping[str, int], line_of: Mapping[Key, int]) -> str | None:
    """A measure as the file calls it, where its rows do."""
    return block.columns[roles["measure"]][next(iter(line_of.values()))] if "measure" in roles else None


def _remarks(texts: Texts, group: Sequence[int]) -> str | None:
    """What the lines of a row remark, each remark once."""
    return "; ".join(dict.fromkeys(text for at in group if (text := texts[at]))) or None


def _refuse(rows: Rows, rule: str, row: int, at: int, text: str | None) -> None:
    block = rows.block
    measures = [each.name for each in load_contract(block.collection).measures]
    expected = nearest(text or "", measures) if rule == "measure-unknown" else None
    place = (block.collection, block.sheet, block.lines[row], letter_of(at))
    rows.findings.append(Finding(rule, *place, None, text, expected))
    rows.refused += 1
