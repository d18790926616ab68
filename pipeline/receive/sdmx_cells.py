"""Cells as SDMX-CSV writes them: a code with its name behind it, NaN for what is missing, a mark of confidentiality."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from data_contracts.codes import fold, load_codes, load_obs_status, load_spellings
from data_contracts.contract import Column, load_contract
from data_contracts.findings import Finding
from data_contracts.tidying import Tidying
from pipeline.receive.addresses import letter_of
from pipeline.receive.blocks import Block
from pipeline.receive.headers import column_meant
from pipeline.receive.sdmx import code_part

FREE = "F"  # the only CONF_STATUS that lets a figure be published
NOT_A_NUMBER = "nan"
LISTS = {"country": "country", "reason": "revision_reason"}  # of the columns that no contract has


def without_names(block: Block) -> tuple[Block, list[Tidying]]:
    """Every coded cell without the name behind its code: `F: Female`."""
    columns, tidied = list(block.columns), []
    contract = load_contract(block.collection)
    lists = LISTS | {each.name: each.code_list for each in contract.columns}
    lists |= {f"{each.name}_status": "obs_status" for each in contract.measures}
    for column, at in block.places.items():
        codes = _codes_in(set(columns[at]), lists.get(column))
        if rows := [row for row, text in enumerate(columns[at]) if text in codes]:
            text = columns[at][rows[0]] or ""
            tidied.append(Tidying("sdmx-labels", len(rows), block.address(rows[0], column), text, codes[text]))
            columns[at] = [codes.get(text, text) if text else None for text in columns[at]]
    return replace(block, columns=columns), tidied


def without_missing(block: Block) -> tuple[Block, list[Tidying]]:
    """NaN beside a status that stands instead of a value is what the standard writes for a blank."""
    columns, tidied, known = list(block.columns), [], load_spellings("obs_status")
    instead = {status for status, kind in load_obs_status().items() if kind != "value"}
    for measure in load_contract(block.collection).measures:
        values, statuses = block.texts(measure.name), block.texts(f"{measure.name}_status")
        rows = [
            row
            for row, (text, status) in enumerate(zip(values or (), statuses or (), strict=False))
            if text and status and fold(text) == NOT_A_NUMBER and known.get(fold(status)) in instead
        ]
        if values and statuses and rows:
            address = block.address(rows[0], measure.name)
            tidied.append(Tidying("sdmx-missing", len(rows), address, values[rows[0]] or "", statuses[rows[0]] or ""))
            blank = set(rows)
            columns[block.places[measure.name]] = [None if at in blank else text for at, text in enumerate(values)]
    return replace(block, columns=columns), tidied


def secrecy_findings(block: Block, roles: Mapping[str, int]) -> Iterator[Finding]:
    """CONF_STATUS is not kept: the contracts say what is confidential. Where they do not, a mark is asked about."""
    at = roles["secrecy"]
    known = load_spellings("conf_status")
    for row, text in enumerate(block.columns[at]):
        status = (known.get(fold(text)) or known.get(fold(code_part(text)))) if text else FREE
        place = (block.collection, block.sheet, block.lines[row], letter_of(at))
        if status is None:
            yield Finding("sdmx-value", *place, None, text, ", ".join(load_codes("conf_status")))
        elif status != FREE and (public := next(_published(block, row, roles), None)):
            yield Finding("conf-status-kept", *place, public.name, text)


def measure_named(text: str | None, collection: str) -> str | None:
    """The measure that a cell names; where there is but one, it need not be named."""
    measures = [each.name for each in load_contract(collection).measures]
    if not text:
        return measures[0] if len(measures) == 1 else None
    meant = column_meant(text, collection) or column_meant(code_part(text), collection)
    return meant if meant in measures else None


def key_code(key: Column, text: str | None) -> str | None:
    """The code that a key's cell means, or its text where it is no code."""
    known = load_spellings(key.code_list) if key.code_list else {}
    return (known.get(fold(text)) or known.get(fold(code_part(text))) or text.strip()) if text else None


def _codes_in(texts: set[str | None], code_list: str | None) -> dict[str | None, str]:
    """Those of `texts` that begin with a code, and are none themselves -> the code."""
    known = load_spellings(code_list) if code_list else {}
    parted = {text: code_part(text) for text in texts if text and fold(text) not in known}
    return {text: code for text, code in parted.items() if fold(code) in known}


def _published(block: Block, row: int, roles: Mapping[str, int]) -> Iterator[Column]:
    """The measures of which a line of the file gives figures that are not confidential by contract."""
    contract = load_contract(block.collection)
    named = block.columns[roles["measure"]][row] if "measure" in roles else None
    for column in contract.measures:
        if "value" in roles:
            is_named = column.name == measure_named(named, block.collection)
            text = block.columns[roles["value"]][row] if is_named else None
        else:
            texts = block.texts(column.name)
            text = texts[row] if texts else None
        is_secret = column.confidential and _holds(column.confidential_when, block, row)
        if text and not is_secret and not _stands_instead(column, text):
            yield column


def _stands_instead(column: Column, text: str) -> bool:
    """Whether the cell holds a status, and so no figure that could be published."""
    status = load_spellings("obs_status").get(fold(text)) or load_spellings("obs_status").get(fold(code_part(text)))
    return status is not None and status not in column.codes and load_obs_status()[status] != "value"


def _holds(when: Mapping[str, tuple[str, ...]], block: Block, row: int) -> bool:
    """Whether the keys of the line are those for which a measure is confidential."""
    contract = load_contract(block.collection)
    texts = {name: found for name in when if (found := block.texts(name))}
    return all(key_code(contract.column(name), texts[name][row]) in when[name] for name in texts)
