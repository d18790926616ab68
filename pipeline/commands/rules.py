"""Commands about the rules that files are examined by."""

import argparse
import sys

from pipeline.commands.options import USAGE, Add


def add_to(add: Add) -> None:
    rule = add("rule", _rule, "what a rule says, why it is asked, and an example; without an ID, a list of all")
    rule.add_argument("rule", nargs="?", metavar="ID", help="for example completed-within-started")


def _rule(options: argparse.Namespace) -> int:
    from data_contracts.rules import load_rules
    from pipeline.answer.rule_text import rule_list, rule_text
    from pipeline.words import say

    if options.rule and options.rule not in load_rules():
        from difflib import get_close_matches

        near = get_close_matches(options.rule, load_rules())
        key = "rule-near" if near else "rule-unknown"
        print(say(key, options.lang, rule=options.rule, near=", ".join(near)), file=sys.stderr)
        return USAGE
    lines = rule_text(options.rule, options.lang) if options.rule else rule_list(options.lang)
    print("\n".join(lines))
    return 0
