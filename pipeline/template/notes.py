"""The notes on headers: what a column holds, and the codes that it is chosen from."""

from data_contracts.codes import load_codes
from data_contracts.contract import Column
from data_contracts.labels import pick
from pipeline.template.lists import statuses
from pipeline.template.words import say

MOST_CODES = 20  # more are better looked for in the drop-down


def note_on(column: Column, language: str) -> str:
    parts = [pick(column.descriptions, language)] if column.descriptions.get("en") else []
    if column.role == "measure":
        letters = ", ".join(code for code in statuses(instead=True) if code not in column.codes)
        parts.append(say("note-status", language, letters=letters))
    elif column.role == "key" and not column.codes:
        parts.append(say("note-own-name", language))
    if column.code_list and len(column.codes) <= MOST_CODES:
        names = load_codes(column.code_list)
        parts.append("\n".join(f"{code}  {pick(names[code], language)}" for code in column.codes))
    if column.has_total:
        parts.append(say("note-total", language))
    return "\n\n".join(parts)
