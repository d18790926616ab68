"""Commands for receipts: show the one of a submission, as text, JSON or PDF, and verify one that somebody shows."""

import argparse
import sys
from pathlib import Path

from pipeline.commands.options import BLOCKED, CLEAN, Add, settings_of


def add_to(add: Add) -> None:
    receipt = add("receipt", _receipt, "the receipt of a submission; `cop receipt verify FILE` proves one")
    receipt.add_argument("what", metavar="SUBMISSION", help="its id, or the word verify")
    receipt.add_argument("file", nargs="?", type=Path, metavar="FILE", help="a receipt as JSON, to verify")
    receipt.add_argument("--json", action="store_true", help="print it as JSON")
    receipt.add_argument("--pdf", type=Path, metavar="OUT", help="write it as PDF")


def _receipt(options: argparse.Namespace) -> int:
    import json

    from pipeline.receipt.proof import proof_of
    from pipeline.words import say

    if options.what == "verify":
        return _verify(options)
    proof = proof_of(settings_of(options), options.what)
    if proof is None:
        print(say("no-receipt", options.lang, submission=options.what), file=sys.stderr)
        return BLOCKED
    if options.pdf:
        from pipeline.receipt.pdf import receipt_pdf

        options.pdf.write_bytes(receipt_pdf(proof, language=options.lang))
        print(say("receipt-written", options.lang, path=options.pdf), file=sys.stderr)
    if options.json:
        print(json.dumps(proof, ensure_ascii=False))
    elif not options.pdf:
        told = {"findings": say("findings", options.lang, count=proof["findings"])}
        print(
            say("proof", options.lang, **{**proof, **told, "verdict": say(f"state-{proof['verdict']}", options.lang)})
        )
    return CLEAN


def _verify(options: argparse.Namespace) -> int:
    import json

    from pipeline.receipt.verifying import TRUE, verify
    from pipeline.words import say

    if options.file is None or not options.file.is_file():
        print(say("no-file", options.lang, name=options.file or "FILE"), file=sys.stderr)
        return BLOCKED
    text = options.file.read_bytes()
    found = verify(settings_of(options), text)
    received_at = ""
    if found == TRUE:
        shown = json.loads(text)
        received_at = shown.get("proof", shown)["received_at"]
    print(say(f"proof-{found}", options.lang, name=options.file, received_at=received_at))
    return CLEAN if found == TRUE else BLOCKED
