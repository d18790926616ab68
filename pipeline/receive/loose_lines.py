"""Lines among the rows of a table that are none: sums and notes are asked about, never read and never dropped."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import cache

from data_contracts.codes import fold, load_spellings
from data_contracts.contract import Column, load_contract
from data_contracts.findings import Finding
from pipeline.receive.addresses import letter_of
from pipeline.receive.blocks import Block
from pipeline.receive.cells import Texts

_AFTER_THE_WORD = re.compile(r"[\W\d_]+$")  # Total 2026:


def take_out_loose_lines(block: Block) -> tuple[Block, list[Finding]]:
    """The block without lines that are no rows, its nil rows being gone already; and a finding for each such line."""
    found = dict(_totals(block))
    found |= {row: finding for row, finding in _notes(block) if row not in found}
    if not found:
        return block, []
    rest = [row for row in range(len(block.lines)) if row not in found]
    columns = [[texts[row] for row in rest] for texts in block.columns]
    rows = replace(block, lines=[block.lines[row] for row in rest], columns=columns)
    return rows, [found[row] for row in sorted(found)]


def _totals(block: Block) -> Iterator[tuple[int, Finding]]:
    """Rows that say “total” where a key should stand; a code that means all together is a key like any other."""
    keys = _keys(block)
    for at in [*keys, *block.outside]:
        words = {text for text in set(block.columns[at]) if text and _is_total(text.strip())}
        codes = _codes(keys.get(at))
        for row, text in enumerate(block.columns[at] if words else ()):
            others = [block.columns[other][row] for other in keys if other != at]
            is_code = text and fold(text) in codes and (any(others) or not others)
            if text in words and not is_code:
                yield row, _finding("totals-line", block, row, at)


def _notes(block: Block) -> Iterator[tuple[int, Finding]]:
    """Rows without any figure or status, in which only one cell is filled, or none that a key could be."""
    keys, figures = _keys(block), _figures(block)
    texts = [block.places[each.name] for each in load_contract(block.collection).texts if each.name in block.places]
    written = [*keys, *texts, *block.outside]
    for row, cells in enumerate(zip(*figures, strict=True) if figures else [()] * len(block.lines)):
        if any(cells):
            continue
        filled = [at for at in written if block.columns[at][row]]
        good = [at for at in filled if at in keys and _may_be(keys[at], block.columns[at][row] or "")]
        if filled and (not good or len(filled) == 1 < len(keys)):
            yield row, _finding("note-line", block, row, filled[0])


def _keys(block: Block) -> Mapping[int, Column]:
    return {block.places[key.name]: key for key in load_contract(block.collection).keys if key.name in block.places}


def _figures(block: Block) -> list[Texts]:
    names = [name for each in load_contract(block.collection).measures for name in (each.name, f"{each.name}_status")]
    return [block.columns[block.places[name]] for name in names if name in block.places]


def _may_be(key: Column, text: str) -> bool:
    return not key.code_list or fold(text) in _codes(key)


def _codes(key: Column | None) -> Collection[str]:
    return load_spellings(key.code_list) if key and key.code_list else ()


def _is_total(text: str) -> bool:
    words, begins = _totals_words()
    return text[:1].casefold() in begins and not {fold(text), fold(_AFTER_THE_WORD.sub("", text))}.isdisjoint(words)


@cache
def _totals_words() -> tuple[frozenset[str], frozenset[str]]:
    """The words, and the letters that they begin with: most texts begin with none."""
    words = frozenset(word for word, code in load_spellings("envelope").items() if code == "total")
    return words, frozenset(word[0] for word in words)


def _finding(rule: str, block: Block, row: int, at: int) -> Finding:
    return Finding(rule, block.collection, block.sheet, block.lines[row], letter_of(at), found=block.columns[at][row])
