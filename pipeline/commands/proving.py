"""The command that proves an installation: every part against the others; it writes nothing."""

import argparse
import json
from itertools import groupby
from typing import TYPE_CHECKING

from pipeline.commands.options import CLEAN, REFUSED, Add, settings_of

if TYPE_CHECKING:
    from pipeline.proof.problem import Problem, Proof

MOST = 10
"""Problems of one part that are told one by one."""


def add_to(add: Add) -> None:
    verify = add(
        "verify", _verify, "prove ledger, archive, warehouse and editions against one another (0 all holds, 1 not)"
    )
    verify.add_argument("--json", action="store_true", help="print it as JSON")


def _verify(options: argparse.Namespace) -> int:
    from pipeline.proof.proving import prove

    proof = prove(settings_of(options))
    if options.json:
        told = [each.as_dict() | {"says": _says(each, options.lang)} for each in proof.problems]
        print(json.dumps({"holds": proof.holds, "proven": proof.counts, "problems": told}, ensure_ascii=False))
    else:
        print("\n".join(_tell(proof, options.lang)))
    return CLEAN if proof.holds else REFUSED


def _tell(proof: "Proof", language: str) -> list[str]:
    """How much of each part was gone over and what does not fit in it, then what to do, and the first of all."""
    from pipeline.words import say

    found = {part: list(mine) for part, mine in groupby(proof.problems, key=lambda each: each.part)}
    lines = []
    for part in dict.fromkeys([*proof.counts, *found]):
        if part in proof.counts:
            lines.append(say(f"verify-{part}", language, count=proof.counts[part]))
        lines += _part(found.get(part, []), language)
    broken = [each for each in proof.problems if not each.is_note]
    lines += [say(f"verify-do-{part}", language) for part in dict.fromkeys(each.part for each in broken)]
    if broken:
        lines.append(say("verify-first", language, count=len(broken), says=_says(broken[0], language)))
    else:
        lines.append(say("verify-holds", language))
    return lines


def _part(problems: "list[Problem]", language: str) -> list[str]:
    from pipeline.words import say

    told = [
        say("verify-note" if each.is_note else "verify-problem", language, says=_says(each, language))
        for each in problems[:MOST]
    ]
    more = len(problems) - len(told)
    return [*told, say("verify-more", language, count=more)] if more else told


def _says(problem: "Problem", language: str) -> str:
    from pipeline.words import say

    return say(f"verify-{problem.what}", language, place=problem.place)
